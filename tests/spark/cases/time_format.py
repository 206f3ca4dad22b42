# SPDX-License-Identifier: Apache-2.0
# Texts to days and times and back.
from spark_cases import bigint, cases, date, null, timestamp

DATES = ("2024-02-29", "2024-2-9", "2024-02", "2024", " 2024-02-29 ", "2024-02-29T10:00", "2024-02-29 junk", "2024-02-30", "24-01-01", "2024/01/01", "", "x", "12345-01-01", "+12345-01-01", "-0044-03-15",
         "0000-01-01", "0000-02-30", "99999999-01-01", "+5881580-07-11", "5881580-07-12", "+-1-01-01", "2024-1-1x", "2024-001-01", "2024-01-", "2024-", "\t2024-01-01\n", "20240101")
STAMPS = ("2024-02-29 12:34:56.789", "2024-02-29T12:34:56.123456789Z", "2024-02-29", "2024-02", "2024", "2024-02-29 12", "2024-02-29 1:2:3", "2024-02-29T12:34:56+02:00", "2024-02-29T12:34:56 +02:00", "2024-02-29T12:34:56-0530",
          "2024-02-29T12:34:56+2", "2024-02-29 12:34:56 UTC", "2024-02-29 12:34:56GMT+1", "2024-02-30 00:00:00", "2024-02-29 24:00:00", "2024-02-29 12:60:00", " 2024-02-29 12:34:56 ", "", "x", "+12345-01-01 00:00:00",
          "-0044-03-15 12:00:00", "12345-01-01", "294247-01-10 04:00:54.775807", "294247-01-10 04:00:54.775808", "2024-02-29 12:34:56.", "2024-02-29 12:34:", "0000-01-01 00:00:00", "2024-02-29 12:34:56.1234567", "+294248-01-01 00:00:00")
for name in ("to_date", "try_to_date"):
    cases(name, *DATES, null("string"))
for name in ("to_timestamp", "try_to_timestamp"):
    cases(name, *STAMPS, null("string"))
cases("to_date", timestamp("2024-02-29 12:00:00"), timestamp("1969-12-31 23:00:00"), date("2024-02-29"))
cases("to_timestamp", date("2024-02-29"), date("1969-12-31"), date("+5881580-07-11"), timestamp("2024-02-29 12:00:00"))

READ = [("2024-02-29", "yyyy-MM-dd"), ("29/02/2024", "dd/MM/yyyy"), ("2/9/2024", "M/d/yyyy"), ("02/09/2024", "M/d/yyyy"), ("2/9/2024", "MM/dd/yyyy"), ("20240229", "yyyyMMdd"), ("20240229123456", "yyyyMMddHHmmss"),
        ("29 Feb 2024", "dd MMM yyyy"), ("29 FEB 2024", "dd MMM yyyy"), ("29 feb 2024", "d MMM yyyy"), ("February 29, 2024", "MMMM d, yyyy"), ("29.02.24", "dd.MM.yy"), ("29.02.99", "dd.MM.yy"), ("2024-060", "yyyy-DDD"), ("2024-366", "yyyy-DDD"),
        ("2023-366", "yyyy-DDD"), ("2024-60", "yyyy-D"), ("2024-02-30", "yyyy-MM-dd"), ("2024-02-29 ", "yyyy-MM-dd"), ("2024-02-29x", "yyyy-MM-dd"), ("2024-2-29", "yyyy-MM-dd"), ("224-02-29", "yyyy-MM-dd"), ("224-02-28", "y-MM-dd"),
        ("12345-01-01", "yyyy-MM-dd"), ("+12345-01-01", "yyyy-MM-dd"), ("-0044-03-15", "yyyy-MM-dd"), ("0000-01-01", "yyyy-MM-dd"), ("12345-01-01", "y-MM-dd"), ("2024", "yyyy"), ("02-29", "MM-dd"), ("03-29", "MM-dd"), ("2024-03", "yyyy-MM"), ("", "yyyy"),
        ("2024-02-29 01:02", "yyyy-MM-dd HH:mm"), ("2024-02-29 1:2", "yyyy-MM-dd H:m"), ("2024-02-29 24:00", "yyyy-MM-dd HH:mm"), ("2024-02-29 24:00", "yyyy-MM-dd kk:mm"), ("2024-02-29 00:00", "yyyy-MM-dd kk:mm"),
        ("2024-02-29 12:30 AM", "yyyy-MM-dd hh:mm a"), ("2024-02-29 12:30 pm", "yyyy-MM-dd hh:mm a"), ("2024-02-29 00:30 PM", "yyyy-MM-dd KK:mm a"), ("2024-02-29 13:30 PM", "yyyy-MM-dd hh:mm a"), ("2024-02-29 10:30", "yyyy-MM-dd hh:mm"), ("2024-02-29 12:30", "yyyy-MM-dd hh:mm"),
        ("2024-02-29 10:20:30.5", "yyyy-MM-dd HH:mm:ss.S"), ("2024-02-29 10:20:30.5", "yyyy-MM-dd HH:mm:ss.SSS"), ("2024-02-29 10:20:30.123", "yyyy-MM-dd HH:mm:ss.SSS"), ("2024-02-29 10:20:30.123456", "yyyy-MM-dd HH:mm:ss.SSSSSS"),
        ("2024-02-29 10:20:30.1234", "yyyy-MM-dd HH:mm:ss.SSS"), ("2024-02-29 10:20:30.123456789", "yyyy-MM-dd HH:mm:ss.SSSSSSSSS"), ("2024-02-29 10:20:30", "yyyy-MM-dd HH:mm:ss[.SSS]"), ("2024-02-29 10:20:30.25", "yyyy-MM-dd HH:mm:ss[.SSS]"),
        ("2024-02-29T10:20:30Z", "yyyy-MM-dd'T'HH:mm:ssX"), ("2024-02-29T10:20:30+02", "yyyy-MM-dd'T'HH:mm:ssX"), ("2024-02-29T10:20:30+0230", "yyyy-MM-dd'T'HH:mm:ssX"), ("2024-02-29T10:20:30+02:30", "yyyy-MM-dd'T'HH:mm:ssX"), ("2024-02-29T10:20:30-05:30", "yyyy-MM-dd'T'HH:mm:ssXXX"),
        ("2024-02-29T10:20:30Z", "yyyy-MM-dd'T'HH:mm:ssXXX"), ("2024-02-29T10:20:30+0530", "yyyy-MM-dd'T'HH:mm:ssXXX"), ("2024-02-29T10:20:30+0530", "yyyy-MM-dd'T'HH:mm:ssxx"), ("2024-02-29T10:20:30Z", "yyyy-MM-dd'T'HH:mm:ssxx"), ("2024-02-29T10:20:30+0530", "yyyy-MM-dd'T'HH:mm:ssZ"),
        ("2024-02-29T10:20:30GMT+05:30", "yyyy-MM-dd'T'HH:mm:ssZZZZ"), ("2024-02-29T10:20:30GMT+5:30", "yyyy-MM-dd'T'HH:mm:ssO"), ("2024-02-29T10:20:30+05:30:15", "yyyy-MM-dd'T'HH:mm:ssXXXXX"),
        ("2024-02-29 10:20:30 UTC", "yyyy-MM-dd HH:mm:ss z"), ("2024-02-29 10:20:30 Europe/Berlin", "yyyy-MM-dd HH:mm:ss VV"), ("2024-02-29 10:20:30 +02:00", "yyyy-MM-dd HH:mm:ss VV"), ("2024-02-29 o'clock 7", "yyyy-MM-dd 'o''clock' H"), ("Thu 29 Feb 2024", "EEE dd MMM yyyy"), ("Fri 29 Feb 2024", "EEE dd MMM yyyy"),
        ("Thursday 29 Feb 2024", "EEEE dd MMM yyyy"), ("2024-02-29 10:20:60", "yyyy-MM-dd HH:mm:ss"), ("2024-02-29 10:60", "yyyy-MM-dd HH:mm"), ("2024 1", "yyyy Q"), ("2024 02 29 AD", "yyyy MM dd G"), ("0044 03 15 BC", "yyyy MM dd G"), ("10:20:30", "HH:mm:ss"), ("2024-02-29 123", "yyyy-MM-dd n"),
        (null("string"), "yyyy"), ("2024-02-29", "yyyy-mm-dd"), ("2024-W05", "YYYY-'W'ww"), ("2024-02-29", "yyyy-MM-ddF")]
