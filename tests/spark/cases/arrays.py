# SPDX-License-Identifier: Apache-2.0
# Functions of arrays.
from spark_cases import bigint, case, cases, null, sql


def ints(*values):
    return sql("array<int>", "array(" + ", ".join("NULL" if one is None else str(one) for one in values) + ")")


def longs(*values):
    return sql("array<bigint>", "array(" + ", ".join("NULL" if one is None else str(one) for one in values) + ")")


def doubles(*values):
    return sql("array<double>", "array(" + ", ".join("NULL" if one is None else f"'{one}'" for one in values) + ")")


def texts(*values):
    return sql("array<string>", "array(" + ", ".join("NULL" if one is None else f"'{one}'" for one in values) + ")")


def nested(*values):
    return sql("array<array<int>>", "array(" + ", ".join("NULL" if one is None else one.sql for one in values) + ")")


NO_INTS = null("array<int>")
NO_TEXTS = null("array<string>")
ALL_INTS = [ints(), ints(1), ints(3, 1, 2), ints(2, None, 1, 2), ints(None), ints(None, None, 5), ints(-2147483648, 2147483647, 0), NO_INTS]
ALL_TEXTS = [texts(), texts("b", "a", "c"), texts("a", None, "", "a"), texts("日", "é", "z", "Z"), NO_TEXTS]
ALL_DOUBLES = [doubles(), doubles(1.5, "NaN", -2.5), doubles("NaN", None, "NaN", "Infinity", "-Infinity", 0.0), doubles(-0.0, 0.0), null("array<double>")]
STRUCTS = sql("array<struct<a:int,b:string>>", "array(named_struct('a', 2, 'b', 'x'), named_struct('a', 1, 'b', 'y'), NULL, named_struct('a', NULL, 'b', 'z'), named_struct('a', 2, 'b', 'x'))")
MAP = sql("map<string,int>", "map('a', 1, 'b', NULL)")

for name in ("size", "cardinality"):
    cases(name, *ALL_INTS, *ALL_TEXTS, MAP, null("map<string,int>"))
cases("array_size", *ALL_INTS)

for name in ("element_at", "try_element_at"):
    cases(name, *[(ints(7, None, 9), index) for index in (1, 2, 3, 4, -1, -2, -3, -4, 0, 2147483647, -2147483648, null("int"))], (ints(), 1), (NO_INTS, 1),
          (texts("a", "日"), 2), (texts("a", "日"), -3), (texts("a"), null("int")))
    cases(name, (MAP, "a"), (MAP, "b"), (MAP, "c"), (MAP, null("string")), (null("map<string,int>"), "a"))
cases("get", *[(ints(7, None, 9), index) for index in (0, 1, 2, 3, -1, 2147483647, null("int"))], (ints(), 0), (NO_INTS, 0), (texts("a", "日"), 1))

cases("array_contains", *[(one, 2) for one in ALL_INTS], *[(one, null("int")) for one in (ints(1), ints(None), NO_INTS)],
      *[(one, "a") for one in ALL_TEXTS], (texts("a"), null("string")), (doubles("NaN"), float("nan")), (doubles(0.0), -0.0), (doubles(None, 1.0), 2.0))
cases("array_position", *[(one, 2) for one in ALL_INTS], (ints(1), null("int")), *[(one, "a") for one in ALL_TEXTS], (doubles(1.0, "NaN"), float("nan")), (doubles(0.0), -0.0))
for name in ("array_min", "array_max"):
    cases(name, *ALL_INTS, *ALL_TEXTS, *ALL_DOUBLES, STRUCTS, nested(ints(2), ints(1, 5), None, ints(1)))
cases("arrays_overlap", (ints(1, 2), ints(2, 3)), (ints(1, 2), ints(3)), (ints(1, None), ints(2)), (ints(1), ints(None)), (ints(1, None), ints(1)), (ints(), ints(None)), (ints(None), ints()),
      (ints(None), ints(None)), (NO_INTS, ints(1)), (ints(1), NO_INTS), (texts("a"), texts("b", "a")))
cases("array_join", (texts("a", None, "c"), ","), (texts("a", None, "c"), ",", "?"), (texts(), ","), (texts(None), ","), (texts(None, None), ",", "-"), (texts("", ""), ", "), (NO_TEXTS, ","),
      (texts("a"), null("string")), (texts("a"), ",", null("string")))

