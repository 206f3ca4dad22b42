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
