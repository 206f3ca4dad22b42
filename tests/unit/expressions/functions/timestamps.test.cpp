// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/functions/time_truncation.hpp>
#include <sluice/expressions/functions/timestamps.hpp>

#include <support/expressions.hpp>
#include <support/spark_table.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

using namespace sluice;
using support::gives;
using support::refuses;
using support::spark_inputs;
using support::spark_value;

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

}  // namespace

TEST_CASE("times from numbers and parts, their sums and differences are Spark's") {
  support::spark_functions functions{
      {"unix_seconds(timestamp)", [](spark_inputs const& in) { return spark_value(unix_seconds(in.as<timestamp>(0))); }},
      {"unix_millis(timestamp)", [](spark_inputs const& in) { return spark_value(unix_millis(in.as<timestamp>(0))); }},
      {"unix_micros(timestamp)", [](spark_inputs const& in) { return spark_value(unix_micros(in.as<timestamp>(0))); }},
      {"timestamp_seconds(int)", [](spark_inputs const& in) { return spark_value(timestamp_seconds(in.integer(0))); }},
      {"timestamp_seconds(bigint)", [](spark_inputs const& in) { return spark_value(timestamp_seconds(in.bigint(0))); }},
      {"timestamp_seconds(double)", [](spark_inputs const& in) { return spark_value(timestamp_seconds(in.number(0))); }},
      {"timestamp_seconds(float)", [](spark_inputs const& in) { return spark_value(timestamp_seconds(in.as<float>(0))); }},
      {"timestamp_millis(int)", [](spark_inputs const& in) { return spark_value(timestamp_millis(in.integer(0))); }},
      {"timestamp_millis(bigint)", [](spark_inputs const& in) { return spark_value(timestamp_millis(in.bigint(0))); }},
      {"timestamp_micros(int)", [](spark_inputs const& in) { return spark_value(timestamp_micros(in.integer(0))); }},
      {"timestamp_micros(bigint)", [](spark_inputs const& in) { return spark_value(timestamp_micros(in.bigint(0))); }},
      {"make_timestamp(int,int,int,int,int,decimal(16,6))",
       [](spark_inputs const& in) {
         return spark_value(make_timestamp(in.integer(0), in.integer(1), in.integer(2), in.integer(3), in.integer(4), in.number(5)));
       }},
  };
  for (std::string const unit : {"microsecond", "millisecond", "second", "minute", "hour", "day", "dayofyear", "week", "month", "quarter", "year"}) {
    functions["timestamp_add_" + unit + "(int,timestamp)"] = [unit](spark_inputs const& in) {
      return spark_value(timestamp_add(unit, in.integer(0), in.as<timestamp>(1)));
    };
    functions["timestamp_diff_" + unit + "(timestamp,timestamp)"] = [unit](spark_inputs const& in) {
      return spark_value(timestamp_diff(unit, in.as<timestamp>(0), in.as<timestamp>(1)));
    };
  }
  // Spark gives the last time there is, and the first.
  CHECK(support::compare_with_spark("timestamps", functions,
                                    {{"timestamp_seconds(double)\t9300000000000.0", "!ARITHMETIC_OVERFLOW"},
                                     {"timestamp_seconds(double)\t-1e+300", "!ARITHMETIC_OVERFLOW"}}) == "");
}

TEST_CASE("times are cut to units as Spark does") {
  support::spark_functions const functions{
      {"date_trunc(string,timestamp)", [](spark_inputs const& in) { return spark_value(date_trunc(in.constant(0), in.as<timestamp>(1))); }},
      {"trunc(date,string)", [](spark_inputs const& in) { return spark_value(trunc(in.as<date>(0), in.constant(1))); }},
      {"trunc(timestamp,string)", [](spark_inputs const& in) { return spark_value(trunc(in.as<timestamp>(0), in.constant(1))); }},
  };
  // A word that is no unit is a mistake here, NULL in Spark; and a day does not go on at the other end of the range.
  std::string const wrong = "!INVALID_OPTION";
  std::vector<support::spark_difference> differences{{"date_trunc(string,timestamp)\tx\t2024-02-29 23:59:59.999999", wrong},
                                                     {"date_trunc(string,timestamp)\t\t2024-02-29 23:59:59.999999", wrong},
                                                     {"trunc(date,string)\t2024-02-29\tx", wrong},
                                                     {"trunc(date,string)\t2024-02-29\tDAY", wrong},
                                                     {"trunc(date,string)\t2024-02-29\tHOUR", wrong}};
  for (std::string const unit : {"YEAR", "yyyy", "YY", "MONTH", "mm", "Mon", "week"})
    differences.push_back({"trunc(date,string)\t-5877641-06-24\t" + unit, "!ARITHMETIC_OVERFLOW"});
  CHECK(support::compare_with_spark("time_truncation", functions, differences) == "");
}

TEST_CASE("try_make_timestamp gives NULL for times that there are not") {
  CHECK(try_make_timestamp(col<"x">, 1, 1, 0, 0, 0.5).evaluate(support::x(1970)) == timestamp{500'000});
  CHECK(try_make_timestamp(col<"x">, 2, 30, 0, 0, 0).evaluate(support::x(1970)) == std::nullopt);
  CHECK(try_make_timestamp(col<"x">, 1, 1, 0, 0, 0).evaluate(support::x(300'000)) == std::nullopt);
  CHECK(try_make_timestamp(1970, 1, 1, 0, 0, col<"x">).evaluate(support::x(std::numeric_limits<double>::quiet_NaN())) == std::nullopt);
}

TEST_CASE("the longest way between two times is counted in all units but the smallest") {
  auto const between = [](char const* unit) { return timestamp_diff(unit, col<"x">, col<"y">); };
  CHECK(between("millisecond").evaluate(support::xy(timestamp{least}, timestamp{most})) == 18'446'744'073'709'551);
  CHECK(between("millisecond").evaluate(support::xy(timestamp{most}, timestamp{least})) == -18'446'744'073'709'551);
  CHECK_THROWS_AS(between("microsecond").evaluate(support::xy(timestamp{least}, timestamp{most})), evaluation_error);
}

TEST_CASE("functions of times have types, names and refusals") {
  STATIC_REQUIRE(gives<timestamp, std::int32_t>(timestamp_seconds(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<timestamp>, double>(timestamp_seconds(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<std::int64_t>, std::optional<timestamp>>(unix_millis(col<"x">)));
  STATIC_REQUIRE(gives<timestamp, date>(timestamp_add("day", 1, col<"x">)));
  STATIC_REQUIRE(gives<timestamp, timestamp>(date_trunc("hour", col<"x">)));
  STATIC_REQUIRE(gives<date, timestamp>(trunc(col<"x">, "month")));
  STATIC_REQUIRE(refuses<std::string>(unix_seconds(col<"x">)));
  STATIC_REQUIRE(refuses<double>(timestamp_millis(col<"x">)));
  STATIC_REQUIRE(refuses<std::string>(date_trunc("hour", col<"x">)));
  STATIC_REQUIRE(decltype(unix_seconds(col<"x">))::name.view() == "unix_seconds(x)");
  constexpr auto hours = date_trunc("HOUR", col<"x">);
  STATIC_REQUIRE(hours.evaluate(support::x(timestamp{-1})) == timestamp{-3'600'000'000});
  CHECK_THROWS_WITH(date_trunc("fortnight", col<"x">), Catch::Contains("date_trunc") && Catch::Contains("fortnight"));
  CHECK_THROWS_WITH(trunc(col<"x">, "hour"), Catch::Contains("a day cannot be cut"));
}
