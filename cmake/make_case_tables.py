#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes include/sluice/base/case_tables.hpp from the Unicode data that Python has: make_case_tables.py > case_tables.hpp"""

# Pairs (upper, lower) that Unicode 15 and 16 brought, for a Python that does not know them.
LATER = [(0xa7dc, 0x19b), (0xa7cb, 0x264), (0x1c89, 0x1c8a), (0xa7cc, 0xa7cd), (0xa7da, 0xa7db)]
LATER += [(0x10d50 + i, 0x10d70 + i) for i in range(22)]

HEAD = """// SPDX-License-Identifier: Apache-2.0
// Which character another becomes in upper, lower and title case: Unicode 16, without ASCII. Written by cmake/make_case_tables.py.
// A run says that each `stride`-th code point from `first` to `last` moves by `delta`; characters that become several stand
// apart, with their texts.
#pragma once

#include <cstdint>
#include <string_view>

namespace sluice::utf8 {

struct case_run {
  std::uint32_t first;
  std::uint32_t last;
  std::uint32_t stride;
  std::int32_t delta;
};
struct case_text {
  std::uint32_t code;
  std::string_view text;
};
"""


def runs_of(moves):
    items, runs, at = sorted(moves.items()), [], 0
    while at < len(items):
        code, delta = items[at]
        best = (1, 1)
        for stride in (1, 2):
            count = 1
            while at + count < len(items) and items[at + count] == (code + stride * count, delta):
                count += 1
            best = max(best, (count, stride), key=lambda one: one[0])
        runs.append(f"{{{code:#x}, {items[at + best[0] - 1][0]:#x}, {best[1]}, {delta}}},")
        at += best[0]
    return runs


def texts_of(table):
    return [f'{{{code:#x}, "' + "".join(f"\\x{byte:02x}" for byte in text.encode()) + '"},' for code, text in sorted(table.items())]


def print_table(kind, name, comment, entries):
    print(f"\n/// {comment}\ninline constexpr {kind} {name}[] = {{")
    line = "   "
    for entry in entries:
        if len(line) + len(entry) > 134:
            print(line)
            line = "   "
        line += " " + entry
    print(line + "\n};")


def main():
    upper, lower, upper_texts, title_texts = {}, {}, {}, {}
    for code in range(0x80, 0x110000):
        if 0xd800 <= code < 0xe000:
            continue
        one = chr(code)
        if one.upper() != one:
            if len(one.upper()) == 1:
                upper[code] = ord(one.upper()) - code
            else:
                upper_texts[code] = one.upper()
        if one.lower() != one and len(one.lower()) == 1:
            lower[code] = ord(one.lower()) - code
        if one.title() != one.upper():
            title_texts[code] = one.title()
    for big, small in LATER:
        upper[small], lower[big] = big - small, small - big
    print(HEAD, end="")
    print_table("case_run", "upper_runs", "To upper case.", runs_of(upper))
    print_table("case_run", "lower_runs", "To lower case. U+0130 is not among them: it becomes two characters.", runs_of(lower))
    print_table("case_text", "upper_texts", "To upper case, as texts.", texts_of(upper_texts))
    print_table("case_text", "title_texts", "To title case, where it is not upper case.", texts_of(title_texts))
    print("\n}  // namespace sluice::utf8")


main()
