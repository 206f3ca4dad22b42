// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/functions/time_from_text.hpp>
#include <sluice/expressions/functions/time_to_text.hpp>

#include <support/expressions.hpp>
#include <support/spark_table.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace sluice;
using support::gives;
using support::refuses;
using support::spark_inputs;
using support::spark_value;

TEST_CASE("texts to times and back are Spark's") {
  support::spark_functions const functions{
      {"to_date(string)", [](spark_inputs const& in) { return spark_value(to_date(in.text(0))); }},
      {"to_date(date)", [](spark_inputs const& in) { return spark_value(to_date(in.as<date>(0))); }},
      {"to_date(timestamp)", [](spark_inputs const& in) { return spark_value(to_date(in.as<timestamp>(0))); }},
      {"try_to_date(string)", [](spark_inputs const& in) { return spark_value(try_to_date(in.text(0))); }},
      {"to_timestamp(string)", [](spark_inputs const& in) { return spark_value(to_timestamp(in.text(0))); }},
      {"to_timestamp(date)", [](spark_inputs const& in) { return spark_value(to_timestamp(in.as<date>(0))); }},
      {"to_timestamp(timestamp)", [](spark_inputs const& in) { return spark_value(to_timestamp(in.as<timestamp>(0))); }},
      {"try_to_timestamp(string)", [](spark_inputs const& in) { return spark_value(try_to_timestamp(in.text(0))); }},
      {"to_date(string,string)", [](spark_inputs const& in) { return spark_value(to_date(in.text(0), in.constant(1))); }},
      {"try_to_date(string,string)", [](spark_inputs const& in) { return spark_value(try_to_date(in.text(0), in.constant(1))); }},
      {"to_timestamp(string,string)", [](spark_inputs const& in) { return spark_value(to_timestamp(in.text(0), in.constant(1))); }},
      {"try_to_timestamp(string,string)", [](spark_inputs const& in) { return spark_value(try_to_timestamp(in.text(0), in.constant(1))); }},
      {"date_format(timestamp,string)", [](spark_inputs const& in) { return spark_value(date_format(in.as<timestamp>(0), in.constant(1))); }},
      {"date_format(date,string)", [](spark_inputs const& in) { return spark_value(date_format(in.as<date>(0), in.constant(1))); }},
      {"from_unixtime(int)", [](spark_inputs const& in) { return spark_value(from_unixtime(in.integer(0))); }},
      {"from_unixtime(bigint)", [](spark_inputs const& in) { return spark_value(from_unixtime(in.bigint(0))); }},
      {"from_unixtime(int,string)", [](spark_inputs const& in) { return spark_value(from_unixtime(in.integer(0), in.constant(1))); }},
      {"from_unixtime(bigint,string)", [](spark_inputs const& in) { return spark_value(from_unixtime(in.bigint(0), in.constant(1))); }},
      {"unix_timestamp(timestamp)", [](spark_inputs const& in) { return spark_value(unix_timestamp(in.as<timestamp>(0))); }},
      {"unix_timestamp(date)", [](spark_inputs const& in) { return spark_value(unix_timestamp(in.as<date>(0))); }},
      {"unix_timestamp(string)", [](spark_inputs const& in) { return spark_value(to_unix_timestamp(in.text(0))); }},
      {"unix_timestamp(string,string)", [](spark_inputs const& in) { return spark_value(unix_timestamp(in.text(0), in.constant(1))); }},
  };
  // Spark goes on at the other end of the range.
  std::vector<support::spark_difference> differences{{"from_unixtime(bigint)\t9223372036855", "!ARITHMETIC_OVERFLOW"},
                                                     {"from_unixtime(bigint)\t9223372036854775807", "!ARITHMETIC_OVERFLOW"}};
  for (std::string const function : {"to_date", "try_to_date", "to_timestamp", "try_to_timestamp"}) {
    // A day of the week, which Spark refuses to read, is passed over.
    std::string const read = function.ends_with("date") ? "2024-02-29" : "2024-02-29 00:00:00";
    for (std::string const text : {"Thu 29 Feb 2024\tEEE", "Fri 29 Feb 2024\tEEE", "Thursday 29 Feb 2024\tEEEE"})
      differences.push_back({function + "(string,string)\t" + text + " dd MMM yyyy", read});
    // Patterns know no zones but UTC and offsets from it.
    differences.push_back({function + "(string,string)\t2024-02-29 10:20:30 Europe/Berlin\tyyyy-MM-dd HH:mm:ss VV",
                           function.starts_with("try_") ? "\\N" : "!CANNOT_PARSE_TIMESTAMP"});
  }
  // Spark closes a [ that has no ].
  for (auto const& one : support::read_spark_table("time_format"))
    if (one.inputs.back() == "[a") differences.push_back({one.call(), "!INVALID_OPTION"});
  CHECK(support::compare_with_spark("time_format", functions, differences) == "");
}

