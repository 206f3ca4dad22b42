# SPDX-License-Identifier: Apache-2.0
# Aggregates beyond the everyday ones, over columns with NULL, NaN, no value at all and single values.
from spark_cases import aggregate, bigint, date, timestamp

NAN, INF = float("nan"), float("inf")
HIGH, LOW = bigint(9223372036854775807), bigint("-9223372036854775808")
NUMBERS = [[1.0, 2.0, 4.0, 8.0], [5.0], [3.0, 3.0, 3.0], [1.0, None, 2.0, None], [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16], [-1.5, 0.0, 0.25, 100.0, -3.75, 2.5],
           [1.0, NAN, 2.0], [1.0, INF, 2.0], [NAN], [INF], [-0.0, 0.0], [1e-300, 1e300], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]]
for name in ("stddev", "stddev_samp", "stddev_pop", "variance", "var_samp", "var_pop", "skewness", "kurtosis"):
    for values in NUMBERS:
        aggregate(name, values)
    for values in ([], [None], [None, None]):
        aggregate(name, values, types=["double"])
    aggregate(name, [1, 5, None, -9, 1000000])
    aggregate(name, [HIGH, LOW])

PAIRS = [([1.0, 2.0, 3.0], [2.0, 4.0, 6.5]), ([1.0, 2.0, 3.0], [3.0, 2.0, 1.0]), ([1.0], [2.0]), ([1.0, None, 3.0, 4.0], [None, 1.0, 5.0, 9.0]), ([1.0, None], [None, 2.0]), ([1.0, None], [5.0, 2.0]),
         ([1.0, 1.0, 1.0], [1.0, 2.0, 3.0]), ([1.0, 2.0], [7.0, 7.0]), ([1.0, NAN, 3.0], [1.0, 2.0, 3.0]), ([1.0, INF], [1.0, 2.0]), ([1e9, 1e9 + 1, 1e9 + 3], [5.0, 9.0, -4.0]), ([0.1, 0.7, -0.4, 12.5, 3.25], [9.0, 1.5, -2.25, 0.125, 77.0])]
for name in ("covar_pop", "covar_samp", "corr"):
    for x, y in PAIRS:
        aggregate(name, x, y, types=["double", "double"])
    aggregate(name, [], [], types=["double", "double"])
    aggregate(name, [1, 2, 4], [1, 3, 2])

for name, call in (("count_distinct", "count(DISTINCT {0})"), ("approx_count_distinct", None)):
    for values in ([1, 2, 1, 3, 3], [None, 1, None, 1], [5]):
        aggregate(name, values, types=["int"], call=call)
    aggregate(name, [], types=["int"], call=call)
    aggregate(name, [None, None], types=["int"], call=call)
    aggregate(name, ["a", "b", "a", "", None, "ab", "B"], call=call)
    aggregate(name, [0.0, -0.0, NAN, NAN, INF, -INF, 1.5, None], call=call)
    aggregate(name, [True, False, True, None], types=["boolean"], call=call)
    aggregate(name, [HIGH, LOW, bigint(0), HIGH], call=call)
    aggregate(name, [b"a", b"", b"a", b"\x00"], call=call)
    aggregate(name, [timestamp("2024-01-01 00:00:00"), timestamp("2024-01-01 00:00:00.000001"), timestamp("2024-01-01 00:00:00")], call=call)
    aggregate(name, [date("2024-01-01"), date("1969-12-31"), date("2024-01-01")], call=call)
aggregate("count_distinct", [1, 1, 2, None, 2, 1], ["a", "a", "a", "a", None, "b"], types=["int", "string"], call="count(DISTINCT {0}, {1})")
aggregate("count_distinct", [], [], types=["int", "string"], call="count(DISTINCT {0}, {1})")
aggregate("count_distinct", [0.0, -0.0, NAN, NAN], [1, 1, 1, 1], call="count(DISTINCT {0}, {1})")
# By the number of distinct values: linear counting, the gap in which Spark corrects by tables, and raw estimates.
for many in (10, 50, 100, 200, 300, 399, 500, 800, 1000, 1200, 1500, 2000, 2500, 3000, 5000, 10000, 100000):
    aggregate("approx_count_distinct_of_numbers", [many], call=f"(SELECT approx_count_distinct(id) FROM range({many})) + count({{0}}) * 0")