for name in ("to_date", "to_timestamp", "try_to_timestamp", "try_to_date"):
    cases(name, *READ)

TIMES = ("2024-02-29 13:07:09.123456", "1970-01-01 00:00:00", "1969-12-31 23:59:59.999999", "0001-01-01 01:02:03", "-0044-03-15 12:30:00", "+12345-06-07 00:00:01", "2024-12-30 12:00:00")
PATTERNS = ("yyyy-MM-dd HH:mm:ss", "y-M-d H:m:s", "yy", "yyy", "yyyyy", "MMM", "MMMM", "LLL", "LLLL", "M L", "d dd", "D DD DDD", "E EE EEE", "EEEE", "u", "uuuu", "h hh K KK k kk", "a", "S SS SSS SSSSSS", "SSSSSSSSS", "X XX XXX XXXX XXXXX", "x xx xxx xxxx xxxxx", "Z ZZ ZZZ ZZZZ ZZZZZ",
            "O OOOO", "z", "zzzz", "VV", "Q QQ", "QQQ", "QQQQ", "q qq", "G", "GGGG", "F", "'T'", "''", "[yyyy]", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "", "MM/dd/yy hh:mm a", "EEEE, MMMM d, yyyy", "c", "B", "A", "n", "N", "e", "w", "YYYY", "p", "{", "#", "é日", "MMMMM", "EEEEE", "[a", "a]", "yyyyyyy", "DDDD", "aa", "HHH", "'x",
            "QQQQQ", "VVV", "OO", "GGGGG", "FF", "SSSSSSSSSS", "yyyyyyyyyy")
cases("date_format", *((timestamp(time), pattern) for pattern in PATTERNS for time in (TIMES if len(pattern) < 26 else TIMES[:1])), (null("timestamp"), "yyyy"), (date("2024-02-29"), "yyyy/MM/dd HH"), (date("1969-12-31"), "D"))
cases("from_unixtime", *(bigint(one) for one in (0, 1700000000, -1, -62135596800, 253402300800)), 7, null("bigint"), (bigint(1700000000), "yyyy/MM/dd"), (bigint(-1), "HH:mm:ss"), (0, "'x'"), bigint(9223372036855), bigint(2**63 - 1), (null("bigint"), "yyyy"))
cases("unix_timestamp", timestamp("2024-02-29 13:07:09.123456"), timestamp("1969-12-31 23:59:59.999999"), date("2024-02-29"), date("1969-12-31"), null("timestamp"), "2024-02-29 13:07:09", "2024-02-29", "x", "1969-12-31 23:59:59", null("string"),
      ("2024/02/29", "yyyy/MM/dd"), ("x", "yyyy"), ("1969-12-31 23:59:59.9", "yyyy-MM-dd HH:mm:ss.S"))
