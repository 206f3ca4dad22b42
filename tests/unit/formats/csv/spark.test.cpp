// SPDX-License-Identifier: Apache-2.0
// The decoder and the encoder against what Spark's from_csv and to_csv make of the same texts and values.
#include "records.hpp"

#include <sluice/formats/csv/encode.hpp>

#include <catch2/catch.hpp>

#include <support/spark_table.hpp>

#include <string>
#include <vector>

namespace {

namespace csv = sluice::csv;
using support::spark_inputs;

struct abc {
  std::optional<std::int32_t> a;
  std::optional<double> b;
  std::optional<std::string> c;
};
SLUICE_RECORD(abc, a, b, c);

struct corrupt {
  std::optional<std::int32_t> a;
  std::optional<double> b;
  std::optional<std::string> c;
  std::optional<std::string> _corrupt_record;
};
SLUICE_RECORD(corrupt, a, b, c, _corrupt_record);

template <class Type>
struct one {
  std::optional<Type> v;
};
SLUICE_RECORD(one<bool>, v);
SLUICE_RECORD(one<std::int64_t>, v);
SLUICE_RECORD(one<sluice::date>, v);
SLUICE_RECORD(one<sluice::timestamp>, v);

// A row as the table has it, where numbers inside of structs keep their `.0`.
template <class Value>
std::string cell_text(Value const& value) {
  std::string text = support::spark_text(value);
  if constexpr (std::is_same_v<Value, std::optional<double>>) {
    if (text == "\\N") return "NULL";
    if (text.find_first_of(".enIN") == std::string::npos) text += ".0";
  }
  return text == "\\N" ? "NULL" : text;
}
template <class... Cells>
std::string row_text(sluice::row<Cells...> const& row) {
  auto const quoted = [](auto const& value) {
    using type = std::remove_cvref_t<decltype(value)>;
    std::string text = cell_text(value);
    if constexpr (std::is_same_v<type, std::optional<std::string_view>>) {
      if (!value) return text;
      std::string out = "\"";
      for (char letter : text) out += letter == '"' ? std::string{"\\\""} : std::string{letter};
      return out + "\"";
    }
    return text;
  };
  std::string text = "{";
  ((text += (text.size() > 1 ? ", " : "") + quoted(row.template get<Cells::name>())), ...);
  return text + "}";
}

// Decodes as from_csv does: the whole text is one record.
template <class Record>
support::spark_function reading(csv::options how = {}) {
  return [how](spark_inputs const& in) {
    csv::decoder<Record> fast{how};
    csv::decoder<Record, sluice::want_everything, csv::strategy::exact> exact{how};
    auto const verdict = fast.decode(in.constant(0));
    REQUIRE(exact.decode(in.constant(0)) == verdict);
    REQUIRE(verdict != csv::verdict::rejected);
    CHECK(row_text(exact.row()) == row_text(fast.row()));
    return row_text(fast.row());
  };
}

struct pair {
  std::optional<std::string> a;
  std::optional<double> b;
};
SLUICE_RECORD(pair, a, b);

support::spark_function writing(csv::write_options how = {}) {
  return [how](spark_inputs const& in) {
    std::string text;
    csv::encoder{how}.append_record(text, pair{in.value<std::string>(0), in.value<double>(1)});
    return support::spark_text(text);
  };
}

struct times {
  sluice::timestamp a;
  sluice::date b;
  bool c;
};
SLUICE_RECORD(times, a, b, c);

}  // namespace

TEST_CASE("texts are read and rows written as Spark's from_csv and to_csv do (semantics 16.1)") {
  support::spark_functions const functions{
      {"from_csv_plain(string)", reading<abc>()},
      {"from_csv_doubled(string)", reading<abc>({.escape = '"'})},
      {"from_csv_trimmed(string)", reading<abc>({.ignore_leading_white_space = true, .ignore_trailing_white_space = true})},
      {"from_csv_na(string)", reading<abc>({.null_value = "NA", .empty_value = "E"})},
      {"from_csv_semicolon(string)", reading<abc>({.delimiter = ";;", .comment = '#'})},
      {"from_csv_single(string)", reading<abc>({.quote = '\''})},
      {"from_csv_corrupt(string)", reading<corrupt>()},
      {"from_csv_boolean(string)", reading<one<bool>>()},
      {"from_csv_bigint(string)", reading<one<std::int64_t>>()},
      {"from_csv_date(string)", reading<one<sluice::date>>()},
      {"from_csv_timestamp(string)", reading<one<sluice::timestamp>>()},
      {"from_csv_pattern(string)", reading<one<sluice::timestamp>>({.timestamp_format = "dd/MM/yyyy HH:mm"})},
      {"to_csv_plain(string,double)", writing()},
      {"to_csv_all(string,double)", writing({.quote_all = true})},
      {"to_csv_kept(string,double)", writing({.escape = '"', .ignore_leading_white_space = false, .ignore_trailing_white_space = false})},
      {"to_csv_times(timestamp,date,boolean)",
       [](spark_inputs const& in) {
         std::string text;
         csv::encoder{}.append_record(text, times{*in.value<sluice::timestamp>(0), *in.value<sluice::date>(1), *in.value<bool>(2)});
         return support::spark_text(text);
       }},
  };
  std::vector<support::spark_difference> const differences{
      {"from_csv_corrupt(string)\t", "{NULL, NULL, NULL, \"\"}"},  // Spark has no text for a record that is empty
      {"to_csv_times(timestamp,date,boolean)\t2024-02-29 10:00:00.123456\t1969-12-31\tfalse",
       "2024-02-29T10:00:00.123456Z,1969-12-31,false"},  // Spark cuts the microseconds off
  };
  CHECK(support::compare_with_spark("csv", functions, differences) == "");
}