for error in (0.01, 0.02, 0.1, 0.2, 0.39):
    for many in (5, 30, 100, 1000, 40000, 300000):
        aggregate("approx_count_distinct_within", [error], [many], call=f"(SELECT approx_count_distinct(id, {error}) FROM range({many})) + count({{0}}) + count({{1}}) - 2")

for name, call in (("sum_distinct", "sum(DISTINCT {0})"), ("avg_distinct", "avg(DISTINCT {0})")):
    aggregate(name, [1, 2, 1, None, 2], call=call)
    aggregate(name, [], types=["int"], call=call)
    aggregate(name, [None], types=["int"], call=call)
    aggregate(name, [0.5, 0.25, 0.5, 0.0, -0.0], call=call)
    aggregate(name, [NAN, NAN, 1.0], call=call)
    aggregate(name, [HIGH, HIGH, bigint(0)], call=call)
aggregate("sum_distinct", [HIGH, HIGH, bigint(1)], call="sum(DISTINCT {0})")

aggregate("collect_list", [3, 1, None, 3, 2])
aggregate("collect_list", [], types=["int"])
aggregate("collect_list", [None, None], types=["int"])
aggregate("collect_list", ["b", None, "a", "b"])
aggregate("collect_list", [1.5, NAN, -0.0])
aggregate("collect_list", [True, None, False], types=["boolean"])
aggregate("collect_set", [3, 1, None, 3, 2], call="sort_array(collect_set({0}))")
aggregate("collect_set", [], types=["int"], call="sort_array(collect_set({0}))")
aggregate("collect_set", [None, None], types=["int"], call="sort_array(collect_set({0}))")
aggregate("collect_set", ["b", None, "a", "b", ""], call="sort_array(collect_set({0}))")
aggregate("collect_set", [NAN, 1.0, NAN, 0.0], call="sort_array(collect_set({0}))")

SERIES = [[1.0, 2.0, 3.0, 4.0], [5.0], [10.0, 0.0, 10.0, 20.0, 0.0], [None, 1.0, None, 2.0], [1.0, NAN, 2.0], [-1.0, INF], [7.0, 7.0, 7.0]]
for share in (0.0, 0.1, 0.25, 0.5, 0.75, 0.99, 1.0):
    for values in SERIES:
        aggregate("percentile", values, [share] * len(values), types=["double", "double"], call="percentile({0}, " + str(share) + "D) + 0 * count({1})")
aggregate("percentile", [1, 5, 9, 11], [0.3] * 4, call="percentile({0}, 0.3D) + 0 * count({1})")
for shares in ("array(0.25D, 0.5D, 0.75D)", "array(0D, 1D)"):
    aggregate("percentiles " + shares, [6, 1, 5, None, 12], types=["int"], call="percentile({0}, " + shares + ")")
    aggregate("percentiles " + shares, [], types=["int"], call="percentile({0}, " + shares + ")")
for values in SERIES + [[1.0, 2.0], [3.0, 1.0, 2.0]]:
    aggregate("median", values)
aggregate("median", [], types=["double"])
aggregate("median", [None], types=["double"])
aggregate("median", [3, 1, 2, 10])
aggregate("median", [HIGH, HIGH])

for share in (0.0, 0.1, 0.25, 0.5, 0.75, 0.99, 1.0):
    for values in SERIES:
        aggregate("percentile_approx", values, [share] * len(values), types=["double", "double"], call="percentile_approx({0} + 0 * nvl2({1}, 0, 0), " + str(share) + "D)")
    aggregate("percentile_approx", [1, 5, 9, 11, 20], [share] * 5, call="percentile_approx({0} + 0 * cast(nvl2({1}, 0, 0) as int), " + str(share) + "D)")
