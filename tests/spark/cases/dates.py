# SPDX-License-Identifier: Apache-2.0
# Arithmetic of days.
from spark_cases import bigint, boolean, cases, date, null, smallint, timestamp

DAYS = ("1970-01-01", "2024-02-29", "2023-12-31", "2024-01-31", "1969-12-31", "0001-01-01", "0000-02-29", "-0044-03-15", "9999-12-31", "+123456-07-04", "2100-02-28")

for name in ("date_add", "date_sub"):
    cases(name, *((date(day), by) for day in DAYS for by in (0, 1, -1, 366, -1000)), (date("2024-01-01"), 2000000000), (date("+5881580-07-11"), 1),
          (date("-5877641-06-23"), -1), (date("+5881580-07-11"), -1), (date("2024-01-01"), -2147483648), (null("date"), 1), (date("2024-01-01"), null("int")),
          (date("2024-01-01"), smallint(-5)), (timestamp("2024-01-01 23:59:59"), 1), (timestamp("1969-12-31 23:59:59"), 1))
cases("datediff", *((date(one), date(other)) for one in DAYS for other in ("2024-02-29", "0001-01-01", "+5881580-07-11")), (date("-5877641-06-23"), date("+5881580-07-11")),
      (null("date"), date("2024-01-01")), (date("2024-01-01"), null("date")), (timestamp("2024-01-02 00:00:00"), timestamp("2024-01-01 23:59:59")),
      (timestamp("1969-12-31 00:00:01"), timestamp("1970-01-01 00:00:00")))
cases("add_months", *((date(day), by) for day in DAYS for by in (0, 1, -1, 12, -13, 1200, -24000)), (date("2024-01-31"), 2147483647), (date("2024-01-31"), -2147483648),
      (date("+5881580-07-11"), 1), (date("-5877641-06-23"), -1), (null("date"), 1), (date("2024-01-01"), null("int")), (timestamp("2024-01-31 10:00:00"), 1))
SPANS = [("1997-02-28 10:30:00", "1996-10-30 00:00:00"), ("2024-02-29 00:00:00", "2024-01-31 23:59:59"), ("2024-03-31 12:00:00", "2024-02-29 06:00:00"),
         ("2024-01-15 01:00:00", "2024-03-15 23:00:00"), ("2024-01-01 00:00:00", "2024-01-01 00:00:00"), ("1969-12-31 23:59:59.999999", "1970-01-02 00:00:00.000001"),
         ("0001-01-01 00:00:00", "9999-12-31 23:59:59"), ("-0044-03-15 12:00:00", "2024-02-29 00:00:00.5"), ("2024-01-31 00:00:00", "2024-02-28 00:00:00"),
         ("+294247-01-10 04:00:54.775807", "-290308-12-21 19:59:05.224192"), ("2024-07-04 06:00:00", "2024-05-30 18:45:12")]
cases("months_between", *((timestamp(one), timestamp(other)) for one, other in SPANS), *((timestamp(other), timestamp(one)) for one, other in SPANS),
      *((timestamp(one), timestamp(other), boolean(rounds)) for one, other in SPANS for rounds in (True, False)),
      (null("timestamp"), timestamp("2024-01-01 00:00:00")), (date("2024-02-29"), date("2023-01-10")), (date("2024-02-29"), null("date")))
cases("next_day", *((date(day), name) for day in DAYS for name in ("Mon", "TU", "wednesday")), *((date("2015-07-23"), name) for name in (
    "SU", "SUN", "sunday", "MO", "Monday", "TU", "tue", "TUESDAY", "we", "WED", "th", "thu", "Thursday", "FR", "fri", "friday", "SA", "SAT", "saturday")),
    (date("2015-07-23"), "x"), (date("2015-07-23"), "Mo "), (date("2015-07-23"), ""), (null("date"), "Mon"), (date("2015-07-23"), null("string")), (null("date"), "xx"),
    (timestamp("2015-07-23 10:00:00"), "thu"), (date("+5881580-07-11"), "Sun"))
cases("make_date", (2024, 2, 29), (2023, 2, 29), (2024, 13, 1), (2024, 0, 1), (2024, 1, 0), (2024, 4, 31), (0, 1, 1), (-44, 3, 15), (1, 1, 1), (10000, 1, 1), (5881580, 7, 11),
      (5881580, 7, 12), (-5877641, 6, 23), (-5877641, 6, 22), (2147483647, 1, 1), (1000000000, 1, 1), (null("int"), 1, 1), (2024, null("int"), 1), (2024, 1, null("int")), (1970, 1, 1), (2024, -1, 1))
cases("unix_date", *(date(day) for day in DAYS), date("+5881580-07-11"), null("date"))
cases("date_from_unix_date", 0, 1, -1, 19782, -719528, 2147483647, -2147483648, null("int"))
