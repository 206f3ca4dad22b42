// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/functions/time_parts.hpp>
#include <sluice/expressions/functions/dates.hpp>

#include <support/expressions.hpp>
#include <support/spark_table.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <string>

using namespace sluice;
using support::gives;
using support::refuses;
using support::spark_inputs;
using support::spark_value;

namespace {

// A function of a day, under the types it takes in a table.
template <class Function>
void add_of_days(support::spark_functions& functions, std::string const& name, Function function) {
  functions[name + "(date)"] = [function](spark_inputs const& in) { return spark_value(function(in.as<date>(0))); };
  functions[name + "(timestamp)"] = [function](spark_inputs const& in) { return spark_value(function(in.as<timestamp>(0))); };
}

}  // namespace

TEST_CASE("parts of days and times are Spark's") {
  support::spark_functions functions;
  add_of_days(functions, "year", [](auto value) { return year(value); });
  add_of_days(functions, "quarter", [](auto value) { return quarter(value); });
  add_of_days(functions, "month", [](auto value) { return month(value); });
  add_of_days(functions, "day", [](auto value) { return day(value); });
  add_of_days(functions, "dayofmonth", [](auto value) { return dayofmonth(value); });
  add_of_days(functions, "dayofweek", [](auto value) { return dayofweek(value); });
  add_of_days(functions, "weekday", [](auto value) { return weekday(value); });
  add_of_days(functions, "dayofyear", [](auto value) { return dayofyear(value); });
  add_of_days(functions, "weekofyear", [](auto value) { return weekofyear(value); });
  add_of_days(functions, "dayname", [](auto value) { return dayname(value); });
  add_of_days(functions, "monthname", [](auto value) { return monthname(value); });
  add_of_days(functions, "last_day", [](auto value) { return last_day(value); });
  add_of_days(functions, "hour", [](auto value) { return hour(value); });
  add_of_days(functions, "minute", [](auto value) { return minute(value); });
  add_of_days(functions, "second", [](auto value) { return second(value); });
  add_of_days(functions, "extract_year", [](auto value) { return extract<"YEAR">(value); });
  add_of_days(functions, "extract_yearofweek", [](auto value) { return extract<"yearofweek">(value); });
  add_of_days(functions, "extract_quarter", [](auto value) { return extract<"qtr">(value); });
  add_of_days(functions, "extract_month", [](auto value) { return extract<"Mons">(value); });
  add_of_days(functions, "extract_week", [](auto value) { return extract<"week">(value); });
  add_of_days(functions, "extract_day", [](auto value) { return extract<"d">(value); });
  add_of_days(functions, "extract_dayofweek", [](auto value) { return extract<"dayofweek">(value); });
  add_of_days(functions, "extract_dow", [](auto value) { return date_part<"dow">(value); });
  add_of_days(functions, "extract_dayofweek_iso", [](auto value) { return extract<"dow_iso">(value); });
  add_of_days(functions, "extract_doy", [](auto value) { return extract<"doy">(value); });
  add_of_days(functions, "extract_hour", [](auto value) { return extract<"hr">(value); });
  add_of_days(functions, "extract_minute", [](auto value) { return extract<"mins">(value); });
  add_of_days(functions, "extract_second", [](auto value) { return extract<"second">(value); });
  CHECK(support::compare_with_spark("time_parts", functions) == "");
}

TEST_CASE("parts of times have types, names and refusals") {
  STATIC_REQUIRE(gives<std::int32_t, date>(year(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<std::int32_t>, std::optional<timestamp>>(hour(col<"x">)));
  STATIC_REQUIRE(gives<std::string, date>(dayname(col<"x">)));
  STATIC_REQUIRE(gives<double, timestamp>(extract<"second">(col<"x">)));
  STATIC_REQUIRE(refuses<std::string>(year(col<"x">)));
  STATIC_REQUIRE(refuses<std::int64_t>(minute(col<"x">)));
  STATIC_REQUIRE(refuses<timestamp>(extract<"century">(col<"x">)));
  STATIC_REQUIRE(decltype(year(col<"x">))::name.view() == "year(x)");
  STATIC_REQUIRE(decltype(extract<"WEEK">(col<"x">))::name.view() == "extract(WEEK FROM x)");
}

TEST_CASE("parts of times are constant expressions") {
  STATIC_REQUIRE(year(col<"x">).evaluate(support::x(timestamp{-1})) == 1969);
  STATIC_REQUIRE(hour(col<"x">).evaluate(support::x(timestamp{-1})) == 23);
}
