// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/function.hpp>
#include <sluice/expressions/functions/conditions.hpp>
#include <sluice/expressions/functions/extremes.hpp>
#include <sluice/expressions/functions/nan.hpp>

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

/// Adapters for functions of two and three arguments, by the arguments' types.
template <class First, class Second, class Make>
support::spark_function two(Make make) {
  return [make](spark_inputs const& in) { return spark_value(make(in.as<First>(0), in.as<Second>(1))); };
}
template <class First, class Second, class Third, class Make>
support::spark_function three(Make make) {
  return [make](spark_inputs const& in) { return spark_value(make(in.as<First>(0), in.as<Second>(1), in.as<Third>(2))); };
}

using text = std::string_view;
using big = std::int64_t;

}  // namespace

TEST_CASE("conditions, NULL and membership are what Spark gives") {
  auto const choose = [](auto... of) { return if_(of...); };
  auto const within = [](auto... of) { return between(of...); };
  auto const among = [](auto... of) { return isin(of...); };
  auto const either = [](auto... of) { return nvl(of...); };
  auto const unless = [](auto... of) { return nullif(of...); };
  auto const same = [](auto... of) { return equal_null(of...); };
  support::spark_functions functions{
      {"if(boolean,int,int)", three<bool, int, int>(choose)},
      {"if(boolean,int,double)", three<bool, int, double>(choose)},
      {"if(boolean,string,string)", three<bool, text, text>(choose)},
      {"nvl(int,int)", two<int, int>(either)},
      {"nvl(int,bigint)", two<int, big>(either)},
      {"nvl(int,double)", two<int, double>(either)},
      {"nvl(string,string)", two<text, text>(either)},
      {"ifnull(int,int)", two<int, int>([](auto... of) { return ifnull(of...); })},
      {"nvl2(int,int,int)", three<int, int, int>([](auto... of) { return nvl2(of...); })},
      {"nvl2(string,string,string)", three<text, text, text>([](auto... of) { return nvl2(of...); })},
      {"nullif(int,int)", two<int, int>(unless)},
      {"nullif(int,double)", two<int, double>(unless)},
      {"nullif(double,double)", two<double, double>(unless)},
      {"nullif(string,string)", two<text, text>(unless)},
      {"between(int,int,int)", three<int, int, int>(within)},
      {"between(double,int,int)", three<double, int, int>(within)},
      {"between(double,double,double)", three<double, double, double>(within)},
      {"between(string,string,string)", three<text, text, text>(within)},
      {"in(int,int,int)", three<int, int, int>(among)},
      {"in(int,int,double)", three<int, int, double>(among)},
      {"in(double,double,double)", three<double, double, double>(among)},
      {"in(string,string,string)", three<text, text, text>(among)},
      {"<=>(int,int)", two<int, int>(same)},
      {"<=>(double,double)", two<double, double>(same)},
      {"<=>(string,string)", two<text, text>(same)},
      {"isnull(int)", [](spark_inputs const& in) { return spark_value(is_null(in.integer(0))); }},
      {"isnotnull(int)", [](spark_inputs const& in) { return spark_value(is_not_null(in.integer(0))); }},
      {"zeroifnull(int)", [](spark_inputs const& in) { return spark_value(zero_if_null(in.integer(0))); }},
      {"zeroifnull(double)", [](spark_inputs const& in) { return spark_value(zero_if_null(in.number(0))); }},
      {"nullifzero(int)", [](spark_inputs const& in) { return spark_value(null_if_zero(in.integer(0))); }},
      {"nullifzero(double)", [](spark_inputs const& in) { return spark_value(null_if_zero(in.number(0))); }},
      {"isnan(double)", [](spark_inputs const& in) { return spark_value(isnan(in.number(0))); }},
      {"nanvl(double,double)", two<double, double>([](auto... of) { return nanvl(of...); })},
  };
  auto const add_extremes = [&functions](std::string const& name, auto make) {
    functions[name + "(int,int)"] = two<int, int>(make);
    functions[name + "(int,double)"] = two<int, double>(make);
    functions[name + "(bigint,int)"] = two<big, int>(make);
    functions[name + "(double,double)"] = two<double, double>(make);
    functions[name + "(string,string)"] = two<text, text>(make);
    functions[name + "(boolean,boolean)"] = two<bool, bool>(make);
    functions[name + "(date,date)"] = two<date, date>(make);
    functions[name + "(timestamp,timestamp)"] = two<timestamp, timestamp>(make);
    functions[name + "(int,int,int)"] = three<int, int, int>(make);
  };
  add_extremes("greatest", [](auto... of) { return greatest(of...); });
  add_extremes("least", [](auto... of) { return least(of...); });
  CHECK(support::compare_with_spark("conditional", functions) == "");
}

TEST_CASE("conditions have types, names and refusals") {
  STATIC_REQUIRE(gives<int, std::optional<int>>(nvl(col<"x">, 1)));
  STATIC_REQUIRE(gives<std::optional<int>, int>(nullif(col<"x">, 1)));
  STATIC_REQUIRE(gives<bool, int>(isin(col<"x">, 1, 2)));
  STATIC_REQUIRE(gives<std::optional<bool>, std::optional<int>>(isin(col<"x">, 1, 2)));
  STATIC_REQUIRE(gives<bool, int>(between(col<"x">, 1, 2)));
  STATIC_REQUIRE(gives<int, int, std::optional<int>>(greatest(col<"x">, col<"y">)));
  STATIC_REQUIRE(gives<std::optional<double>, std::optional<int>, std::optional<double>>(greatest(col<"x">, col<"y">)));
  STATIC_REQUIRE(refuses<int>(greatest(col<"x">, "a")));
  STATIC_REQUIRE(refuses<int>(isin(col<"x">, "a")));
  STATIC_REQUIRE(refuses<int>(nullif(col<"x">, "a")));
  STATIC_REQUIRE(refuses<int>(isnan(col<"x">)));
  STATIC_REQUIRE(decltype(isin(col<"x">, col<"y">))::name.view() == "(x IN (y))");
  STATIC_REQUIRE(decltype(nullif(col<"x">, col<"y">))::name.view() == "nullif(x, y)");
}

TEST_CASE("only the chosen branch of if_ is evaluated") {
  int calls = 0;
  auto const counted = udf([&calls](int value) { return ++calls, value; })(col<"x">);
  CHECK(if_(col<"x"> > 0, col<"x">, counted).evaluate(support::x(1)) == 1);
  CHECK(calls == 0);
  CHECK(if_(col<"x"> > 1, 5, counted).evaluate(support::x(1)) == 1);
  CHECK(calls == 1);
}
