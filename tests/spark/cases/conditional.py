# SPDX-License-Identifier: Apache-2.0
# Conditions, NULLs, and the least and greatest of several values.
from spark_cases import bigint, boolean, case, cases, date, null, timestamp

N = null("int")
S = null("string")
B = null("boolean")
cases("if", (True, 1, 2), (False, 1, 2), (B, 1, 2), (True, N, 2), (False, 1, N), (True, 1, 2.5), (False, "a", "b"))
cases("nvl", (1, 2), (N, 2), (N, N), ("a", "b"), (S, "b"), (N, 2.5), (1, bigint(2)))
cases("ifnull", (1, 2), (N, 2))
cases("nvl2", (1, 2, 3), (N, 2, 3), (S, "a", "b"), ("x", S, "b"))
cases("nullif", (1, 1), (1, 2), (N, 1), (1, N), (N, N), ("a", "a"), ("a", "b"), (1, 1.0), (float("nan"), float("nan")))
cases("between", (5, 1, 10), (1, 1, 10), (10, 1, 10), (11, 1, 10), (0, 1, 10), (5, 10, 1), (N, 1, 10), (5, N, 10), (5, 1, N), (11, N, 10), (0, 1, N), ("b", "a", "c"), (2.5, 1, 3), (float("nan"), 1.0, 3.0),
      call="{0} BETWEEN {1} AND {2}")
cases("in", (1, 1, 2), (3, 1, 2), (N, 1, 2), (1, N, 1), (3, N, 1), (N, N, 1), ("a", "a", "b"), ("c", "a", "b"), (float("nan"), float("nan"), 1.0), (2, 1, 2.0), call="{0} IN ({1}, {2})")
cases("<=>", (1, 1), (1, 2), (N, 1), (N, N), ("a", "a"), (float("nan"), float("nan")), (0.0, -0.0), call="{0} <=> {1}")
for name in ("greatest", "least"):
    cases(name, (1, 2), (2, 1), (N, 1), (1, N), (N, N), (1, 2.5), (bigint(1), 2), ("b", "a"), ("B", "a"), ("", "é"), (float("nan"), 1.0), (1.0, float("nan")), (float("-inf"), float("nan")), (True, False),
          (date("2024-01-02"), date("2023-12-31")), (timestamp("2024-01-02 00:00:00"), timestamp("2024-01-01 00:00:00")))
    cases(name, (3, 1, 2), (N, 5, 4), (N, N, N))
cases("isnull", 1, N)
cases("isnotnull", 1, N)
cases("zeroifnull", 1, N, 2.5)
cases("nullifzero", 1, 0, N, 2.5, 0.0)
cases("isnan", 1.0, float("nan"), null("double"), float("inf"))
cases("nanvl", (float("nan"), 5.0), (1.0, 5.0), (float("nan"), null("double")), (null("double"), 1.0), (1.0, null("double")), (float("nan"), float("nan")))
