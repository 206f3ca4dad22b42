# SPDX-License-Identifier: Apache-2.0
# Case and length of texts.
from spark_cases import binary, case, cases, null

TEXTS = ["", "a", "Spark SQL", "ÀÉÎõü straße", "ΑΒΓ ΣΑΣ", "привет МИР", "日本語 abc", "😀 grin", "a\tb\nc", "ǆ ŉ İ ı ﬁ", "o'neil mc-donald x1y", "  two  spaces "]

for name in ("upper", "lower", "initcap", "length", "char_length", "character_length", "octet_length", "bit_length", "reverse"):
    cases(name, *TEXTS, null("string"))
for name in ("ucase", "lcase"):
    case(name, "aB")
for name in ("length", "octet_length", "bit_length"):
    cases(name, binary(b""), binary(b"\x00\xff\x10"), null("binary"))

# Whole blocks of letters: Latin, Greek, Cyrillic, Armenian, Georgian, Cherokee, the extended and the mathematical ones.
for first, last in ((0x80, 0x17f), (0x180, 0x24f), (0x250, 0x2af), (0x370, 0x3ff), (0x400, 0x52f), (0x531, 0x587), (0x10a0, 0x10ff), (0x13a0, 0x13fd), (0x1c80, 0x1cbf),
                    (0x1e00, 0x1eff), (0x1f00, 0x1fff), (0x2100, 0x218f), (0x2c00, 0x2cff), (0xa640, 0xa69f), (0xa720, 0xa7bf), (0xab30, 0xabbf), (0xfb00, 0xfb17), (0xff21, 0xff5a),
                    (0x10400, 0x1044f), (0x1e900, 0x1e943)):
    letters = [chr(code) for code in range(first, last + 1) if chr(code).isalpha()]
    cases("upper", "".join(letters))
    cases("lower", "".join(letters))
    cases("initcap", " ".join(letters))
