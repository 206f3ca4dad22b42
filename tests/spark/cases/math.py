# SPDX-License-Identifier: Apache-2.0
# Functions of floating-point numbers.
from spark_cases import case, cases, integer, null

NAN, INF = float("nan"), float("inf")
X = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, 10.0, 1e-10, -1e-10, 1e10, -1e10, 1e300, 3.141592653589793, 1.5707963267948966, 0.1, 123.456, -123.456, NAN, INF, -INF, null("double")]
for name in ("sqrt", "cbrt", "exp", "expm1", "ln", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
             "degrees", "radians", "sign", "signum", "rint"):
    cases(name, *X)
cases("sqrt", 4, integer(-4))
cases("sign", 5, -5, 0)
cases("exp", 710.0, -750.0, 709.0)
PAIRS = [(2.0, 3.0), (2.0, -1.0), (2.0, 0.5), (-8.0, 2.0), (-8.0, 0.5), (0.0, 0.0), (0.0, -1.0), (10.0, 308.0), (10.0, 309.0), (NAN, 0.0), (NAN, 1.0), (1.0, NAN), (1.0, INF), (INF, 0.0), (INF, -1.0), (3.0, 4.0), (-3.0, 4.0), (3.0, -4.0),
         (null("double"), 1.0), (1.0, null("double"))]
for name in ("pow", "power", "hypot", "atan2", "log"):
    cases(name, *PAIRS)
cases("pow", (2, 10), (2, -1))
cases("e", (), call="e()")
cases("pi", (), call="pi()")
cases("width_bucket", (5.3, 0.2, 10.6, 5), (-2.1, 1.3, 3.4, 3), (8.1, 0.0, 5.7, 4), (-0.9, 5.2, 0.5, 2), (0.2, 0.2, 10.6, 5), (10.6, 0.2, 10.6, 5), (3.0, 10.0, 0.0, 5), (11.0, 10.0, 0.0, 5), (-1.0, 10.0, 0.0, 5), (5.0, 5.0, 5.0, 5), (5.0, 0.0, 10.0, 0), (5.0, 0.0, 10.0, -1),
      (NAN, 0.0, 10.0, 5), (5.0, NAN, 10.0, 5), (5.0, 0.0, INF, 5), (INF, 0.0, 10.0, 5), (null("double"), 0.0, 10.0, 5), (5.0, 0.0, 10.0, null("int")))
