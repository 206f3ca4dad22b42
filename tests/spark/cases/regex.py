# SPDX-License-Identifier: Apache-2.0
# Regular expressions. Java's and PCRE's agree on these forms.
from spark_cases import case, cases, null

PAIRS = [("Spark SQL", "Spa"), ("Spark SQL", "^Spark.*"), ("Spark SQL", "^SQL"), ("Spark SQL", "SQL$"), ("abc123", "\\d+"), ("abc", "\\d"), ("", ""), ("abc", ""), ("", "a"), ("a\nb", "a.b"), ("a\nb", "(?s)a.b"), ("a\nb", "^b"), ("a\nb", "(?m)^b"), ("ABC", "abc"), ("ABC", "(?i)abc"),
         ("ÀB", "(?iu)àb"), ("日本語", "本"), ("日本語", "^.{3}$"), ("😀", "^.$"), ("a.c", "a\\.c"), ("abc", "a\\.c"), ("foobar", "foo(?=bar)"), ("foobaz", "foo(?!bar)"), ("aab", "(a)\\1b"), ("tel 555-1234", "\\b\\d{3}-\\d{4}\\b"), ("x=1, y=22", "(\\w)=(\\d+)"), ("a|b", "a\\|b"), ("abc", "[a-c]+"), ("abc", "[^a-c]"),
         ("a b", "\\s"), ("aXbX", "X"), ("é", "\\w"), ("[x]", "\\[x\\]"), ("aaa", "a*?"), ("abcabc", "(?<first>abc)"), ("a\r\nb", "a$"), ("ab\n", "b$"), ("abc", "a++b"), ("x", "\\p{L}"), ("5", "\\p{Alpha}"), ("abc", "("), ("abc", "[a"), ("abc", "*a"), (null("string"), "a"), ("a", null("string"))]
cases("rlike", *PAIRS, call="{0} RLIKE {1}")
cases("regexp_count", *PAIRS)
cases("regexp_substr", *PAIRS)
cases("regexp_instr", *PAIRS)
cases("regexp_extract", *[(text, pattern, 0) for text, pattern in PAIRS])
cases("regexp_extract", ("100-200", "(\\d+)-(\\d+)", 1), ("100-200", "(\\d+)-(\\d+)", 2), ("100-200", "(\\d+)-(\\d+)", 3), ("100-200", "(\\d+)-(\\d+)", -1), ("foo", "(\\d+)", 1), ("ab", "(a)|(b)", 2), ("b", "(a)?b", 1), ("100-200", "(\\d+)-(\\d+)", null("int")), ("日本1", "本(\\d)", 1))
cases("regexp_extract_all", ("100-200, 300-400", "(\\d+)-(\\d+)", 1), ("100-200, 300-400", "(\\d+)-(\\d+)", 2), ("100-200, 300-400", "(\\d+)-(\\d+)", 0), ("100-200", "(\\d+)-(\\d+)", 3), ("foo", "(\\d+)", 1), ("", "", 0), ("ab", "", 0), ("ab", "(a)|(b)", 1), ("日日", "日", 0), ("aaa", "a*", 0), ("aaa", "a*?", 0), (null("string"), "a", 0))
cases("regexp_replace", ("100-200", "(\\d+)", "num"), ("100-200", "(\\d+)", "<$1>"), ("100-200", "(\\d+)-(\\d+)", "$2-$1"), ("abc", "", "-"), ("日本", "", "-"), ("", "", "-"), ("abc", "x", "y"), ("aaa", "a", "aa"), ("a.b", "\\.", "\\\\"), ("a.b", "\\.", "\\$"), ("ab", "(a)(b)", "$0$0"), ("ab", "(a)", "$10"), ("ab", "(a)", "$2"), ("ab", "(a)", "$"), ("ab", "(a)", "${x}"), ("ab", "(?<x>a)", "<${x}>"), ("ab", "(a)", "\\"), ("b", "(a)?b", "[$1]"),
      ("a  b   c", "\\s+", " "), ("日本", "本", "é"), ("abc", "b*", "x"), (null("string"), "a", "b"), ("a", null("string"), "b"), ("a", "a", null("string")))
cases("regexp_replace", ("aXbXc", "X", "-", 3), ("aXbXc", "X", "-", 1), ("aXbXc", "X", "-", 100), ("日X本X", "X", "-", 3), ("aXb", "X", "-", 0))
cases("regexp_like", ("Spark SQL", "SQL"), ("Spark", "sql"))
