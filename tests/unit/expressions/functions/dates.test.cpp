// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/functions/dates.hpp>

#include <support/expressions.hpp>
#include <support/spark_table.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using namespace sluice;
using support::gives;
using support::refuses;
using support::spark_inputs;
using support::spark_value;

TEST_CASE("arithmetic of days is Spark's") {
  support::spark_functions const functions{
      {"date_add(date,int)", [](spark_inputs const& in) { return spark_value(date_add(in.as<date>(0), in.integer(1))); }},
      {"date_add(date,smallint)", [](spark_inputs const& in) { return spark_value(date_add(in.as<date>(0), in.as<std::int16_t>(1))); }},
      {"date_add(timestamp,int)", [](spark_inputs const& in) { return spark_value(date_add(in.as<timestamp>(0), in.integer(1))); }},
      {"date_sub(date,int)", [](spark_inputs const& in) { return spark_value(date_sub(in.as<date>(0), in.integer(1))); }},
      {"date_sub(date,smallint)", [](spark_inputs const& in) { return spark_value(date_sub(in.as<date>(0), in.as<std::int16_t>(1))); }},
      {"date_sub(timestamp,int)", [](spark_inputs const& in) { return spark_value(date_sub(in.as<timestamp>(0), in.integer(1))); }},
      {"datediff(date,date)", [](spark_inputs const& in) { return spark_value(datediff(in.as<date>(0), in.as<date>(1))); }},
      {"datediff(timestamp,timestamp)", [](spark_inputs const& in) { return spark_value(datediff(in.as<timestamp>(0), in.as<timestamp>(1))); }},
      {"add_months(date,int)", [](spark_inputs const& in) { return spark_value(add_months(in.as<date>(0), in.integer(1))); }},
      {"add_months(timestamp,int)", [](spark_inputs const& in) { return spark_value(add_months(in.as<timestamp>(0), in.integer(1))); }},
      {"months_between(timestamp,timestamp)",
       [](spark_inputs const& in) { return spark_value(months_between(in.as<timestamp>(0), in.as<timestamp>(1))); }},
      {"months_between(timestamp,timestamp,boolean)",
       [](spark_inputs const& in) { return spark_value(months_between(in.as<timestamp>(0), in.as<timestamp>(1), *in.value<bool>(2))); }},
      {"months_between(date,date)", [](spark_inputs const& in) { return spark_value(months_between(in.as<date>(0), in.as<date>(1))); }},
      {"next_day(date,string)", [](spark_inputs const& in) { return spark_value(next_day(in.as<date>(0), in.text(1))); }},
      {"next_day(timestamp,string)", [](spark_inputs const& in) { return spark_value(next_day(in.as<timestamp>(0), in.constant(1))); }},
      {"make_date(int,int,int)", [](spark_inputs const& in) { return spark_value(make_date(in.integer(0), in.integer(1), in.integer(2))); }},
      {"unix_date(date)", [](spark_inputs const& in) { return spark_value(unix_date(in.as<date>(0))); }},
      {"date_from_unix_date(int)", [](spark_inputs const& in) { return spark_value(date_from_unix_date(in.integer(0))); }},
  };
  // Spark goes on at the other end of the range.
  std::string const overflow = "!ARITHMETIC_OVERFLOW";
  std::string const first = "-5877641-06-23";
  std::string const last = "+5881580-07-11";
  std::string const from = "+294247-01-10 04:00:54.775807";
  std::string const to = "-290308-12-21 19:59:05.224192";
  std::vector<support::spark_difference> const differences{
      {"date_add(date,int)\t" + last + "\t1", overflow},
      {"date_add(date,int)\t" + first + "\t-1", overflow},
      {"date_sub(date,int)\t" + last + "\t-1", overflow},
      {"date_sub(date,int)\t2024-01-01\t-2147483648", overflow},
      {"datediff(date,date)\t" + first + "\t" + last, overflow},
      {"datediff(date,date)\t0001-01-01\t" + last, overflow},
      {"datediff(date,date)\t0000-02-29\t" + last, overflow},
      {"datediff(date,date)\t-0044-03-15\t" + last, overflow},
      {"next_day(date,string)\t" + last + "\tSun", overflow},
      // Spark fails on the first day that a timestamp reaches, whose midnight it does not.
      {"months_between(timestamp,timestamp)\t" + from + "\t" + to, "7014648.62369661"},
      {"months_between(timestamp,timestamp)\t" + to + "\t" + from, "-7014648.62369661"},
      {"months_between(timestamp,timestamp,boolean)\t" + from + "\t" + to + "\ttrue", "7014648.62369661"},
      {"months_between(timestamp,timestamp,boolean)\t" + from + "\t" + to + "\tfalse", "7014648.62369661"},
  };
  CHECK(support::compare_with_spark("dates", functions, differences) == "");
}

TEST_CASE("try_make_date gives NULL for days that there are not") {
  CHECK(try_make_date(2024, col<"x">, 29).evaluate(support::x(2)) == date{19'782});
  CHECK(try_make_date(2023, col<"x">, 29).evaluate(support::x(2)) == std::nullopt);
  CHECK(try_make_date(col<"x">, 1, 1).evaluate(support::x(6'000'000)) == std::nullopt);
  CHECK(try_make_date(col<"x">, 1, 1).evaluate(support::x(std::uint64_t{1} << 63U)) == std::nullopt);
}

TEST_CASE("arithmetic of days has types, names and refusals") {
  STATIC_REQUIRE(gives<date, date>(date_add(col<"x">, 1)));
  STATIC_REQUIRE(gives<std::optional<date>, std::optional<timestamp>>(last_day(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<std::int32_t>, date, std::optional<date>>(datediff(col<"x">, col<"y">)));
  STATIC_REQUIRE(gives<double, date, timestamp>(months_between(col<"x">, col<"y">)));
  STATIC_REQUIRE(gives<std::optional<date>, std::int64_t>(try_make_date(col<"x">, 1, 1)));
  STATIC_REQUIRE(refuses<std::string>(date_add(col<"x">, 1)));
  STATIC_REQUIRE(refuses<date>(date_add(col<"x">, 1.5)));
  STATIC_REQUIRE(refuses<date, std::int32_t>(next_day(col<"x">, col<"y">)));
  STATIC_REQUIRE(decltype(datediff(col<"x">, col<"y">))::name.view() == "datediff(x, y)");
  STATIC_REQUIRE(decltype(next_day(col<"x">, col<"y">))::name.view() == "next_day(x, y)");
  // Constants are looked at once, in a constant expression by the compiler.
  constexpr auto friday = next_day(col<"x">, "fri");
  STATIC_REQUIRE(friday.evaluate(support::x(date{0})) == date{1});
  CHECK_THROWS_WITH(next_day(col<"x">, "Freitag"), Catch::Contains("next_day") && Catch::Contains("Freitag"));
}