cases("array", (1, 2), (null("int"), 2), ("a", "b"), (1, bigint(2)), (null("string"), null("string")))
cases("array_repeat", (5, 3), (5, 0), (5, -1), (null("int"), 2), (5, null("int")), ("ab", 2), (null("int"), null("int")), (null("string"), 1))
cases("array_append", (ints(1, 2), 3), (ints(), 3), (ints(1), null("int")), (NO_INTS, 1), (NO_INTS, null("int")), (texts("a"), "b"), (texts(None), null("string")))
cases("array_prepend", (ints(1, 2), 3), (ints(), 3), (ints(1), null("int")), (NO_INTS, 1), (NO_INTS, null("int")), (texts("a"), "b"), (texts(None), null("string")))
cases("array_insert", *[(ints(1, 2, 3), index, 9) for index in (1, 2, 3, 4, 5, 7, -1, -2, -3, -4, -5, -7, 0, null("int"))], (ints(), 1, 9), (ints(), 3, 9), (ints(), -1, 9), (ints(), -3, 9),
      (ints(1), 1, null("int")), (NO_INTS, 1, 9), (texts("a"), 1, "b"), (texts("a", None), -1, "b"))
cases("array_remove", *[(one, 2) for one in ALL_INTS], (ints(1), null("int")), (texts("a", None, "a", "b"), "a"), (doubles("NaN", 1.0), float("nan")))
cases("array_compact", *ALL_INTS, *ALL_TEXTS)
cases("slice", *[(ints(1, 2, 3, None), start, size) for start in (1, 2, 4, 5, 9, -1, -2, -4, -5, 0) for size in (0, 1, 2, 9)], (ints(1, 2), 1, -1), (ints(1), 1, 2147483647), (NO_INTS, 1, 1),
      (ints(1), null("int"), 1), (ints(1), 1, null("int")), (ints(), 1, 1), (texts("a", "b", "c"), -2, 2))
cases("flatten", nested(ints(1, 2), ints(), ints(None, 3)), nested(), nested(ints(1), None), nested(ints()), null("array<array<int>>"))
cases("reverse", *ALL_INTS, *ALL_TEXTS)
cases("concat", (ints(1, 2), ints(3)), (ints(), ints()), (ints(None), ints(1)), (NO_INTS, ints(1)), (ints(1), NO_INTS), (texts("a"), texts("b", None)), (ints(1), ints(2), ints(3, 4)), (ints(1), longs(2)))
cases("sequence", (1, 5), (5, 1), (3, 3), (-2, 2), (null("int"), 2), (1, null("int")))
cases("sequence", (1, 9, 2), (1, 10, 2), (9, 1, -4), (1, 1, 0), (1, 1, 5), (1, 1, -5), (1, 5, 0), (1, 5, -1), (5, 1, 1), (1, 5, null("int")), (bigint(-9223372036854775808), bigint(9223372036854775807), bigint(9223372036854775807)))
cases("array_sort", *ALL_INTS, *ALL_TEXTS, *ALL_DOUBLES, STRUCTS, nested(ints(2), ints(1, 5), None, ints(1), ints(1, None)))
cases("sort_array", *ALL_INTS, *ALL_TEXTS, *ALL_DOUBLES)
cases("sort_array", *[(one, ascending) for ascending in (True, False) for one in ALL_INTS + ALL_TEXTS], (ints(1), null("boolean")))

for name in ("array_distinct",):
    cases(name, *ALL_INTS, *ALL_TEXTS, *ALL_DOUBLES, ints(*([3, 1, None, 2] * 20)), STRUCTS, nested(ints(1), ints(2), ints(1), None, None))
for name in ("array_union", "array_intersect", "array_except"):
    cases(name, (ints(1, 2, 2, 3), ints(2, 4, 4)), (ints(1, None, None), ints(None, 2)), (ints(1, None), ints(1)), (ints(), ints(None)), (ints(None), ints()), (NO_INTS, ints(1)), (ints(1), NO_INTS), (ints(3, 1, 3), ints(1)),
          (texts("a", "b", None), texts("b", "c", None)), (doubles("NaN", 1.0), doubles("NaN")), (doubles(0.0, -0.0), doubles(-0.0)), (doubles(-0.0, 1.0), doubles(0.0)), (ints(*range(40)), ints(*range(20, 60))))
