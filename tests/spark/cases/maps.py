# SPDX-License-Identifier: Apache-2.0
# Functions of maps. Keys stand in their order: Sluice's maps are sorted.
from spark_cases import cases, null, sql


def texts(*values):
    return sql("array<string>", "array(" + ", ".join("NULL" if one is None else f"'{one}'" for one in values) + ")")


def ints(*values):
    return sql("array<int>", "array(" + ", ".join("NULL" if one is None else str(one) for one in values) + ")")


def mapping(*pairs):
    return sql("map<string,int>", "map(" + ", ".join(f"'{key}', " + ("NULL" if value is None else str(value)) for key, value in pairs) + ")")


def entries(*pairs):
    return sql("array<struct<k:string,v:int>>", "array(" + ", ".join("NULL" if one is None else f"named_struct('k', {'NULL' if one[0] is None else repr(one[0])}, 'v', {'NULL' if one[1] is None else one[1]})" for one in pairs) + ")")


ALL = [mapping(), mapping(("a", 1)), mapping(("a", 1), ("b", None), ("c", 3)), null("map<string,int>")]
for name in ("map_keys", "map_values", "map_entries"):
    cases(name, *ALL)
cases("map_contains_key", *[(one, "b") for one in ALL], (mapping(("a", 1)), null("string")))
cases("map_from_arrays", (texts("a", "b"), ints(1, None)), (texts(), ints()), (texts("a"), ints(1, 2)), (texts("a", "a"), ints(1, 2)), (texts("a", None), ints(1, 2)), (null("array<string>"), ints(1)), (texts("a"), null("array<int>")))
cases("map_from_entries", entries(("a", 1), ("b", None)), entries(), entries(("a", 1), None), entries(("a", 1), ("a", 2)), entries((None, 1)), null("array<struct<k:string,v:int>>"))
cases("map_concat", (mapping(("a", 1)), mapping(("b", 2))), (mapping(), mapping()), (mapping(("a", 1)), mapping(("a", 2))), (mapping(("a", 1)), null("map<string,int>")), (mapping(("a", None)), mapping(("b", 1), ("c", 2))))
cases("map", ("a", 1, "b", 2), ("a", null("int"), "b", 2), ("a", 1, "a", 2), (null("string"), 1, "b", 2))
cases("map_filter", *ALL, call="map_filter({0}, (k, v) -> v > 1)")
cases("map_filter_key", *ALL, call="map_filter({0}, (k, v) -> k > 'a')")
cases("transform_values", *ALL, call="transform_values({0}, (k, v) -> v + 1)")
cases("transform_values_text", *ALL, call="transform_values({0}, (k, v) -> upper(k))")
cases("transform_keys", *ALL, call="transform_keys({0}, (k, v) -> upper(k))")
cases("transform_keys_same", mapping(("a", 1)), mapping(("a", 1), ("b", 2)), call="transform_keys({0}, (k, v) -> 'x')")
cases("map_zip_with", (mapping(("a", 1)), mapping(("a", 2), ("b", 3))), (mapping(), mapping()), (null("map<string,int>"), mapping()), (mapping(("a", 1), ("c", None)), mapping(("b", 3))), call="map_zip_with({0}, {1}, (k, x, y) -> coalesce(x, -1) * 100 + coalesce(y, -1))")
cases("str_to_map", "a:1,b:2", "", "a", "a,b:", "a:1:2", ":x", "a:1,b:2,a:3", null("string"), ",", "a:1,")
cases("str_to_map", ("a=1;b=2", ";", "="), ("a=1", ",", ":"), (null("string"), ";", "="), ("a1b", "1", "b"), ("k--v", ",", "--"))
