# SPDX-License-Identifier: Apache-2.0
# Texts made of others.
from spark_cases import binary, case, cases, null, sql

cases("concat", (), "a", ("a", "b"), ("日", "", "é", "x"), ("a", null("string")), ("a", "b", null("string"), "c"))
cases("concat", (binary(b"\x01"), binary(b"\xff\x00")), (binary(b""), null("binary")))
cases("concat_ws", (", ",), (", ", "a"), (", ", "a", "b", "c"), ("", "a", "b"), ("-", "a", null("string"), "c"), ("-", null("string"), null("string")), ("-", "", "", "a"),
      (null("string"), "a", "b"), (null("string"),), ("日", "x", "y"))
cases("repeat", ("123", 2), ("123", 0), ("123", -1), ("", 5), ("日", 3), ("ab", 1), (null("string"), 1), ("a", null("int")))
cases("replace", ("ABCabc", "abc", "DEF"), ("ABCabc", "abc"), ("ABCabc", "b"), ("aaaa", "aa", "b"), ("aaa", "aa", "b"), ("abc", "", "x"), ("", "", "x"), ("", "a", "x"), ("abc", "x", "y"), ("a日b日", "日", "é"), ("aaa", "a", "aa"),
      ("abc", "abc", ""), (null("string"), "a", "b"), ("a", null("string"), "b"), ("a", "b", null("string")))
cases("translate", ("AaBbCc", "abc", "123"), ("AaBbCc", "abc", "12"), ("AaBbCc", "abc", ""), ("AaBbCc", "", "123"), ("abc", "aab", "123"), ("日本語", "本語", "xé"), ("abc", "abc", "日本😀"), ("translate", "rnlt", "123"),
      ("aéa", "é", "e"), ("abc", "ab", "1234"), (null("string"), "a", "b"), ("a", null("string"), "b"), ("a", "b", null("string")), ("", "a", "b"))
cases("ascii", "", "2", "Spark", "é", "日本", "😀", "\t", null("string"))
for name in ("chr", "char"):
    cases(name, 65, 0, 255, 256, 321, 128, 233, -1, -65, 10, sql("bigint", "9223372036854775807"), null("bigint"))
cases("base64", "", "a", "ab", "abc", "Spark SQL", "日本", "x" * 60, call="base64({0})")
cases("base64", binary(b""), binary(b"\x00\xff\x10\x80"), null("binary"))
cases("unbase64", "", "YQ==", "YWI=", "YWJj", "U3BhcmsgU1FM", "YQ", "YWI", "Y", "Y Q = =", "YWJj\nYWJj", "a!b", "YQ=", "====", "YQ==YQ==", "YR==", "_-8=", null("string"))
cases("hex", 0, 17, 255, -1, sql("bigint", "17"), sql("bigint", "-1"), sql("bigint", "9223372036854775807"), "Spark SQL", "", "é日", binary(b"\x00\xab"), null("string"), null("bigint"))
cases("unhex", "537061726B2053514C", "ab", "AB", "abc", "", "0", "0G", "xyz", " 1", null("string"))
cases("encode", ("abc", "utf-8"), ("é日😀", "UTF-8"), ("", "utf-8"), (null("string"), "utf-8"), ("é", "iso-8859-1"), ("日", "iso-8859-1"), ("é", "utf-16"), ("a", "nope"))
cases("decode", (binary(b"abc"), "utf-8"), (binary("é日😀".encode()), "UTF-8"), (binary(b"\xff\x41"), "utf-8"), (binary(b""), "utf-8"), (null("binary"), "utf-8"), (binary(b"\xe9"), "iso-8859-1"), (binary(b"a"), "nope"))
cases("format_number", (12332.123456, 4), (12332.123456, 0), (0.0, 2), (-0.0, 2), (1234567.891, 2), (-1234567.891, 2), (0.5, 0), (1.5, 0), (2.5, 0), (0.125, 2), (0.375, 2), (1e20, 1), (123.0, 3), (999.999, 2), (-0.4, 0), (-0.004, 2), (1.005, 2),
      (float("nan"), 2), (float("inf"), 2), (float("-inf"), 0), (5.0, -1), (null("double"), 2), (1.0, null("int")), (0.1, 20), (1e-10, 4), (1.7976931348623157e308, 0))
cases("format_number", (12332, 2), (-5, 0), (1234567890, 3), (0, 0), (sql("bigint", "9223372036854775807"), 2), (sql("bigint", "-9223372036854775807"), 0))
cases("format_string", ("Hello World %d %s", 100, "days"), ("%5d|", 42), ("%-5d|", 42), ("%05d", 42), ("%+d", 42), ("%x", 255), ("%X", 255), ("%o", 8), ("%,d", 1234567), ("%.2f", 3.14159), ("%10.3f|", 3.14159), ("%-10.1f|", 3.14159),
      ("%e", 12345.678), ("%s", 1.5), ("%s", True), ("%10s|", "abc"), ("%-10s|", "abc"), ("%.2s", "abc"), ("%%", ), ("%s %s", "a", null("string")), ("%d", null("int")), ("%c", 65), ("%b", True), ("%S", "abc"), ("%2$s %1$s", "a", "b"),
      ("%d", "x"), ("%q", 1), ("%s %s", "a"), ("%,.2f", 1234567.891), ("%(d", -5), ("% d", 5), ("%x", -1), ("%g", 0.0001234), ("%n", ), ("%s",), (null("string"), 1), ("%.0f", 2.5), ("%.1f", 0.25), ("%5%|", ), ("%f", float("nan")), ("%f", float("-inf")), ("%08.2f", -3.14159))
