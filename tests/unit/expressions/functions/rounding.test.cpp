// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/functions/bits.hpp>
#include <sluice/expressions/functions/powers.hpp>
#include <sluice/expressions/functions/rounding.hpp>

#include <support/expressions.hpp>
#include <support/spark_table.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <random>
#include <string>

using namespace sluice;
using support::gives;
using support::refuses;
using support::spark_inputs;
using support::spark_value;

namespace {

template <class First, class Make>
support::spark_function one(Make make) {
  return [make](spark_inputs const& in) { return spark_value(make(in.as<First>(0))); };
}
template <class First, class Second, class Make>
support::spark_function two(Make make) {
  return [make](spark_inputs const& in) { return spark_value(make(in.as<First>(0), in.as<Second>(1))); };
}

using tiny = std::int8_t;
using small = std::int16_t;
using big = std::int64_t;

/// A function of one number, for each type of the table.
template <class Make>
void add_for_numbers(support::spark_functions& functions, std::string const& name, Make make) {
  functions[name + "(tinyint)"] = one<tiny>(make);
  functions[name + "(smallint)"] = one<small>(make);
  functions[name + "(int)"] = one<int>(make);
  functions[name + "(bigint)"] = one<big>(make);
  functions[name + "(float)"] = one<float>(make);
  functions[name + "(double)"] = one<double>(make);
}
template <class Make>
void add_for_places(support::spark_functions& functions, std::string const& name, Make make) {
  functions[name + "(tinyint,int)"] = two<tiny, int>(make);
  functions[name + "(smallint,int)"] = two<small, int>(make);
  functions[name + "(int,int)"] = two<int, int>(make);
  functions[name + "(bigint,int)"] = two<big, int>(make);
  functions[name + "(float,int)"] = two<float, int>(make);
  functions[name + "(double,int)"] = two<double, int>(make);
}
template <class Make>
void add_for_bits(support::spark_functions& functions, std::string const& name, Make make) {
  functions[name + "(int,int)"] = two<int, int>(make);
  functions[name + "(bigint,int)"] = two<big, int>(make);
  functions[name + "(tinyint,int)"] = two<tiny, int>(make);
}

}  // namespace

TEST_CASE("rounding and bits are what Spark gives") {
  support::spark_functions functions;
  add_for_numbers(functions, "ceil", [](auto x) { return ceil(x); });
  add_for_numbers(functions, "ceiling", [](auto x) { return ceil(x); });
  add_for_numbers(functions, "floor", [](auto x) { return floor(x); });
  add_for_numbers(functions, "abs", [](auto x) { return abs(x); });
  add_for_numbers(functions, "negative", [](auto x) { return negative(x); });
  add_for_numbers(functions, "positive", [](auto x) { return positive(x); });
  add_for_numbers(functions, "round", [](auto x) { return round(x); });
  add_for_numbers(functions, "bround", [](auto x) { return bround(x); });
  add_for_places(functions, "round", [](auto x, auto places) { return round(x, places); });
  add_for_places(functions, "bround", [](auto x, auto places) { return bround(x, places); });
  add_for_bits(functions, "bitand", [](auto x, auto y) { return bitwise_and(x, y); });
  add_for_bits(functions, "bitor", [](auto x, auto y) { return bitwise_or(x, y); });
  add_for_bits(functions, "bitxor", [](auto x, auto y) { return bitwise_xor(x, y); });
  add_for_bits(functions, "shiftleft", [](auto x, auto y) { return shiftleft(x, y); });
  add_for_bits(functions, "shiftright", [](auto x, auto y) { return shiftright(x, y); });
  add_for_bits(functions, "shiftrightunsigned", [](auto x, auto y) { return shiftrightunsigned(x, y); });
  add_for_bits(functions, "getbit", [](auto x, auto y) { return getbit(x, y); });
  functions["bit_count(tinyint)"] = one<tiny>([](auto x) { return bit_count(x); });
  functions["bit_count(int)"] = one<int>([](auto x) { return bit_count(x); });
  functions["bit_count(bigint)"] = one<big>([](auto x) { return bit_count(x); });
  functions["bit_count(boolean)"] = one<bool>([](auto x) { return bit_count(x); });
  functions["~(tinyint)"] = one<tiny>([](auto x) { return bitwise_not(x); });
  functions["~(int)"] = one<int>([](auto x) { return bitwise_not(x); });
  functions["~(bigint)"] = one<big>([](auto x) { return bitwise_not(x); });
  functions["factorial(int)"] = one<int>([](auto x) { return factorial(x); });
  CHECK(support::compare_with_spark("rounding", functions) == "");
}

TEST_CASE("rounding to whole numbers agrees with the standard library") {
  std::mt19937_64 random(3);
  for (int i = 0; i < 20'000; ++i) {
    double const value = std::ldexp(static_cast<double>(static_cast<std::int64_t>(random())), -static_cast<int>(random() % 64));
    double const up = round(lit(value)).evaluate(row<>{});
    double const even = bround(lit(value)).evaluate(row<>{});
    // A number of 17 digits may look like a half and be none.
    if (std::fabs(value) > 1e14) continue;
    if (up != std::round(value) || even != std::nearbyint(value)) FAIL(value << " gives " << up << " and " << even);
  }
}

TEST_CASE("rounding and bits have types, names and refusals") {
  STATIC_REQUIRE(gives<std::int64_t, double>(ceil(col<"x">)));
  STATIC_REQUIRE(gives<float, float>(round(col<"x">, 1)));
  STATIC_REQUIRE(gives<std::int16_t, std::int16_t>(abs(col<"x">)));
  STATIC_REQUIRE(gives<std::int64_t, int, std::int64_t>(bitwise_and(col<"x">, col<"y">)));
  STATIC_REQUIRE(gives<std::int32_t, std::int8_t>(shiftleft(col<"x">, 1)));
  STATIC_REQUIRE(refuses<std::string>(round(col<"x">)));
  STATIC_REQUIRE(refuses<double>(bitwise_and(col<"x">, 1)));
  STATIC_REQUIRE(refuses<double>(bit_count(col<"x">)));
  STATIC_REQUIRE(refuses<double>(shiftleft(col<"x">, 1)));
  STATIC_REQUIRE(decltype(bitwise_and(col<"x">, col<"y">))::name.view() == "(x & y)");
  STATIC_REQUIRE(decltype(round(col<"x">, col<"y">))::name.view() == "round(x, y)");
}
