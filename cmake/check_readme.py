#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles the C++ in the documents: every ```cpp block of README.md and docs/**/*.md.

check_readme.py --compiler g++ --flags flags.rsp [--jobs 2] [--skip-header sluice/kafka.hpp]... [root]
check_readme.py --compiler g++ --flags flags.rsp --self-test

One file per block, parsed and never linked. A block with an #include or a main is taken as it stands. Any other is a
fragment: it follows tests/docs/prelude.hpp (or the core umbrella where there is none), its declarations at namespace scope
and its statements in a function, so that a struct and the query over it may stand in one block. A comment on a line of its
own above the block changes that:

    <!-- compile: skip -->       the block is not compiled
    <!-- compile: continue -->   the block goes on from the one before it in the same document

A block that includes a header named by --skip-header is left out and counted as such.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^(?P<indent> *)```cpp[^\n]*$")
ORDER = re.compile(r"^\s*<!--\s*compile:\s*(skip|continue)\s*-->\s*$")
WHOLE = re.compile(r"^\s*#\s*include\b|\bint\s+main\s*\(", re.M)
# What starts a chunk that belongs at namespace scope. Everything else is a statement.
DECLARATION = re.compile(r"^(struct|class|enum|union|template|namespace|using|inline|constexpr|static_assert|extern|"
                         r"SLUICE_[A-Z_]+|BOOST_HANA_[A-Z_]+|#)")


@dataclass
class Block:
    document: str
    line: int      # of the first line of code
    code: str
    order: str     # "", "skip" or "continue"


def blocks_of(document, text):
    """The cpp blocks of a document, in order."""
    found, lines, order, number = [], text.splitlines(), "", 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if match := ORDER.match(line):
            order = match.group(1)
        elif match := FENCE.match(line):
            first, indent = number, len(match.group("indent"))
            while number < len(lines) and lines[number].strip() != "```":
                number += 1
            found.append(Block(document, first + 1, "\n".join(part[indent:] for part in lines[first:number]), order))
            order, number = "", number + 1
        elif line.strip():
            order = ""
    return found


def chunks_of(code):
    """Splits code into (line offset, text) at each ';' or '}' that ends a top-level declaration or statement."""
    chunks, start, depth, position = [], 0, 0, 0
    token = re.compile(r'//[^\n]*|/\*.*?\*/|R"(?P<d>[^(]*)\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-zA-Z])\'(?:\\.|[^\'\\])+\''
                       r"|^[ \t]*#[^\n]*|[{}()\[\];]", re.S | re.M)
    for match in token.finditer(code):
        text, position = match.group(), match.end()
        if text in ("{", "(", "["):
            depth += 1
        elif text in ("}", ")", "]"):
            depth -= 1
        directive = text.lstrip().startswith("#") and not code[start:match.start()].strip()
        closes = text == "}" and depth == 0 and ends_after_brace(code, position)
        if depth == 0 and (text == ";" or closes or directive):
            chunks.append((code.count("\n", 0, start), code[start:position]))
            start = position
    if code[start:].strip():
        chunks.append((code.count("\n", 0, start), code[start:]))
    return chunks


def ends_after_brace(code, position):
    """A closing brace ends a chunk unless the same statement goes on: with ; , ) . | and the like, or else."""
    rest = code[position:].lstrip()
    return not rest or (rest[0] not in ";,).|[(+-*&=?:<>" and not rest.startswith(("else", "while (", "catch")))


def without_comments(text):
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.S).lstrip()


def unit_of(code, at, prelude):
    """A translation unit for a fragment; `at(offset)` gives the #line directive of a line of the block."""
    outside, inside = [], []
    for offset, text in chunks_of(code):
        (outside if DECLARATION.match(without_comments(text)) else inside).append(f"{at(offset)}\n{text}")
    body = "\n".join(inside)
    return f"{prelude}\n" + "\n".join(outside) + f"\nvoid a_function_of_the_document() {{\n{body}\n}}\n"


