# SPDX-License-Identifier: Apache-2.0
# Times and days cut to units.
from spark_cases import cases, date, null, timestamp

TIMES = ("1970-01-01 00:00:00", "2024-02-29 23:59:59.999999", "1969-12-31 23:59:59.999999", "0001-01-01 01:02:03.5", "-0044-03-15 12:30:00", "+294247-01-10 04:00:54.775807",
         "-290308-12-21 19:59:05.224192", "2024-07-01 08:05:07.001008", "2024-01-01 00:00:00", "2015-03-05 09:32:05.359123", "-0001-12-31 23:59:59")
UNITS = ("YEAR", "YYYY", "yy", "QUARTER", "quarter", "MONTH", "MM", "mon", "WEEK", "DAY", "dd", "HOUR", "Minute", "SECOND", "MILLISECOND", "MICROSECOND")
cases("date_trunc", *((unit, timestamp(one)) for unit in UNITS for one in TIMES), ("HOUR", null("timestamp")), ("x", timestamp(TIMES[1])), ("", timestamp(TIMES[1])))
DAYS = ("1970-01-01", "2024-02-29", "2023-12-31", "1969-12-31", "0001-01-01", "0000-02-29", "-0044-03-15", "+123456-07-04", "2024-07-01", "-5877641-06-24")
cases("trunc", *((date(one), unit) for unit in ("YEAR", "yyyy", "YY", "QUARTER", "MONTH", "mm", "Mon", "week") for one in DAYS), (null("date"), "YEAR"), (date("2024-02-29"), "x"),
      (date("2024-02-29"), "DAY"), (date("2024-02-29"), "HOUR"), (timestamp("2024-02-29 12:00:00"), "MONTH"))
