#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that each header compiles alone, and included twice, without a warning.

check_headers.py --compiler g++ --flags flags.rsp [--jobs 2] --include-dir include [--umbrellas] [--skip PATTERN]... [-- warning flags]

One file per header is parsed, never linked. --umbrellas looks at the headers of the top folder only. --skip takes the headers of a component that this build leaves out, as a path
relative to include/sluice that ends in / for a folder.
"""
import argparse
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def check(header, arguments):
    """The compiler's diagnostics for a file that includes `header` twice; empty when it is clean."""
    command = [arguments.compiler, f"@{arguments.flags}", *arguments.warnings, "-fsyntax-only", "-x", "c++", "-"]
    unit = f"#include <sluice/{header}>\n#include <sluice/{header}>\nint main() {{}}\n"
    result = subprocess.run(command, input=unit, capture_output=True, text=True, check=False)
    return result.stderr if result.returncode != 0 or result.stderr else ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--flags", required=True)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--include-dir", type=Path, required=True)
    parser.add_argument("--umbrellas", action="store_true")
    parser.add_argument("--skip", action="append", default=[])
    parser.add_argument("warnings", nargs="*")
    arguments = parser.parse_args()

    base = arguments.include_dir / "sluice"
    headers = sorted(path.relative_to(base).as_posix() for path in base.glob("*.hpp" if arguments.umbrellas else "**/*.hpp"))
    headers = [h for h in headers if not any(h == s or (s.endswith("/") and h.startswith(s)) for s in arguments.skip)]
    with ThreadPoolExecutor(arguments.jobs) as pool:
        results = list(zip(headers, pool.map(lambda header: check(header, arguments), headers)))
    failed = [(header, output) for header, output in results if output]
    for header, output in failed:
        print(f"--- <sluice/{header}> does not compile alone\n{output}")
    print(f"{len(headers) - len(failed)} of {len(headers)} headers compile alone with {arguments.compiler}")
    return 1 if failed or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
