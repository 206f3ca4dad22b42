# SPDX-License-Identifier: Apache-2.0
# Times from numbers and parts, and numbers from times; adding to them, and their differences.
from spark_cases import bigint, cases, date, decimal, double, null, real, sql, timestamp

MOST, LEAST = "+294247-01-10 04:00:54.775807", "-290308-12-21 19:59:05.224192"
TIMES = ("1970-01-01 00:00:00", "2024-02-29 23:59:59.999999", "1969-12-31 23:59:59.999999", "0001-01-01 01:02:03.5", "-0044-03-15 12:30:00", MOST, LEAST)

for name in ("unix_seconds", "unix_millis", "unix_micros"):
    cases(name, *(timestamp(one) for one in TIMES), null("timestamp"))
cases("timestamp_seconds", 0, 1, -1, bigint(1700000000), bigint(9223372036854), bigint(9223372036855), bigint(-9223372036854), bigint(-9223372036855), bigint(2**63 - 1), null("int"), null("bigint"))
cases("timestamp_seconds", *(double(one) for one in (0.0, 1.5, -1.5, 1230219000.123, 0.0000001, -0.0000009, 1e12, 9.3e12, -1e300, float("nan"), float("inf"), float("-inf"))), real(1.25), real(-0.1),
      real(float("nan")), null("double"))
cases("timestamp_millis", bigint(0), bigint(1230219000123), bigint(-1), bigint(9223372036854775), bigint(9223372036854776), bigint(-9223372036854776), 7, null("bigint"))
cases("timestamp_micros", bigint(0), bigint(1230219000123123), bigint(-1), bigint(2**63 - 1), bigint(-2**63), 7, null("bigint"))
cases("make_timestamp", *((y, mo, d, h, mi, decimal(16, 6, s)) for y, mo, d, h, mi, s in (
    (2014, 12, 28, 6, 30, "45.887"), (2024, 2, 29, 23, 59, "59.999999"), (2023, 2, 29, 0, 0, "0"), (2024, 1, 1, 24, 0, "0"), (2024, 1, 1, 0, 60, "0"), (2024, 1, 1, 0, 0, "60"),
    (2024, 12, 31, 23, 59, "60"), (2024, 1, 1, 0, 0, "60.5"), (2024, 1, 1, 0, 0, "61"), (2024, 1, 1, 0, 0, "-1"), (2024, 1, 1, -1, 0, "0"), (0, 1, 1, 0, 0, "0"), (-44, 3, 15, 12, 0, "0.000001"),
    (294247, 1, 10, 4, 0, "54.775807"), (294247, 1, 10, 4, 0, "54.775808"), (294248, 1, 1, 0, 0, "0"), (-290308, 12, 21, 19, 59, "5.224192"), (-290308, 12, 21, 19, 59, "5.224191"),
    (1000000, 1, 1, 0, 0, "0"), (2147483647, 1, 1, 0, 0, "0"))), (null("int"), 1, 1, 1, 1, decimal(16, 6, "1")), (2024, 1, 1, 1, 1, null("decimal(16,6)")))

STARTS = ("2024-01-31 10:20:30.123456", "1969-12-31 23:59:59.999999", "2023-02-28 00:00:00", "0000-02-29 12:00:00")
UNITS = ("MICROSECOND", "MILLISECOND", "SECOND", "MINUTE", "HOUR", "DAY", "DAYOFYEAR", "WEEK", "MONTH", "QUARTER", "YEAR")
for unit in UNITS:
    cases("timestamp_add_" + unit.lower(), *((by, timestamp(start)) for start in STARTS for by in (0, 1, -1, 25, -100)), (2147483647, timestamp("2024-01-01 00:00:00")),
          (-2147483648, timestamp("2024-01-01 00:00:00")), (1, timestamp(MOST)), (-1, timestamp(LEAST)), (-1, timestamp(MOST)), (null("int"), timestamp(MOST)), (1, null("timestamp")),
          call="timestampadd(" + unit + ", {0}, {1})")
    if unit == "DAYOFYEAR":
        continue
    cases("timestamp_diff_" + unit.lower(), *((timestamp(one), timestamp(other)) for one in STARTS for other in (*STARTS, "2024-02-29 10:20:30.123455", "2024-02-29 10:20:30.123456")),
          (timestamp("2024-03-31 12:00:00"), timestamp("2024-02-29 12:00:00")), (timestamp("2024-03-31 12:00:00"), timestamp("2024-02-29 12:00:01")),
          (timestamp("2024-02-29 12:00:00"), timestamp("2025-02-28 12:00:00")), (timestamp("2024-03-31 10:00:00"), timestamp("2024-05-01 09:00:00")),
          (timestamp("2024-05-01 09:00:00"), timestamp("2024-03-31 10:00:00")), (timestamp(LEAST), timestamp(MOST)), (timestamp(MOST), timestamp("1970-01-01 00:00:00")),
          (timestamp(LEAST), timestamp("1970-01-01 00:00:00")), (null("timestamp"), timestamp(MOST)), (timestamp(MOST), null("timestamp")),
          call="timestampdiff(" + unit + ", {0}, {1})")
