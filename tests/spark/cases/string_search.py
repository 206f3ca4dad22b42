# SPDX-License-Identifier: Apache-2.0
# Searching and comparing texts.
from spark_cases import binary, case, cases, null

cases("instr", ("SparkSQL", "SQL"), ("abc", "x"), ("abc", ""), ("", ""), ("", "a"), ("日本語", "語"), ("aaa", "a"), (null("string"), "a"), ("a", null("string")))
for name in ("locate", "position"):
    cases(name, ("bar", "foobarbar"), ("bar", "foobarbar", 5), ("bar", "foobarbar", 8), ("bar", "foobarbar", 0), ("bar", "foobarbar", -1), ("bar", "foobarbar", 100), ("", "abc"), ("", "abc", 2), ("", "abc", 4), ("", "abc", 5), ("", ""), ("語", "日本語", 1), ("語", "日本語", 3),
          ("語", "日本語", 4), ("a", "日a本a", 3), (null("string"), "a"), ("a", null("string")), ("a", "a", null("int")), (null("string"), "a", null("int")))
for name in ("startswith", "endswith", "contains"):
    cases(name, ("Spark SQL", "Spark"), ("Spark SQL", "SQL"), ("Spark SQL", "k S"), ("Spark SQL", "x"), ("Spark SQL", ""), ("", ""), ("", "a"), ("日本", "本"), ("日本", "日"), (null("string"), "a"), ("a", null("string")))
LIKES = [("Spark", "_park"), ("Spark", "%par%"), ("Spark", "Spark"), ("Spark", "spark"), ("", ""), ("", "%"), ("", "_"), ("abc", "a%c"), ("abc", "a%b"), ("abcabc", "%abc"), ("aab", "%ab"), ("a%c", "a\\%c"), ("abc", "a\\%c"), ("a_c", "a\\_c"), ("abc", "a\\_c"), ("a\\c", "a\\\\c"),
         ("日本語", "日_語"), ("日本語", "___"), ("日本語", "__"), ("😀", "_"), ("a\nb", "a_b"), ("a\nb", "a%"), ("abc", "abc\\"), ("abc", "a\\bc"), ("mississippi", "%iss%ip%"), ("mississippi", "%iss%ipx%"), ("a.c", "a.c"), ("abc", "a.c"), ("[x]", "[x]"), ("aaaaaaaaaaaaaaaaaaaaab", "%a%a%a%a%a%c"),
         (null("string"), "a"), ("a", null("string"))]
cases("like", *LIKES, call="{0} LIKE {1}")
cases("ilike", ("Spark", "sPARK"), ("Spark", "_PARK"), ("ÀB", "àb"), ("Spark", "x%"), ("a%", "A\\%"), (null("string"), "a"), call="{0} ILIKE {1}")
cases("like_escape", ("a%c", "a/%c"), ("abc", "a/%c"), ("a/c", "a//c"), ("a\\c", "a\\c"), ("abc", "a/bc"), call="{0} LIKE {1} ESCAPE '/'")
cases("find_in_set", ("ab", "abc,b,ab,c,def"), ("x", "abc,b"), ("", "a,,b"), ("", ""), ("a", ""), ("a,b", "a,b"), ("日", "本,日"), ("b", "a,b,b"), (null("string"), "a"), ("a", null("string")))
cases("levenshtein", ("kitten", "sitting"), ("", ""), ("", "abc"), ("abc", ""), ("abc", "abc"), ("日本語", "日語"), ("frog", "fog"), ("a", "b"), (null("string"), "a"), ("a", null("string")))
cases("levenshtein", ("kitten", "sitting", 2), ("kitten", "sitting", 3), ("kitten", "sitting", 4), ("", "abc", 2), ("", "abc", 3), ("abc", "abc", 0), ("abc", "abd", 0), ("abcdef", "a", 1), ("a", "b", -1))
cases("soundex", "Miller", "Spark", "", "a", "Robert", "Rupert", "Ashcraft", "Tymczak", "Pfister", "Honeyman", "123", "1abc", "é", "Ééa", "abc def", "Jackson", "VanDeusen", "aé", "bb", "Bhb", "Lloyd", null("string"))
