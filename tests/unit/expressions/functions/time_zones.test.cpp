// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/functions/time_zones.hpp>

#include <support/expressions.hpp>
#include <support/spark_table.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>

using namespace sluice;
using support::gives;
using support::refuses;
using support::spark_inputs;
using support::spark_value;

namespace {

constexpr std::int64_t hour = 3'600'000'000;

/// 2024-07-01 12:00:00.
constexpr timestamp noon{1'719'835'200'000'000};

}  // namespace

TEST_CASE("times on the clocks of zones are Spark's") {
  // A constant is never NULL.
  support::spark_functions const constants{
      {"from_utc_timestamp(timestamp,string)",
       [](spark_inputs const& in) {
         return in.has_null() ? spark_value(from_utc_timestamp(in.as<timestamp>(0), in.text(1))) : spark_value(from_utc_timestamp(in.as<timestamp>(0), in.constant(1)));
       }},
      {"to_utc_timestamp(timestamp,string)",
       [](spark_inputs const& in) {
         return in.has_null() ? spark_value(to_utc_timestamp(in.as<timestamp>(0), in.text(1))) : spark_value(to_utc_timestamp(in.as<timestamp>(0), in.constant(1)));
       }},
      {"convert_timezone(string,string,timestamp_ntz)",
       [](spark_inputs const& in) { return spark_value(convert_timezone(in.constant(0), in.constant(1), in.as<timestamp>(2))); }},
  };
  CHECK(support::compare_with_spark("time_zones", constants) == "");
}

TEST_CASE("times on the clocks of zones in a column are Spark's") {
  support::spark_functions const columns{
      {"from_utc_timestamp(timestamp,string)", [](spark_inputs const& in) { return spark_value(from_utc_timestamp(in.as<timestamp>(0), in.text(1))); }},
      {"to_utc_timestamp(timestamp,string)", [](spark_inputs const& in) { return spark_value(to_utc_timestamp(in.as<timestamp>(0), in.text(1))); }},
      {"convert_timezone(string,string,timestamp_ntz)",
       [](spark_inputs const& in) { return spark_value(convert_timezone(in.text(0), in.text(1), in.as<timestamp>(2))); }},
  };
  CHECK(support::compare_with_spark("time_zones", columns) == "");
}

TEST_CASE("zones in a column may change from row to row") {
  auto const shown = from_utc_timestamp(noon, col<"x">);
  auto const hours = [&](std::string_view zone) { return (shown.evaluate(support::x(zone)).microseconds - noon.microseconds) / hour; };
  for (int i = 0; i < 2; ++i) {
    CHECK(hours("Europe/Berlin") == 2);
    CHECK(hours("+03:00") == 3);
    CHECK(hours("Europe/Berlin") == 2);
    CHECK(hours("America/New_York") == -4);
    CHECK(hours("-01:00") == -1);
    CHECK(hours("Europe/London") == 1);
  }
  auto const converted = convert_timezone(col<"x">, col<"y">, noon);
  CHECK(converted.evaluate(support::xy<std::string_view, std::string_view>("Europe/Berlin", "Asia/Tokyo")) == timestamp{noon.microseconds + 7 * hour});
  CHECK(converted.evaluate(support::xy<std::string_view, std::string_view>("Asia/Tokyo", "Europe/Berlin")) == timestamp{noon.microseconds - 7 * hour});
  CHECK(convert_timezone("UTC", col<"x">, noon).evaluate(support::x<std::string_view>("+01:00")) == timestamp{noon.microseconds + hour});
}

TEST_CASE("one expression with a constant zone serves several threads") {
  auto const there = from_utc_timestamp(col<"x">, "Europe/Berlin");
  auto const back = to_utc_timestamp(col<"x">, "Europe/Berlin");
  bool right[2] = {true, true};
  auto const work = [&](bool& all) {
    // Weeks apart, so that the offset changes often; at noon no clock is changed.
    for (std::int64_t i = 0; i < 5000; ++i) {
      timestamp const time{noon.microseconds + i * 21 * 24 * hour};
      all = all && back.evaluate(support::x(there.evaluate(support::x(time)))) == time;
    }
  };
  std::thread other(work, std::ref(right[0]));
  work(right[1]);
  other.join();
  CHECK((right[0] && right[1]));
}

TEST_CASE("a zone that is none is refused where the expression is built, or at its row") {
  auto const about = Catch::Contains("there is no such time zone (found: Nowhere/City). write UTC, an offset");
  CHECK_THROWS_WITH(from_utc_timestamp(col<"x">, "Nowhere/City"), Catch::Contains("[INVALID_OPTION] from_utc_timestamp") && about);
  CHECK_THROWS_WITH(to_utc_timestamp(col<"x">, "Nowhere/City"), Catch::Contains("[INVALID_OPTION] to_utc_timestamp") && about);
  CHECK_THROWS_WITH(convert_timezone("Nowhere/City", "UTC", col<"x">), Catch::Contains("convert_timezone source") && about);
  CHECK_THROWS_WITH(convert_timezone("UTC", "Nowhere/City", col<"x">), Catch::Contains("convert_timezone target") && about);
  CHECK_THROWS_WITH(convert_timezone("Nowhere/City", col<"x">, noon), Catch::Contains("convert_timezone source") && about);
  auto const row = support::x<std::string_view>("Nowhere/City");
  CHECK_THROWS_AS(from_utc_timestamp(noon, col<"x">).evaluate(row), evaluation_error);
  CHECK_THROWS_WITH(to_utc_timestamp(noon, col<"x">).evaluate(row), Catch::Contains("[INVALID_PARAMETER_VALUE] to_utc_timestamp") && about);
  CHECK_THROWS_WITH(convert_timezone(col<"x">, "UTC", noon).evaluate(row), Catch::Contains("convert_timezone") && about);
}

TEST_CASE("a time beyond the last there is is an overflow") {
  timestamp const last{std::numeric_limits<std::int64_t>::max()};
  timestamp const first{std::numeric_limits<std::int64_t>::min()};
  for (char const* east : {"+01:00", "Europe/Berlin"}) {
    CHECK_THROWS_WITH(from_utc_timestamp(col<"x">, east).evaluate(support::x(last)), Catch::Contains("ARITHMETIC_OVERFLOW"));
    CHECK_THROWS_WITH(to_utc_timestamp(col<"x">, east).evaluate(support::x(first)), Catch::Contains("ARITHMETIC_OVERFLOW"));
    CHECK(from_utc_timestamp(col<"x">, east).evaluate(support::x(first)) > first);
  }
}

TEST_CASE("functions of time zones have types, names and refusals") {
  using shown = decltype(from_utc_timestamp(col<"x">, "UTC"));
  STATIC_REQUIRE(std::is_same_v<support::result_on<shown, std::optional<date>>, typed<std::optional<timestamp>>>);
  STATIC_REQUIRE(refused<support::result_on<shown, std::string>>);
  STATIC_REQUIRE(refused<support::result_on<decltype(convert_timezone("UTC", "UTC", col<"x">)), double>>);
  STATIC_REQUIRE(gives<timestamp, std::string>(from_utc_timestamp(noon, col<"x">)));
  STATIC_REQUIRE(gives<std::optional<timestamp>, std::optional<std::string>, date>(to_utc_timestamp(col<"y">, col<"x">)));
  STATIC_REQUIRE(gives<timestamp, std::string, timestamp>(convert_timezone(col<"x">, col<"x">, col<"y">)));
  STATIC_REQUIRE(refuses<std::int64_t>(to_utc_timestamp(noon, col<"x">)));
  STATIC_REQUIRE(refuses<std::string>(to_utc_timestamp(col<"x">, col<"x">)));
  STATIC_REQUIRE(refuses<std::string>(convert_timezone(col<"x">, col<"x">, col<"x">)));
  STATIC_REQUIRE(decltype(from_utc_timestamp(col<"x">, col<"y">))::name.view() == "from_utc_timestamp(x, y)");
}