TEST_CASE("what does not fit a pattern is named, with the pattern and the way out") {
  auto const day = to_date(col<"x">, "dd/MM/yyyy");
  CHECK_THROWS_WITH(day.evaluate(support::x(std::string_view{"2024-01-01"})),
                    Catch::Contains("CANNOT_PARSE_TIMESTAMP") && Catch::Contains("dd/MM/yyyy") && Catch::Contains("2024-01-01") && Catch::Contains("try_to_date"));
  CHECK_THROWS_WITH(unix_timestamp(col<"x">).evaluate(support::x(std::string_view{"2024"})), Catch::Contains("unix_timestamp") && Catch::Contains("yyyy-MM-dd HH:mm:ss"));
  CHECK_THROWS_WITH(to_timestamp(col<"x">).evaluate(support::x(std::string_view{"soon"})), Catch::Contains("CAST_INVALID_INPUT") && Catch::Contains("soon"));
  CHECK_THROWS_WITH(to_timestamp(col<"x">).evaluate(support::x(date{2'147'483'647})), Catch::Contains("ARITHMETIC_OVERFLOW"));
  CHECK(try_to_timestamp(col<"x">).evaluate(support::x(date{2'147'483'647})) == std::nullopt);
  CHECK_THROWS_AS(cast<timestamp>(col<"x">).evaluate(support::x(date{2'147'483'647})), evaluation_error);
}

TEST_CASE("a wrong pattern is met where the expression is built") {
  CHECK_THROWS_WITH(date_format(col<"x">, "YYYY-MM-dd"), Catch::Contains("date_format") && Catch::Contains("the letter Y") && Catch::Contains("write yyyy"));
  CHECK_THROWS_WITH(to_date(col<"x">, "yyyy-QQ"), Catch::Contains("to_date") && Catch::Contains("the letter Q cannot be read"));
  CHECK_THROWS_WITH(from_unixtime(col<"x">, "HHH"), Catch::Contains("from_unixtime") && Catch::Contains("too many letters H") && Catch::Contains("write HH at most"));
  CHECK_THROWS_WITH(to_unix_timestamp(col<"x">, "yyyy {"), Catch::Contains("to_unix_timestamp") && Catch::Contains("the character {"));
  // A plan may be a constant, with its patterns taken apart by the compiler.
  constexpr auto day = to_date(col<"x">, "dd.MM.yyyy");
  STATIC_REQUIRE(day.evaluate(support::x(std::string_view{"29.02.2024"})) == date{19'782});
}

TEST_CASE("the day of a text with an offset is that of UTC") {
  CHECK(to_date(col<"x">, "yyyy-MM-dd HH:mmXXX").evaluate(support::x(std::string_view{"2024-02-29 23:30-02:00"})) == date{19'783});
}

TEST_CASE("functions of texts and times have types, names and refusals") {
  STATIC_REQUIRE(gives<date, std::string>(to_date(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<date>, std::optional<timestamp>>(to_date(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<date>, std::string>(try_to_date(col<"x">)));
  STATIC_REQUIRE(gives<timestamp, std::string>(to_timestamp(col<"x">, "yyyy")));
  STATIC_REQUIRE(gives<std::optional<timestamp>, std::string>(try_to_timestamp(col<"x">, "yyyy")));
  STATIC_REQUIRE(gives<std::int64_t, date>(unix_timestamp(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<std::int64_t>, std::optional<std::string>>(to_unix_timestamp(col<"x">, "yyyy")));
  STATIC_REQUIRE(gives<std::string, timestamp>(date_format(col<"x">, "yyyy")));
  STATIC_REQUIRE(gives<std::optional<std::string>, std::optional<std::int64_t>>(from_unixtime(col<"x">)));
  STATIC_REQUIRE(refuses<std::int32_t>(to_date(col<"x">)));
  STATIC_REQUIRE(refuses<date>(to_date(col<"x">, "yyyy")));
  STATIC_REQUIRE(refuses<bool>(to_timestamp(col<"x">)));
  STATIC_REQUIRE(refuses<std::int64_t>(unix_timestamp(col<"x">)));
  STATIC_REQUIRE(refuses<std::string>(date_format(col<"x">, "yyyy")));
  STATIC_REQUIRE(refuses<double>(from_unixtime(col<"x">)));
  STATIC_REQUIRE(decltype(to_date(col<"x">))::name.view() == "to_date(x)");
  STATIC_REQUIRE(decltype(unix_timestamp(col<"x">))::name.view() == "unix_timestamp(x)");
}
