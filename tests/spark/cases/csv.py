# SPDX-License-Identifier: Apache-2.0
# Lines of CSV as structs, and structs as lines. The name behind from_csv tells the options or the type of the only field.
from spark_cases import boolean, case, date, double, null, string, timestamp

LINES = ["1,2.5,x", "1,2.5", "1", "", "1,2.5,x,more", ",,", "\"1\",\"2.5\",\"x\"", "\"\",\"\",\"\"", "a,2.5,x", "1,a,x", "1.0,2,x", " 1,2,x", "1 ,2,x",
         "1, 2 ,x", "1,2, x ", "1,2,\" x \"", "1,2,\"a,b\"", "1,2,\"a \"\"b\"\" c\"", "1,2,\"a\\\"b\"", "1,2,\"a\\\\\"", "1,2,a\\b", "1,2,\"a\"b", "1,2,\"a\" ",
         "1,2,\"a,b", "1,2,a\"b\"", "1,2,\"a\nb\"", "2147483648,2,x", "-2147483648,1e-3,x", "+7,+1.5,x", "007,0.10,é日", "1,NaN,NaN", "1,Inf,-Inf", "1,-Infinity,x",
         "1,.5,x", "1,5.,x", "1,1e400,x", "1,0x10,x", "1;2;x", "#1,2,x", "NA,NA,NA", "1,2,'a,b'", "   ", "1,123456789.123456789,x", "1,1.7976931348623157E308,x", "1,2,x\n", "1,2,x\r\n",
         "1,2\n,x", "1,2,\"x\"\n", "\n1,2,x", "1,2,x\ny,3,4"]


def lines(name, schema, texts, options=""):
    for text in texts:
        case("from_csv_" + name, text if not isinstance(text, str) else string(text), call="from_csv({0}, '" + schema + "'" + options + ")")


SCHEMA = "a INT, b DOUBLE, c STRING"
lines("plain", SCHEMA, LINES)
lines("doubled", SCHEMA, LINES, ", map('escape', '\"')")
lines("trimmed", SCHEMA, LINES, ", map('ignoreLeadingWhiteSpace', 'true', 'ignoreTrailingWhiteSpace', 'true')")
lines("na", SCHEMA, LINES, ", map('nullValue', 'NA', 'emptyValue', 'E')")
lines("semicolon", SCHEMA, LINES + ["1;;2;;x", "1;;2;;a;b", "1;;2;;\"a;;b\""], ", map('sep', ';;', 'comment', '#')")
lines("single", SCHEMA, LINES, ", map('quote', '\\'')")
lines("corrupt", SCHEMA + ", _corrupt_record STRING", LINES)
lines("boolean", "v BOOLEAN", ["true", "FALSE", "True", "t", "1", "yes", "", " true", "truex"])
lines("bigint", "v BIGINT", ["9223372036854775807", "9223372036854775808", "-9223372036854775808", "1234567890123456", "12345678901234567", "+1", "-", "+", "1e3", "1_000"])
lines("date", "v DATE", ["2024-02-29", "2024-02-30", "2024-2-3", "2024-02-03T10:00", "2024", "20240203", "2024-02", "2024-1", "2024-", "2024-02-", "2024-02-03 10:00:00", "", "x", "0001-01-01"])
lines("timestamp", "v TIMESTAMP", ["2024-02-29 10:00:00", "2024-02-29T10:00:00", "2024-02-29T10:00:00Z", "2024-02-29T10:00:00.123456", "2024-02-29T10:00:00+02:00", "2024-02-29",
                                   "2024-02-29 10:00", "2024-02-30 10:00:00", "2024-02-29 24:00:00", "2024", "2024-02", "x", "2024-2-3 1:2:3", "2024-02-29T10:00:00.1Z"])
lines("pattern", "v TIMESTAMP", ["29/02/2024 10:00", "29/02/2024 1:00", "2024-02-29 10:00", "30/02/2024 10:00", "29/02/2024 10:00:00"],
      ", map('timestampFormat', 'dd/MM/yyyy HH:mm')")
for row in [("x", 1.5), ("a,b", 0.1), ("a\"b", 1e10), ("\"a", -0.0), (" a ", 1e-5), ("", 100.0), (null("string"), 12345678.0), ("a\nb", 1.0), ("a\\b", 1.0), ("a\\,b", 1.0),
            ("a\\\"b", 1.0), ("  ", 1.0), ("é日", double("nan")), ("x", double("inf")), ("x", null("double"))]:
    case("to_csv_plain", *row, call="to_csv(named_struct('a', {0}, 'b', {1}))")
    case("to_csv_all", *row, call="to_csv(named_struct('a', {0}, 'b', {1}), map('quoteAll', 'true'))")
    case("to_csv_kept", *row, call="to_csv(named_struct('a', {0}, 'b', {1}), map('ignoreLeadingWhiteSpace', 'false', 'ignoreTrailingWhiteSpace', 'false', 'escape', '\"'))")
case("to_csv_times", timestamp("2024-02-29 10:00:00.5"), date("2024-02-29"), boolean(True), call="to_csv(named_struct('a', {0}, 'b', {1}, 'c', {2}))")
case("to_csv_times", timestamp("2024-02-29 10:00:00.123456"), date("1969-12-31"), boolean(False), call="to_csv(named_struct('a', {0}, 'b', {1}, 'c', {2}))")
