# SPDX-License-Identifier: Apache-2.0
# The same instants on the clocks of other places.
from spark_cases import cases, null, sql, timestamp

ZONES = ("UTC", "Z", "GMT", "+02:00", "-05:30", "+2", "+0530", "-18:00", "+18:00", "+18:01", "+05:30:15", "UTC+3", "GMT-03:30", "UT+01:00", "+9:15", "-00:30", "+00:5", "Europe/Berlin", "America/New_York",
         "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Asia/Kathmandu", "Etc/GMT+5", "EST", "PST", "CST", "Africa/Casablanca", "Europe/Dublin", "Antarctica/Troll", "Nowhere/City", "")
TIMES = ("2024-07-01 12:00:00", "1970-01-01 00:00:00", "2024-01-01 00:00:00.000001", "1883-11-18 17:30:00", "2050-07-01 00:00:00", "2050-01-01 00:00:00", "0001-01-01 00:00:00")
for name in ("from_utc_timestamp", "to_utc_timestamp"):
    cases(name, *((timestamp(time), zone) for zone in ZONES for time in TIMES), (null("timestamp"), "Europe/Berlin"), (timestamp(TIMES[0]), null("string")))
    # Around the changes of the clocks, skipped and repeated hours among them.
    cases(name, *((timestamp(f"{day} {hour:02}:{minute}:00"), zone)
                  for zone, days in (("Europe/Berlin", ("2024-03-31", "2024-10-27", "2049-03-28", "2049-10-31")), ("America/New_York", ("2024-03-10", "2024-11-03", "2077-03-14", "2077-11-07")),
                                     ("Australia/Lord_Howe", ("2024-04-07", "2024-10-06", "2060-10-03")), ("America/Sao_Paulo", ("2018-11-04", "2019-02-17")))
                  for day in days for hour in range(0, 8) for minute in ("00", "30")))
    cases(name, *((timestamp(f"{day} {hour:02}:30:00"), zone)
                  for zone, days in (("Pacific/Apia", ("2011-12-29", "2011-12-30", "2011-12-31")), ("Australia/Lord_Howe", ("2024-04-06", "2024-10-05")), ("Europe/Dublin", ("2024-03-31", "2090-10-29")),
                                     ("America/Nuuk", ("2024-03-31", "2024-10-27", "2060-03-28")), ("Asia/Gaza", ("2040-04-14", "2043-03-28", "2060-03-27")))
                  for day in days for hour in range(0, 24, 1)))
    cases(name, (timestamp("+294247-01-10 04:00:54.775807"), "-01:00"), (timestamp("+294247-01-10 04:00:54.775807"), "+01:00"), (timestamp("-290308-12-21 19:59:05.224192"), "-01:00"),
          (timestamp("+200000-07-01 00:00:00"), "Europe/Berlin"), (timestamp("-200000-07-01 00:00:00"), "Europe/Berlin"))
for source, target in (("Europe/Berlin", "America/New_York"), ("UTC", "Asia/Kolkata"), ("+02:00", "-03:00"), ("America/New_York", "Europe/Berlin")):
    cases("convert_timezone", *((source, target, sql("timestamp_ntz", "'" + time + "'")) for time in (
        "2024-03-31 02:30:00", "2024-10-27 02:30:00", "2024-03-10 02:30:00", "2024-11-03 01:30:00", "2050-07-01 12:00:00", "1969-12-31 23:59:59.999999")))
