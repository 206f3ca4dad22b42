# SPDX-License-Identifier: Apache-2.0
# Hashes of values, and digests of texts and bytes.
from spark_cases import bigint, binary, boolean, case, cases, date, null, real, smallint, sql, timestamp, tinyint

TEXTS = ["", "a", "ab", "abc", "abcd", "abcde", "Spark", "é日😀", "x" * 31, "y" * 32, "z" * 33, "0123456789" * 10, "a\x00b"]
VALUES = [0, 1, -1, 42, 2147483647, -2147483648, bigint(0), bigint(1), bigint(-1), bigint(9223372036854775807), tinyint(-1), smallint(300), boolean(True), boolean(False), 0.0, -0.0, 1.5, -1.5, float("nan"), float("inf"), real(1.5), real(-0.0),
          date("2024-02-29"), timestamp("2024-02-29 12:34:56.789"), binary(b""), binary(b"\x00\xff\x80"), null("int"), null("string"), null("double")]
for name in ("hash", "xxhash64"):
    cases(name, *TEXTS)
    cases(name, *VALUES)
    cases(name, (1, "a"), ("a", 1), (null("int"), "a"), ("a", null("int")), ("a", bigint(2), 3.5), (null("int"), null("string")))
    cases(name, sql("array<int>", "array(1,2,3)"), sql("array<int>", "array()"), sql("array<int>", "array(1,NULL,3)"), sql("array<string>", "array('a','b')"))
for name in ("crc32", "md5", "sha", "sha1"):
    cases(name, *TEXTS, null("string"))
    cases(name, binary(b""), binary(b"\x00\xff\x80"), null("binary"))
cases("sha2", *[(text, bits) for text in ("", "Spark", "é") for bits in (0, 224, 256, 384, 512)], ("a", 1), ("a", -1), (null("string"), 256), ("a", null("int")), (binary(b"\x00\xff"), 256))