def units_of(blocks, prelude):
    """(name, code) for each block to compile; the number of skipped blocks."""
    units, skipped, before = [], 0, ""
    for block in blocks:
        if block.order == "skip":
            skipped += 1
            continue
        code = before + "\n" + block.code if block.order == "continue" else block.code
        first = block.line - (len(before.splitlines()) + 1 if block.order == "continue" else 0)
        before = code

        def at(offset, first=first, document=block.document):
            return f'#line {max(first + offset, 1)} "{document}"'

        units.append((f"{block.document}:{block.line}", f"{at(0)}\n{code}\n" if WHOLE.search(code) else unit_of(code, at, prelude)))
    return units, skipped


def compile_unit(unit, arguments):
    command = [arguments.compiler, f"@{arguments.flags}", "-Wall", "-Wextra", "-Werror", "-Wno-unused", "-Wno-unused-result",
               "-fsyntax-only", "-x", "c++", "-"]
    result = subprocess.run(command, input=unit, capture_output=True, text=True, check=False,
                            env={**os.environ, "LC_ALL": "C"})
    return result.stderr if result.returncode != 0 else ""


def check_documents(root, arguments):
    """(texts of failures, compiled, skipped)"""
    prelude = root / "tests" / "docs" / "prelude.hpp"
    opening = f'#include "{prelude}"' if prelude.exists() else "#include <sluice/sluice.hpp>\nusing namespace sluice;"
    units, skipped = [], 0
    for path in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]:
        if path.exists():
            more, left_out = units_of(blocks_of(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")), opening)
            units, skipped = units + more, skipped + left_out
    wanted = [unit for unit in units if not any(f"#include <{name}>" in unit[1] for name in arguments.skip_header)]
    skipped += len(units) - len(wanted)
    with ThreadPoolExecutor(arguments.jobs) as pool:
        outputs = list(pool.map(lambda unit: compile_unit(unit[1], arguments), wanted))
    failures = [f"--- the block at {name} does not compile\n{output}" for (name, _), output in zip(wanted, outputs) if output]
    return failures, len(wanted), skipped


SELF_TEST = """# Title
```cpp
#include <vector>
int main() { return std::vector<int>{}.size() == 0 ? 0 : 1; }
```
A fragment: declarations and statements in one block.
```cpp
struct order { int amount; };   // a declaration; with a "quoted ; brace {"
constexpr auto twice = [](int x) { return x * 2; };
auto total = from_prelude(order{3}.amount)
           + twice(4);
for (int i = 0; i < 3; ++i) {
  total += i;
}
if (total > 0) { total = 0; } else { total = 1; }
```
<!-- compile: continue -->
```cpp
total += order{1}.amount;
```
<!-- compile: skip -->
```cpp
this is not C++
```
"""


def self_test(arguments):
    """Good documents pass; a wrong block is found and named by document and line."""
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "tests" / "docs").mkdir(parents=True)
        (root / "docs").mkdir()
        (root / "tests" / "docs" / "prelude.hpp").write_text("#pragma once\ninline int from_prelude(int x) { return x; }\n")
        (root / "README.md").write_text(SELF_TEST)
        if (result := check_documents(root, arguments)) != ([], 3, 1):
            wrong.append(f"good documents: {result}")
        for code, reason in [("int x = undeclared;", "undeclared"), ("#include <vector>\nint main() { return y; }", "'y'"),
                             ("struct a { b c; };", "'b'")]:
            (root / "docs" / "bad.md").write_text(f"text\n\n```cpp\n{code}\n```\n")
            failures, _, _ = check_documents(root, arguments)
            if len(failures) != 1 or "docs/bad.md:4 " not in failures[0] or reason not in failures[0]:
                wrong.append(f"planted '{code}': {failures}")
    print("\n".join(wrong) if wrong else "planted errors in documents were all found")
    return 1 if wrong else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--flags", required=True)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--skip-header", action="append", default=[])
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("root", type=Path, nargs="?", default=Path(__file__).resolve().parent.parent)
    arguments = parser.parse_args()
    if arguments.self_test:
        return self_test(arguments)
    failures, compiled, skipped = check_documents(arguments.root, arguments)
    print("\n".join(failures))
    print(f"{compiled - len(failures)} of {compiled} blocks compile, {skipped} skipped")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
