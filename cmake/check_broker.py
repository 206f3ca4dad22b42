#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that tests/support/broker starts on a machine that has never fetched Kafka: what is slow or far is played by stubs.

    check_broker.py <project>
"""
import os
import pathlib
import subprocess
import sys
import tempfile

# Maven makes the folder it is told to. A broker lives until it is stopped; formatting its storage ends at once.
STUBS = {
    "mvn": 'echo mvn >>"$STUB_LOG"\nfor word; do case "$word" in -DoutputDirectory=*) [ -n "${STUB_NO_NETWORK:-}" ] || mkdir "${word#*=}";; esac; done\n'
    '[ -z "${STUB_NO_NETWORK:-}" ]\n',
    "java": 'case "$*" in *kafka.Kafka*) exec sleep 60;; esac\n',
    "kcat": "exit 0\n",
}


def run(project, folder, *arguments, **variables):
    environment = {**os.environ, "PATH": f"{folder}/bin:{os.environ['PATH']}", "XDG_CACHE_HOME": f"{folder}/cache", "STUB_LOG": f"{folder}/log", **variables}
    done = subprocess.run([f"{project}/tests/support/broker", *arguments], env=environment, text=True, capture_output=True)
    return done.returncode, done.stdout, done.stderr


def check(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: {found!r} instead of {wanted!r}")


def main(project):
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/bin")
        for name, text in STUBS.items():
            stub = pathlib.Path(folder, "bin", name)
            stub.write_text("#!/bin/sh\n" + text)
            stub.chmod(0o755)

        status, out, errors = run(project, folder, "start", f"{folder}/data", STUB_NO_NETWORK="1")
        check("the status without a network", status, 1)
        check("what is said without a network", "Maven could not fetch Kafka" in errors, True)
        check("what is left of a fetch that failed", list(pathlib.Path(folder, "cache/sluice").iterdir()), [])

        for what in "first", "second":
            status, out, errors = run(project, folder, "start", f"{folder}/data")
            check(f"the errors of the {what} start", "unbound" in errors, False)
            check(f"the status of the {what} start", status, 0)
            check(f"whether the {what} start prints an address", out.startswith("127.0.0.1:"), True)
            check("the status of stopping", run(project, folder, "stop", f"{folder}/data")[0], 0)
            check("what is left of it", pathlib.Path(folder, "data").exists(), False)
        check("how often Maven was asked", pathlib.Path(folder, "log").read_text().split(), ["mvn", "mvn"])
        check("what is in the cache", len(list(pathlib.Path(folder, "cache/sluice").iterdir())), 1)


if __name__ == "__main__":
    main(sys.argv[1])
