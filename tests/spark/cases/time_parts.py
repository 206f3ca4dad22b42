# SPDX-License-Identifier: Apache-2.0
# Parts of days and times.
from spark_cases import cases, date, null, timestamp

DAYS = ("1970-01-01", "2024-02-29", "2023-12-31", "2024-12-30", "2021-01-01", "2020-12-31", "2016-01-03", "1969-12-31", "1900-03-01", "0001-01-01", "0000-02-29",
        "-0044-03-15", "9999-12-31", "+10000-01-01", "+123456-07-04", "-99999-12-31", "2000-04-01", "2005-01-02", "2008-12-29", "1582-10-10")
TIMES = ("1970-01-01 00:00:00", "2024-02-29 23:59:59.999999", "1969-12-31 23:59:59.999999", "1969-12-31 00:00:00.000001", "0001-01-01 01:02:03.5", "-0044-03-15 12:30:00",
         "+294247-01-10 04:00:54.775807", "-290308-12-21 19:59:05.224192", "2024-07-01 08:05:07.000008", "9999-12-31 23:59:59")

for name in ("year", "quarter", "month", "day", "dayofmonth", "dayofweek", "weekday", "dayofyear", "weekofyear", "dayname", "monthname", "last_day"):
    cases(name, *(date(one) for one in DAYS), null("date"))
for name in ("year", "month", "day", "weekofyear", "dayofyear", "last_day"):
    cases(name, *(timestamp(one) for one in TIMES), null("timestamp"))
for name in ("hour", "minute", "second"):
    cases(name, *(timestamp(one) for one in TIMES), null("timestamp"))
for field in ("YEAR", "YEAROFWEEK", "QUARTER", "MONTH", "WEEK", "DAY", "DAYOFWEEK", "DAYOFWEEK_ISO", "DOY"):
    cases("extract_" + field.lower(), *(date(one) for one in DAYS), null("date"), call="extract(" + field + " FROM {0})")
for field in ("YEAR", "YEAROFWEEK", "WEEK", "DOW", "HOUR", "MINUTE"):
    cases("extract_" + field.lower(), *(timestamp(one) for one in TIMES), null("timestamp"), call="extract(" + field + " FROM {0})")
cases("extract_second", *(timestamp(one) for one in TIMES), null("timestamp"), call="CAST(extract(SECOND FROM {0}) AS DOUBLE)")
