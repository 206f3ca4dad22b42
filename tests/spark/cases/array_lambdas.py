# SPDX-License-Identifier: Apache-2.0
# Functions of arrays that take a function.
from spark_cases import cases, null, sql


def ints(*values):
    return sql("array<int>", "array(" + ", ".join("NULL" if one is None else str(one) for one in values) + ")")


def texts(*values):
    return sql("array<string>", "array(" + ", ".join("NULL" if one is None else f"'{one}'" for one in values) + ")")


ALL = [ints(), ints(1), ints(3, 1, 2), ints(2, None, 1, 2), ints(None), null("array<int>")]
cases("transform", *ALL, call="transform({0}, x -> x + 1)")
cases("transform_indexed", *ALL, call="transform({0}, (x, i) -> x * 10 + i)")
cases("transform_upper", texts("a", None, "日b"), texts(), call="transform({0}, x -> upper(x))")
cases("transform_known", *ALL, call="transform({0}, x -> x IS NOT NULL)")
cases("filter", *ALL, call="filter({0}, x -> x > 1)")
cases("filter_indexed", *ALL, call="filter({0}, (x, i) -> x > i)")
cases("filter_known", *ALL, call="filter({0}, x -> x IS NOT NULL)")
cases("exists", *ALL, call="exists({0}, x -> x > 1)")
cases("exists", ints(None, 0), ints(None, 5), call="exists({0}, x -> x > 1)")
cases("exists_null", *ALL, call="exists({0}, x -> x IS NULL)")
cases("forall", *ALL, call="forall({0}, x -> x > 1)")
cases("forall", ints(None, 0), ints(None, 5), ints(4, 5), call="forall({0}, x -> x > 1)")
cases("reduce", *ALL, call="aggregate({0}, 0, (acc, x) -> acc + x)")
cases("reduce_coalesce", *ALL, call="aggregate({0}, 0, (acc, x) -> acc + coalesce(x, 100))")
cases("reduce_finish", *ALL, call="aggregate({0}, 0, (acc, x) -> acc + x, acc -> acc * 2.5D)")
cases("reduce_text", texts("a", "bc"), texts(), call="aggregate({0}, '', (acc, x) -> concat(acc, x))")
cases("zip_with", (ints(1, 2), ints(3, 4)), (ints(1), ints(3, 4)), (ints(1, 2), ints(3)), (ints(), ints()), (ints(), ints(1)), (null("array<int>"), ints(1)), (ints(1), null("array<int>")), call="zip_with({0}, {1}, (x, y) -> x + y)")
cases("zip_with_known", (ints(1), ints(3, 4)), (ints(1, None), ints(3)), call="zip_with({0}, {1}, (x, y) -> coalesce(x, -1) * 100 + coalesce(y, -1))")
cases("arrays_zip", (ints(1, 2), texts("a", "b")), (ints(1), texts("a", "b")), (ints(1, 2, None), texts("a")), (ints(), texts()), (null("array<int>"), texts("a")), (ints(1), null("array<string>")))
cases("array_sort_by", *[one for one in ALL if "NULL" not in one.sql], ints(5, 15, 3, 25, 1, 13), call="array_sort({0}, (l, r) -> CASE WHEN l % 10 < r % 10 THEN -1 WHEN l % 10 > r % 10 THEN 1 ELSE 0 END)")
