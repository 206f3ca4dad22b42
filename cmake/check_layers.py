#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the shape of the header tree: check_layers.py [root], or check_layers.py --self-test.

- A folder includes only folders that stand left of it in LAYERS; a connector includes base, schema, formats and contract,
  and no other connector; only umbrellas (headers directly in include/sluice) and testing include connectors.
- A third-party library is included only in its own place; nothing that the core umbrella reaches includes one.
- Every header opens with the SPDX line, has `#pragma once`, at most MAX_LINES lines and no include that costs every user
  compile time. Includes are in angle form with the full path, in blocks: own, third party, standard; sorted in each block.
- Every C++ file of the tests, examples and benchmarks opens with the SPDX line.
"""
import re
import sys
import tempfile
from pathlib import Path

LAYERS = ["base", "schema", "formats", "contract", "state", "expressions", "operators", "plan", "checkpoint", "runtime",
          "query", "testing"]
CONNECTOR_MAY_INCLUDE = {"base", "schema", "formats", "contract"}
MAX_LINES = 400
SPDX = "// SPDX-License-Identifier: Apache-2.0"

# Third-party include prefix -> where under include/sluice it may stand. These folders are the optional components.
THIRD_PARTY = {
    "simdjson.h": "formats/json/",
    "librdkafka/": "connectors/kafka/",
    "range/v3/": "connectors/ranges/",
    "boost/hana": "schema/hana.hpp",
    "pcre2.h": "expressions/regex/",
    "openssl/evp.h": "expressions/hashing/",
    "curl/": "connectors/s3/",
    "zlib.h": "connectors/files/compression/",
    "zstd.h": "connectors/files/compression/",
    "rocksdb/": "connectors/rocksdb/",
    "arrow/": "formats/parquet/arrow.hpp",
    "parquet/": "formats/parquet/arrow.hpp",
}
# Component -> what it owns, as in the top CMakeLists.txt. The core must not include any of it.
COMPONENTS = {
    "json": ("json.hpp", "json_files.hpp", "json_file_sinks.hpp", "formats/json/", "expressions/json/", "connectors/files/json/"),
    "kafka": ("kafka.hpp", "connectors/kafka/"),
    "ranges": ("ranges.hpp", "connectors/ranges/"),
    "hana": ("hana.hpp", "schema/hana.hpp"),
    "s3": ("s3.hpp", "connectors/s3/"),
    "regex": ("regex.hpp", "expressions/regex/"),
    "hashing": ("hashing.hpp", "expressions/hashing/"),
    "rocksdb": ("rocksdb.hpp", "connectors/rocksdb/"),
    "parquet": ("parquet.hpp", "formats/parquet/", "connectors/files/parquet/"),
    "compression": ("compression.hpp", "connectors/files/compression/"),
}

BANNED = {"iostream", "regex", "ranges"}                                    # each costs 0.3 to 0.5 s in every user's file
TOO_NEW = {"format", "print", "expected", "generator", "mdspan", "flat_map", "flat_set", "stacktrace"}  # not in g++ 12's C++20
# A plan holds types and constant facts: no files and no threads left of the checkpoint.
RUNTIME_ONLY = {"thread", "condition_variable", "future", "filesystem", "fstream"}
PURE_LAYERS = {"schema", "formats", "contract", "state", "expressions", "operators", "plan"}
# An umbrella that promises to be cheap -> the last layer it may reach.
UMBRELLA_LIMITS = {"plan.hpp": "plan"}

STANDARD = set("""
algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono cinttypes climits clocale
cmath codecvt compare complex concepts condition_variable coroutine csetjmp csignal cstdarg cstddef cstdint cstdio cstdlib
cstring ctime cuchar cwchar cwctype deque exception execution filesystem forward_list fstream functional future
initializer_list iomanip ios iosfwd istream iterator latch limits list locale map memory memory_resource mutex new numbers
numeric optional ostream queue random ratio scoped_allocator semaphore set shared_mutex source_location span sstream stack
stdexcept stop_token streambuf string string_view syncstream system_error thread tuple type_traits typeindex typeinfo
unordered_map unordered_set utility valarray variant vector version cxxabi.h
""".split()) | BANNED | TOO_NEW
POSIX = re.compile(r"^(sys|netinet|arpa|net|linux)/[a-z_]+\.h$|"
                   r"^(unistd|fcntl|poll|netdb|dirent|signal|pthread|sched|time|termios|glob|immintrin|emmintrin|errno|dlfcn|regex)\.h$")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
RANKS = {"own": 0, "third party": 1, "standard": 2}


def kind_of(name):
    """own, third party or standard; None for a header nobody here knows."""
    if name.startswith("sluice/"):
        return "own"
    if name in STANDARD or POSIX.match(name):
        return "standard"
    return "third party"


def component_of(path):
    """The component that owns a path relative to include/sluice."""
    for component, places in COMPONENTS.items():
        if any(path == place or (place.endswith("/") and path.startswith(place)) for place in places):
            return component
    return "core"


def folder_of(path):
    """First folder of a path relative to include/sluice; '' for an umbrella; 'connectors/x' for a connector."""
    parts = path.split("/")
    if parts[0] == "connectors":
        return "/".join(parts[:2]) if len(parts) > 2 else "connectors/" + Path(parts[1]).stem
    return parts[0] if len(parts) > 1 else ""


def includes_of(lines):
    return [(number, *match.groups()) for number, line in enumerate(lines, 1) if (match := INCLUDE.match(line))]


def check_direction(source, target):
    """Why `source` may not include `target` (both relative to include/sluice), or None."""
    here, there = folder_of(source), folder_of(target)
    if component_of(target) not in ("core", component_of(source)):
        return f"the {component_of(source)} component must not include the {component_of(target)} component"
    if "/detail/" in target and here.split("/")[0] != there.split("/")[0]:
        return "a detail folder is for its own folder only"
    if here == "" or target in ("version.hpp", "fwd.hpp"):
        return None
    if there == "":
        return "an umbrella is for users; include what is used"
    if here.startswith("connectors/"):
        if there == here or there in CONNECTOR_MAY_INCLUDE:
            return None
        return "a connector includes base, schema, formats, contract and itself only"
    if there.startswith("connectors/"):
        return None if here == "testing" else "only umbrellas and testing include connectors"
    if here not in LAYERS or there not in LAYERS:
        return f"'{here if here not in LAYERS else there}' is not a folder of the architecture"
    if LAYERS.index(there) > LAYERS.index(here):
        return f"{here} stands left of {there}"
    return None


def check_third_party(source, name):
    for prefix, place in THIRD_PARTY.items():
        if name.startswith(prefix):
            return None if source.startswith(place) else f"<{name}> belongs in {place} only"
    return f"<{name}> is neither a standard header nor a library this project uses here"


def check_include_blocks(entries):
    """Order of the includes: blocks separated by anything that is not an include; each sorted and of one kind."""
    problems, last_rank, previous = [], 0, None
    for number, _, name in entries:
        rank = RANKS[kind_of(name)]
        adjacent = previous is not None and previous[0] == number - 1
        if adjacent and previous[1] != rank:
            problems.append((number, f"a blank line must stand before <{name}>: own, third party, standard"))
        elif adjacent and previous[2] > name:
            problems.append((number, f"<{name}> is out of alphabetical order"))
        if rank < last_rank:
            problems.append((number, f"<{name}> comes too late: own headers first, then third party, then standard"))
        last_rank, previous = max(last_rank, rank), (number, rank, name)
    return problems


def check_header(source, text):
    """Problems of one header as (line, text); `source` is relative to include/sluice."""
    lines = text.splitlines()
    entries = includes_of(lines)
    problems = check_include_blocks(entries)
    if not lines or lines[0] != SPDX:
        problems.append((1, f"the first line must be: {SPDX}"))
    if "#pragma once" not in lines:
        problems.append((1, "#pragma once is missing"))
    if len(lines) > MAX_LINES:
        problems.append((len(lines), f"{len(lines)} lines; split a header of more than {MAX_LINES}"))
    for number, form, name in entries:
        if form == '"':
            problems.append((number, f'"{name}": use the angle form with the full path'))
        elif kind_of(name) == "own":
            problem = check_direction(source, name.removeprefix("sluice/"))
            if problem:
                problems.append((number, f"<{name}>: {problem}"))
        elif kind_of(name) == "third party":
            problem = check_third_party(source, name)
            if problem:
                problems.append((number, problem))
        elif name in BANNED:
            problems.append((number, f"<{name}> is banned: every user pays its compile time"))
        elif name in TOO_NEW:
            problems.append((number, f"<{name}> is not C++20 as g++ 12 has it"))
        elif name in RUNTIME_ONLY and folder_of(source) in PURE_LAYERS:
            problems.append((number, f"<{name}>: no threads or files left of checkpoint"))
    return problems


def reached_from(start, texts):
    """Every own header that `start` includes, directly or not, and how: {header: header that includes it}."""
    via, queue = {start: None}, [start]
    for header in queue:
        for _, _, name in includes_of(texts.get(header, "").splitlines()):
            target = name.removeprefix("sluice/")
            if kind_of(name) == "own" and target not in via:
                via[target] = header
                queue.append(target)
    return via


def check_umbrellas(texts):
    problems = []
    for umbrella, last in UMBRELLA_LIMITS.items():
        allowed = set(LAYERS[:LAYERS.index(last) + 1]) | {""}
        for header, via in (reached_from(umbrella, texts) if umbrella in texts else {}).items():
            if folder_of(header) not in allowed and not folder_of(header).startswith("connectors/"):
                problems.append((umbrella, 1, f"reaches {header} (through {via}), right of {last}"))
    return problems


def check_tree(root):
    """All problems below root, each as 'file:line: text', and the number of files looked at."""
    base = root / "include" / "sluice"
    texts = {path.relative_to(base).as_posix(): path.read_text(encoding="utf-8") for path in sorted(base.rglob("*.hpp"))}
    found = [(f"include/sluice/{source}", *problem) for source, text in texts.items() for problem in check_header(source, text)]
    found += [(f"include/sluice/{source}", *problem) for source, *problem in check_umbrellas(texts)]
    count = len(texts)
    for folder in ("tests", "examples", "bench"):
        for path in sorted(p for p in (root / folder).rglob("*") if p.suffix in (".cpp", ".hpp")):
            count += 1
            if not path.read_text(encoding="utf-8").startswith(SPDX + "\n"):
                found.append((path.relative_to(root).as_posix(), 1, f"the first line must be: {SPDX}"))
    return [f"{path}:{line}: {text}" for path, line, text in found], count


# --- self-test: each planted header must give exactly the named problem, the clean ones none -------------------------

OPENING = f"{SPDX}\n#pragma once\n\n"
CLEAN = {
    "base/hash.hpp": OPENING + "#include <sys/types.h>\n#include <unistd.h>\n\n#include <cstdint>\n#include <vector>\n",
    "operators/where.hpp": OPENING + "#include <sluice/base/hash.hpp>\n#include <sluice/expressions/column.hpp>\n",
    "expressions/column.hpp": OPENING,
    "expressions/json/from_json.hpp": OPENING + "#include <sluice/formats/json/reader.hpp>\n",
    "formats/json/reader.hpp": OPENING + "#include <sluice/base/hash.hpp>\n\n#include <simdjson.h>\n\n#include <vector>\n",
    "connectors/kafka/source.hpp": OPENING + "#include <sluice/connectors/kafka/detail/handle.hpp>\n",
    "connectors/kafka/detail/handle.hpp": OPENING + "#include <librdkafka/rdkafka.h>\n",
    "connectors/memory/source.hpp": OPENING + "#include <thread>\n",
    "runtime/engine.hpp": OPENING + "#include <thread>\n",
    "sluice.hpp": OPENING + "#include <sluice/connectors/memory/source.hpp>\n#include <sluice/operators/where.hpp>\n",
    "kafka.hpp": OPENING + "#include <sluice/connectors/kafka/source.hpp>\n",
}
PLANTED = [
    ("state/up.hpp", OPENING + "#include <sluice/operators/where.hpp>\n", "state stands left of operators"),
    ("connectors/kafka/up.hpp", OPENING + "#include <sluice/runtime/engine.hpp>\n", "a connector includes"),
    ("connectors/memory/side.hpp", OPENING + "#include <sluice/connectors/kafka/source.hpp>\n", "must not include the kafka"),
    ("connectors/rate/side.hpp", OPENING + "#include <sluice/connectors/memory/source.hpp>\n", "a connector includes"),
    ("query/connector.hpp", OPENING + "#include <sluice/connectors/memory/source.hpp>\n", "only umbrellas and testing"),
    ("operators/umbrella.hpp", OPENING + "#include <sluice/sluice.hpp>\n", "an umbrella is for users"),
    ("operators/json.hpp", OPENING + "#include <sluice/formats/json/reader.hpp>\n", "core component must not include the json"),
    ("misc/x.hpp", OPENING + "#include <sluice/base/hash.hpp>\n", "not a folder of the architecture"),
    ("query/detail.hpp", OPENING + "#include <sluice/state/detail/x.hpp>\n", "a detail folder"),
    ("base/json.hpp", OPENING + "#include <simdjson.h>\n", "belongs in formats/json/"),
    ("connectors/memory/kafka.hpp", OPENING + "#include <librdkafka/rdkafka.h>\n", "belongs in connectors/kafka/"),
    ("query/view.hpp", OPENING + "#include <range/v3/view/filter.hpp>\n", "belongs in connectors/ranges/"),
    ("schema/h.hpp", OPENING + "#include <boost/hana/tuple.hpp>\n", "belongs in schema/hana.hpp"),
    ("state/map.hpp", OPENING + "#include <boost/unordered/unordered_flat_map.hpp>\n", "neither a standard header"),
    ("base/text.hpp", OPENING + "#include <fmt/core.h>\n", "neither a standard header"),
    ("base/io.hpp", OPENING + "#include <iostream>\n", "<iostream> is banned"),
    ("base/new.hpp", OPENING + "#include <format>\n", "not C++20"),
    ("plan/thread.hpp", OPENING + "#include <thread>\n", "no threads or files"),
    ("base/quoted.hpp", OPENING + '#include "hash.hpp"\n', "use the angle form"),
    ("base/spdx.hpp", "#pragma once\n", "the first line must be"),
    ("base/once.hpp", SPDX + "\n", "#pragma once is missing"),
    ("base/long.hpp", OPENING + "\n" * MAX_LINES, "split a header"),
    ("base/order.hpp", OPENING + "#include <vector>\n#include <array>\n", "out of alphabetical order"),
    ("base/block.hpp", OPENING + "#include <sluice/base/hash.hpp>\n#include <vector>\n", "a blank line must stand before"),
    ("base/late.hpp", OPENING + "#include <vector>\n\n#include <sluice/base/hash.hpp>\n", "comes too late"),
    ("plan.hpp", OPENING + "#include <sluice/runtime/engine.hpp>\n", "reaches runtime/engine.hpp"),
]


def problems_with(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder, "include", "sluice", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return check_tree(Path(folder))[0]


def self_test():
    wrong = [f"a clean tree is refused: {problem}" for problem in problems_with(CLEAN)]
    for name, text, expected in PLANTED:
        problems = problems_with({**CLEAN, name: text})
        if len(problems) != 1 or expected not in problems[0] or not problems[0].startswith(f"include/sluice/{name}:"):
            wrong.append(f"planted in {name}: expected one problem '{expected}', got {problems}")
    print("\n".join(wrong) if wrong else f"{len(PLANTED)} planted violations were all found")
    return 1 if wrong else 0


def main():
    if "--self-test" in sys.argv:
        return self_test()
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    problems, count = check_tree(root)
    print("\n".join(problems) if problems else f"{count} files keep the rules")
    return 1 if problems or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
