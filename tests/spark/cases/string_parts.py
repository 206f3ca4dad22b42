# SPDX-License-Identifier: Apache-2.0
# Trimming, padding, and taking parts of texts.
from spark_cases import binary, case, cases, null

for name in ("trim", "ltrim", "rtrim", "btrim"):
    cases(name, "", " ", "  a  ", "a", "\t a \n", " é日 ", "　wide　", null("string"))
for name, where in (("trim", "BOTH"), ("ltrim", "LEADING"), ("rtrim", "TRAILING")):
    rows = [("xxaxx", "x"), ("abcba", "ab"), ("abcba", "bca"), ("abc", ""), ("", "x"), ("日本日", "日"), ("éaé", "é"), ("SSparkSQLS", "SL"),
            (null("string"), "x"), ("x", null("string")), ("  a", " "), ("aéa", "a")]
    cases(name, *rows, call="trim(" + where + " {1} FROM {0})")
for name in ("lpad", "rpad"):
    cases(name, ("hi", 5, "??"), ("hi", 1, "??"), ("hi", 5, ""), ("hi", 0, "x"), ("hi", -1, "x"), ("", 3, "ab"), ("é", 4, "日本"), ("日本語", 2, "x"),
          ("hi", 5, "abcdef"), (null("string"), 3, "x"), ("a", null("int"), "x"), ("a", 3, null("string")), ("hi", 6), ("hi", 1), ("hi", 2, "x"))
cases("substring", ("Spark SQL", 5, 1), ("Spark SQL", 5, 100), ("Spark SQL", 0, 3), ("Spark SQL", 1, 3), ("Spark SQL", -3, 2), ("Spark SQL", -3, 9),
      ("Spark SQL", -20, 13), ("Spark SQL", -20, 5), ("Spark SQL", 20, 5), ("Spark SQL", 2, 0), ("Spark SQL", 2, -1), ("", 1, 1), ("日本語abc", 2, 3),
      ("日本語abc", -4, 2), ("😀é", 2, 1), ("abc", 2147483647, 2), ("abc", -2147483648, 2147483647), ("abc", 2, 2147483647), ("abc", 0, 2147483647),
      (null("string"), 1, 1), ("abc", null("int"), 1), ("abc", 1, null("int")))
cases("substring", ("Spark SQL", 5), ("Spark SQL", -3), ("Spark SQL", 0), ("Spark SQL", 10), ("日本語", 2), ("日本語", -5))
cases("substring", (binary(b"\x00\x01\x02\x03"), 2, 2), (binary(b"\x00\x01"), -1, 5))
cases("left", ("Spark SQL", 3), ("Spark", 0), ("Spark", -2), ("Spark", 10), ("日本語", 2), ("", 1), (null("string"), 1), ("a", null("int")))
cases("right", ("Spark SQL", 3), ("Spark", 0), ("Spark", -2), ("Spark", 10), ("日本語", 2), ("", 1), (null("string"), 1), ("a", null("int")))
cases("substring_index", ("www.apache.org", ".", 2), ("www.apache.org", ".", -2), ("www.apache.org", ".", 1), ("www.apache.org", ".", -1),
      ("www.apache.org", ".", 0), ("www.apache.org", ".", 5), ("www.apache.org", ".", -5), ("www.apache.org", "", 1), ("", ".", 1), ("aaaa", "aa", 1),
      ("aaaa", "aa", 2), ("aaaa", "aa", -1), ("aaaa", "aa", -2), ("aaaaa", "aa", -2), ("aaaaa", "aa", 2), ("a日b日c", "日", 2), ("a日b日c", "日", -1), ("abc", "x", 1), ("abc", "x", -1),
      ("a--b--c", "--", 2), (null("string"), ".", 1), ("a", null("string"), 1), ("a", ".", null("int")))
cases("split_part", ("11.12.13", ".", 1), ("11.12.13", ".", 3), ("11.12.13", ".", 4), ("11.12.13", ".", -1), ("11.12.13", ".", -3), ("11.12.13", ".", -4),
      ("11.12.13", ".", 0), ("11.12.13", "", 1), ("11.12.13", "", 2), ("", ".", 1), ("", ".", 2), ("a--b--", "--", 3), ("a--b--", "--", -1), ("aaa", "aa", 2), ("日x本", "x", 2),
      (null("string"), ".", 1), ("a", null("string"), 1), ("a", ".", null("int")))
cases("overlay", ("Spark SQL", "_", 6), ("Spark SQL", "CORE", 7), ("Spark SQL", "ANSI ", 7), ("Spark SQL", "tructured", 2), ("日本語", "x", 2), ("abc", "xy", 10), ("abc", "xy", 0), ("abc", "xy", -2),
      ("abc", "xy", -1), ("abc", "", 2), (null("string"), "x", 1), ("abc", null("string"), 1), ("abc", "x", null("int")))
cases("overlay", ("Spark SQL", "ANSI ", 7, 0), ("Spark SQL", "tructured", 2, 4), ("Spark SQL", "x", 2, 100), ("Spark SQL", "x", 2, -1), ("Spark SQL", "x", 2, -3), ("日本語", "xyz", 2, 1), ("abc", "x", 1, null("int")),
      ("abc", "Z", 2, 2147483647))
