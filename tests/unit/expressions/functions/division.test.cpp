// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/functions/division.hpp>
#include <sluice/expressions/functions/number_base.hpp>

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

namespace {

template <class First, class Second, class Make>
support::spark_function two(Make make) {
  return [make](spark_inputs const& in) { return spark_value(make(in.as<First>(0), in.as<Second>(1))); };
}
template <class Make>
void add_for_pairs(support::spark_functions& functions, std::string const& name, Make make) {
  functions[name + "(int,int)"] = two<int, int>(make);
  functions[name + "(bigint,bigint)"] = two<std::int64_t, std::int64_t>(make);
  functions[name + "(bigint,int)"] = two<std::int64_t, int>(make);
  functions[name + "(tinyint,tinyint)"] = two<std::int8_t, std::int8_t>(make);
  functions[name + "(double,double)"] = two<double, double>(make);
  functions[name + "(int,double)"] = two<int, double>(make);
}

}  // namespace

TEST_CASE("remainders, quotients and bases are what Spark gives") {
  support::spark_functions functions;
  add_for_pairs(functions, "pmod", [](auto x, auto y) { return pmod(x, y); });
  add_for_pairs(functions, "mod", [](auto x, auto y) { return mod(x, y); });
  add_for_pairs(functions, "try_mod", [](auto x, auto y) { return try_mod(x, y); });
  add_for_pairs(functions, "try_add", [](auto x, auto y) { return try_add(x, y); });
  add_for_pairs(functions, "try_subtract", [](auto x, auto y) { return try_subtract(x, y); });
  add_for_pairs(functions, "try_multiply", [](auto x, auto y) { return try_multiply(x, y); });
  add_for_pairs(functions, "try_divide", [](auto x, auto y) { return try_divide(x, y); });
  functions["div(int,int)"] = two<int, int>([](auto x, auto y) { return div(x, y); });
  functions["div(bigint,bigint)"] = two<std::int64_t, std::int64_t>([](auto x, auto y) { return div(x, y); });
  functions["conv(string,int,int)"] = [](spark_inputs const& in) { return spark_value(conv(in.text(0), in.integer(1), in.integer(2))); };
  functions["bin(int)"] = [](spark_inputs const& in) { return spark_value(bin(in.integer(0))); };
  functions["bin(bigint)"] = [](spark_inputs const& in) { return spark_value(bin(in.bigint(0))); };
  // Spark writes -1 for all negative numbers from -2^63 on.
  std::vector<support::spark_difference> const differences{
      {"conv(string,int,int)\t-9223372036854775808\t10\t16", "8000000000000000"},
      {"conv(string,int,int)\t-9223372036854775809\t10\t16", "!ARITHMETIC_OVERFLOW"},
      {"conv(string,int,int)\t-18446744073709551615\t10\t16", "!ARITHMETIC_OVERFLOW"},
  };
  CHECK(support::compare_with_spark("division", functions, differences) == "");
}

TEST_CASE("arithmetic functions have types, names and refusals") {
  STATIC_REQUIRE(gives<std::optional<int>, int>(try_add(col<"x">, 1)));
  STATIC_REQUIRE(gives<std::int64_t, int>(div(col<"x">, 2)));
  STATIC_REQUIRE(gives<std::optional<std::string>, std::string>(conv(col<"x">, 2, 10)));
  STATIC_REQUIRE(refuses<std::string>(try_add(col<"x">, 1)));
  STATIC_REQUIRE(refuses<double>(div(col<"x">, 2)));
  STATIC_REQUIRE(refuses<int>(conv(col<"x">, 2, 10)));
  STATIC_REQUIRE(decltype(div(col<"x">, col<"y">))::name.view() == "(x div y)");
  STATIC_REQUIRE(decltype(try_add(col<"x">, col<"y">))::name.view() == "try_add(x, y)");
}
