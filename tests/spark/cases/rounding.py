# SPDX-License-Identifier: Apache-2.0
# Rounding, absolute values, and other functions of numbers of every type.
from spark_cases import bigint, boolean, case, cases, null, real, smallint, tinyint

NAN, INF = float("nan"), float("inf")
D = [0.0, -0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 2.4999999999999996, 0.49999999999999994, 1e15, 1e18, 1e19, -1e19, 1e300, 123.456, NAN, INF, -INF, null("double")]
I = [0, 1, -1, 2147483647, -2147483648, null("int")]
B = [bigint(5), bigint(-9223372036854775807), bigint("-9223372036854775808"), bigint(9223372036854775807), null("bigint")]
for name in ("ceil", "floor", "ceiling"):
    cases(name, *D)
    cases(name, *I)
    cases(name, *B)
    cases(name, real(1.5), real(-1.5))
for name in ("abs", "negative", "positive"):
    cases(name, *D)
    cases(name, *I)
    cases(name, *B)
    cases(name, tinyint(-128), tinyint(-5), smallint(-32768), smallint(7), real(-1.5))
for name in ("round", "bround"):
    cases(name, *D)
    cases(name, (2.5, 0), (3.5, 0), (1.005, 2), (1.015, 2), (0.125, 2), (0.375, 2), (2.675, 2), (1234.5678, 2), (1234.5678, -2), (1250.0, -2), (1350.0, -2), (-1250.0, -2), (5.0, -1), (15.0, -1), (4.9, -1), (1e300, 2), (1e-300, 2), (0.1, 20),
          (123456789.123456789, 5), (9.995, 2), (99.95, 1), (0.05, 1), (0.95, 1), (0.045, 2), (5e-324, 3), (1.7976931348623157e308, -300), (9.99e22, -23), (NAN, 2), (INF, 2), (null("double"), 2), (1.5, null("int")))
    cases(name, (25, -1), (35, -1), (-25, -1), (24, -1), (26, -1), (5, -1), (4, -1), (5, -2), (50, -2), (49, -2), (150, -2), (12345, 2), (12345, 0), (12345, -5), (12345, -6), (2147483647, -1), (2147483647, -9), (-2147483648, -1), (1500000000, -9), (2147483647, -10), (null("int"), 1))
    cases(name, (bigint(25), -1), (bigint(9223372036854775807), -1), (bigint(9223372036854775807), -18), (bigint(5), 3), (bigint(9223372036854775807), -19), (bigint(5500000000000000000), -18))
    cases(name, (tinyint(125), -1), (tinyint(124), -1), (smallint(32765), -1), (real(2.5), 0), (real(1.15), 1), (real(0.125), 2))
cases("factorial", 0, 1, 5, 20, 21, -1, null("int"))
cases("bit_count", 0, 7, -1, bigint(-1), bigint(255), boolean(True), boolean(False), tinyint(-1), null("int"))
cases("~", 0, 5, -1, bigint(0), tinyint(7), null("int"), call="~{0}")
for name, symbol in (("bitand", "&"), ("bitor", "|"), ("bitxor", "^")):
    cases(name, (12, 10), (-1, 7), (bigint(1), 3), (tinyint(5), 3), (null("int"), 1), (1, null("int")), call="{0} " + symbol + " {1}")
for name in ("shiftleft", "shiftright", "shiftrightunsigned"):
    cases(name, (1, 4), (-8, 1), (1, 31), (1, 32), (1, 33), (8, -1), (bigint(1), 40), (bigint(-8), 1), (bigint(1), 64), (null("int"), 1), (1, null("int")), (-1, 28))
cases("getbit", (11, 0), (11, 2), (-1, 31), (bigint(1), 63), (1, 32), (1, -1), (null("int"), 0))
