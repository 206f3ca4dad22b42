#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What typical queries cost to compile: processor time, peak memory, and how many functions the compiler instantiated.

run.py [--compiler g++]... [--runs 3] [--update]     compares with baseline.tsv, or writes it
run.py --check                                       only whether they compile

Time is user plus system of the compiler alone, the least of the runs. The bars are for g++ 12. Functions are those that an unoptimised object
holds weakly: instantiations and inline functions. "compiled" is a program that links sluice::compiled (and kafka_compiled), which has
the part that is no template.
"""
import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
INCLUDE = HERE.parent.parent / "include"
COMPILED = "-DSLUICE_COMPILED"
# name, flags, bar in seconds, bar in MiB
QUERIES = [("embedded", ["-O2"], 3.0, 500), ("streaming", ["-O2"], None, None), ("streaming", ["-O2", COMPILED], 3.0, 500),
           ("kafka_json", ["-O2"], None, None), ("kafka_json", ["-O2", COMPILED], 6.0, None), ("twenty_operators", ["-g"], 5.0, None)]


def compile_once(compiler, name, flags, output):
    """Seconds and MiB of one run."""
    command = [compiler, "-std=c++20", *flags, f"-I{INCLUDE}", "-c", str(HERE / "queries" / f"{name}.cpp"), "-o", output]
    process = subprocess.Popen(command)
    _, status, used = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def functions_in(compiler, name, flags, output):
    compile_once(compiler, name, ["-O0", *[flag for flag in flags if flag == COMPILED]], output)
    symbols = subprocess.run(["nm", output], capture_output=True, text=True, check=True).stdout
    return sum(" W " in line for line in symbols.splitlines())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", action="append")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    compilers = arguments.compiler or ["g++"]
    if arguments.check:
        for name in sorted({query[0] for query in QUERIES}):
            subprocess.run([compilers[0], "-std=c++20", "-fsyntax-only", f"-I{INCLUDE}", str(HERE / "queries" / f"{name}.cpp")], check=True)
        print("all compile")
        return
    baseline = {}
    path = HERE / "baseline.tsv"
    if path.exists():
        for line in path.read_text().splitlines()[1:]:
            *key, seconds, _, functions = line.split("\t")
            baseline[tuple(key)] = float(seconds), int(functions)
    rows = []
    print(f"{'compiler':12} {'query':18} {'flags':24} {'s':>6} {'bar':>5} {'MiB':>5} {'functions':>9} {'of baseline':>11}")
    with tempfile.TemporaryDirectory() as folder:
        output = f"{folder}/query.o"
        for compiler in compilers:
            for name, flags, bar, most_memory in QUERIES:
                runs = [compile_once(compiler, name, flags, output) for _ in range(arguments.runs)]
                seconds, memory = min(run[0] for run in runs), max(run[1] for run in runs)
                functions = functions_in(compiler, name, flags, output)
                key = (compiler, name, " ".join(flags).replace(COMPILED, "compiled"))
                before = baseline.get(key)
                change = f"{seconds / before[0]:.2f}" if before else "-"
                missed = (bar and seconds > bar) or (most_memory and memory > most_memory)
                print(f"{key[0]:12} {name:18} {key[2]:24} {seconds:6.2f} {bar or '':>5} {memory:5.0f} {functions:9} {change:>11}{'  MISSED' if missed else ''}")
                rows.append("\t".join([*key, f"{seconds:.2f}", f"{memory:.0f}", str(functions)]))
    if arguments.update:
        path.write_text("\t".join(["compiler", "query", "flags", "seconds", "MiB", "functions"]) + "\n" + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