aggregate("percentile_approx", [], [], types=["int", "double"], call="percentile_approx({0} + cast({1} as int), 0.5D)")
aggregate("percentile_approx", [date("2024-01-05"), date("2024-01-01"), date("2024-01-09")], [0.5, 0.5, 0.5], call="percentile_approx(if({1} > 0, {0}, {0}), 0.5D)")
aggregate("percentile_approx", [timestamp("2024-01-05 00:00:01"), timestamp("2024-01-01 00:00:00"), timestamp("2024-01-09 00:00:00")], [0.9, 0.9, 0.9], call="percentile_approx(if({1} > 0, {0}, {0}), 0.9D)")
# Summaries that are too coarse to hold every value.
for accuracy in (1, 2, 5, 10, 50, 100):
    for share in (0.01, 0.1, 0.33, 0.5, 0.9, 0.99):
        for many in (10, 100, 1000):
            aggregate("percentile_approx_of_numbers", [bigint(many)], [share], [accuracy], types=["bigint", "double", "int"],
                      call=f"(SELECT percentile_approx(pmod(id * 7919, {many}), {share}D, {accuracy}) FROM range(0, {many}, 1, 1)) + 0 * count({{0}}) + 0 * count({{1}}) + 0 * count({{2}})")

aggregate("mode", [3, 1, 3, None, 2])
aggregate("mode", ["b", "a", "b", None])
aggregate("mode", [None, None, None, 1], types=["int"])
aggregate("mode", [], types=["int"])
aggregate("mode", [None], types=["int"])
aggregate("mode", [NAN, 1.0, NAN])
for values in ([2, 1, 1, 2, 0], [9]):
    aggregate("mode_lowest", values, call="mode({0}, true)")
aggregate("mode_lowest", ["b", "a", "a", "b", "c"], call="mode({0}, true)")

for name in ("min_by", "max_by"):
    for values, order in ((["a", "b", "c"], [2, 3, 1]), (["a", "b", "c"], [1, 1, 1]), (["a", None, "c"], [2, 1, 3]), (["a", None, "c"], [2, 3, 1]), (["a", "b"], [None, 1]), (["a", "b"], [None, None]), (["a"], [5])):
        aggregate(name, values, order, types=["string", "int"])
    aggregate(name, [], [], types=["string", "int"])
    aggregate(name, ["a", "b", "c"], [1.0, NAN, INF], types=["string", "double"])
    aggregate(name, ["a", "b", "c"], [NAN, NAN, 1.0], types=["string", "double"])
    aggregate(name, [1, 2, 3], ["x", "z", "y"], types=["int", "string"])
    aggregate(name, ["a", "b"], [0.0, -0.0], types=["string", "double"])

for name in ("bool_and", "bool_or", "every", "some", "any", "count_if"):
    for values in ([True, True], [True, False], [False, False], [None, True], [None, False], [None], [], [True, None, True]):
        aggregate(name, values, types=["boolean"])
for name in ("bit_and", "bit_or", "bit_xor"):
    for values in ([12, 10], [7], [None, 6, 3], [None], [], [-1, 5], [-2147483648, 1]):
        aggregate(name, values, types=["int"])
    aggregate(name, [HIGH, LOW, bigint(12345)])
    aggregate(name, [12, 10], types=["tinyint"])

for values in ([2.0, 3.0, 4.0], [2.0, None], [None], [], [1e200, 1e200], [0.0, INF], [-1.0, -1.0, 0.5]):
    aggregate("product", values, types=["double"], call="aggregate(collect_list({0}), cast(if(count({0}) = 0, null, 1) as double), (a, b) -> a * b)")
for name in ("any_value", "first_value", "last_value"):
    for values in ([1, 2], [None, 1], [1, None], [None], []):
        aggregate(name, values, types=["int"])
        aggregate(name + "_ignoring_nulls", values, types=["int"], call=name + "({0}, true)")
for values in (["a", "b", "c"], ["a", None, "b"], [None], [], ["", ""], ["one"]):
    aggregate("string_agg", values, types=["string"])
    aggregate("string_agg_with_comma", values, types=["string"], call="string_agg({0}, ', ')")
aggregate("string_agg", [b"a", b"bc", None], types=["binary"])

for values in ([1, 2, None], [], [None]):
    aggregate("try_sum", values, types=["int"])
    aggregate("try_avg", values, types=["int"])
aggregate("try_sum", [HIGH, bigint(1)])
aggregate("try_sum", [HIGH, bigint(1), bigint(-5)])
aggregate("try_sum", [HIGH, bigint(-1), bigint(1)])
aggregate("try_sum", [1e308, 1e308])
aggregate("try_avg", [HIGH, HIGH])
