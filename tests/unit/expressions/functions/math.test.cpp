// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/functions/powers.hpp>
#include <sluice/expressions/functions/trigonometry.hpp>

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

template <class Make>
support::spark_function one(Make make) {
  return [make](spark_inputs const& in) { return spark_value(make(in.number(0))); };
}
template <class Make>
support::spark_function two(Make make) {
  return [make](spark_inputs const& in) { return spark_value(make(in.number(0), in.number(1))); };
}

}  // namespace

TEST_CASE("functions of floating-point numbers are what Spark gives") {
  auto const make_sign = [](auto x) { return sign(x); };
  auto const make_pow = [](auto x, auto y) { return sluice::pow(x, y); };
  support::spark_functions const functions{
      {"sqrt(double)", one([](auto x) { return sqrt(x); })},
      {"sqrt(int)", [](spark_inputs const& in) { return spark_value(sqrt(in.integer(0))); }},
      {"cbrt(double)", one([](auto x) { return cbrt(x); })},
      {"exp(double)", one([](auto x) { return exp(x); })},
      {"expm1(double)", one([](auto x) { return expm1(x); })},
      {"ln(double)", one([](auto x) { return ln(x); })},
      {"log(double)", one([](auto x) { return log(x); })},
      {"log2(double)", one([](auto x) { return log2(x); })},
      {"log10(double)", one([](auto x) { return log10(x); })},
      {"log1p(double)", one([](auto x) { return log1p(x); })},
      {"sin(double)", one([](auto x) { return sin(x); })},
      {"cos(double)", one([](auto x) { return cos(x); })},
      {"tan(double)", one([](auto x) { return tan(x); })},
      {"cot(double)", one([](auto x) { return cot(x); })},
      {"sec(double)", one([](auto x) { return sec(x); })},
      {"csc(double)", one([](auto x) { return csc(x); })},
      {"asin(double)", one([](auto x) { return asin(x); })},
      {"acos(double)", one([](auto x) { return acos(x); })},
      {"atan(double)", one([](auto x) { return atan(x); })},
      {"sinh(double)", one([](auto x) { return sinh(x); })},
      {"cosh(double)", one([](auto x) { return cosh(x); })},
      {"tanh(double)", one([](auto x) { return tanh(x); })},
      {"asinh(double)", one([](auto x) { return asinh(x); })},
      {"acosh(double)", one([](auto x) { return acosh(x); })},
      {"atanh(double)", one([](auto x) { return atanh(x); })},
      {"degrees(double)", one([](auto x) { return degrees(x); })},
      {"radians(double)", one([](auto x) { return radians(x); })},
      {"sign(double)", one(make_sign)},
      {"signum(double)", one(make_sign)},
      {"sign(int)", [](spark_inputs const& in) { return spark_value(sign(in.integer(0))); }},
      {"rint(double)", one([](auto x) { return rint(x); })},
      {"pow(double,double)", two(make_pow)},
      {"power(double,double)", two(make_pow)},
      {"pow(int,int)", [](spark_inputs const& in) { return spark_value(sluice::pow(in.integer(0), in.integer(1))); }},
      {"hypot(double,double)", two([](auto x, auto y) { return hypot(x, y); })},
      {"atan2(double,double)", two([](auto x, auto y) { return atan2(x, y); })},
      {"log(double,double)", two([](auto x, auto y) { return log(x, y); })},
      {"e()", [](spark_inputs const&) { return spark_value(e()); }},
      {"pi()", [](spark_inputs const&) { return spark_value(pi()); }},
      {"width_bucket(double,double,double,int)",
       [](spark_inputs const& in) { return spark_value(width_bucket(in.number(0), in.number(1), in.number(2), in.integer(3))); }},
  };
  CHECK(support::compare_with_spark("math", functions, {}, 2) == "");
}

TEST_CASE("functions of numbers have types, names and refusals") {
  STATIC_REQUIRE(gives<double, int>(sqrt(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<double>, double>(ln(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<std::int64_t>, int>(factorial(col<"x">)));
  STATIC_REQUIRE(refuses<std::string>(sqrt(col<"x">)));
  STATIC_REQUIRE(refuses<bool>(sin(col<"x">)));
  STATIC_REQUIRE(refuses<double>(factorial(col<"x">)));
  STATIC_REQUIRE(decltype(sqrt(col<"x">))::name.view() == "SQRT(x)");
  STATIC_REQUIRE(decltype(sluice::pow(col<"x">, col<"y">))::name.view() == "POWER(x, y)");
}

TEST_CASE("constants keep to the standard library") {
  STATIC_REQUIRE(std::is_same_v<decltype(sqrt(2.0)), double>);
  STATIC_REQUIRE(std::is_same_v<decltype(sin(1.0)), double>);
}
