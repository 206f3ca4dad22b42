// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/functions/array_build.hpp>
#include <sluice/expressions/functions/map_access.hpp>
#include <sluice/expressions/functions/map_build.hpp>
#include <sluice/expressions/functions/map_lambdas.hpp>
#include <sluice/expressions/projection.hpp>

#include <support/spark_expressions.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace sluice;
using support::function_of;
using support::gives;
using support::refuses;

using maybe = std::optional<std::int32_t>;
using ints = std::vector<maybe>;
using strings = std::vector<std::optional<std::string>>;
using dictionary = std::map<std::string, maybe>;
using entry = row<cell<"k", std::optional<std::string>>, cell<"v", maybe>>;
using entries = std::vector<std::optional<entry>>;
using text = std::string_view;

std::string upper_of(text source) {
  std::string out{source};
  for (char& letter : out)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  return out;
}

void add_lambdas(support::spark_functions& functions) {
  functions["map_filter(map<string,int>)"] =
      function_of<dictionary>([](auto x) { return map_filter(x, [](text, std::int32_t value) { return value > 1; }); });
  functions["map_filter_key(map<string,int>)"] =
      function_of<dictionary>([](auto x) { return map_filter(x, [](text key, maybe) { return key > "a"; }); });
  functions["transform_values(map<string,int>)"] =
      function_of<dictionary>([](auto x) { return transform_values(x, [](text, std::int32_t value) { return value + 1; }); });
  functions["transform_values_text(map<string,int>)"] =
      function_of<dictionary>([](auto x) { return transform_values(x, [](text key, maybe) { return upper_of(key); }); });
  functions["transform_keys(map<string,int>)"] =
      function_of<dictionary>([](auto x) { return transform_keys(x, [](text key, maybe) { return upper_of(key); }); });
  functions["transform_keys_same(map<string,int>)"] =
      function_of<dictionary>([](auto x) { return transform_keys(x, [](text, maybe) { return "x"; }); });
  functions["map_zip_with(map<string,int>,map<string,int>)"] = function_of<dictionary, dictionary>([](auto x, auto y) {
    return map_zip_with(x, y, [](text, maybe left, maybe right) { return left.value_or(-1) * 100 + right.value_or(-1); });
  });
}

}  // namespace

TEST_CASE("functions of maps give what Spark gives") {
  support::spark_functions functions{
      {"map_keys(map<string,int>)", function_of<dictionary>([](auto x) { return map_keys(x); })},
      {"map_values(map<string,int>)", function_of<dictionary>([](auto x) { return map_values(x); })},
      {"map_entries(map<string,int>)", function_of<dictionary>([](auto x) { return map_entries(x); })},
      {"map_contains_key(map<string,int>,string)",
       function_of<dictionary, std::string>([](auto x, auto y) { return map_contains_key(x, y); })},
      {"map_from_arrays(array<string>,array<int>)", function_of<strings, ints>([](auto x, auto y) { return map_from_arrays(x, y); })},
      {"map_from_entries(array<struct<k:string,v:int>>)", function_of<entries>([](auto x) { return map_from_entries(x); })},
      {"map_concat(map<string,int>,map<string,int>)",
       function_of<dictionary, dictionary>([](auto x, auto y) { return map_concat(x, y); })},
      {"map(string,int,string,int)",
       [](support::spark_inputs const& in) {
         return support::spark_value(create_map(in.text(0), in.integer(1), in.text(2), in.integer(3)));
       }},
      {"str_to_map(string)", function_of<std::string>([](auto x) { return str_to_map(x); })},
      {"str_to_map(string,string,string)",
       function_of<std::string, std::string, std::string>([](auto x, auto y, auto z) { return str_to_map(x, y, z); })},
  };
  add_lambdas(functions);
  CHECK(support::compare_with_spark("maps", functions) == "");
}

TEST_CASE("functions of maps have types and refusals") {
  STATIC_REQUIRE(gives<std::vector<std::string>, dictionary>(map_keys(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<ints>, std::optional<dictionary>>(map_values(col<"x">)));
  STATIC_REQUIRE(refuses<ints>(map_keys(col<"x">)));
  STATIC_REQUIRE(gives<bool, dictionary>(map_contains_key(col<"x">, "a")));
  STATIC_REQUIRE(refuses<dictionary>(map_contains_key(col<"x">, 1)));
  STATIC_REQUIRE(gives<std::map<std::string, double>, int, double>(create_map("a", col<"x">, "b", col<"y">)));
  STATIC_REQUIRE(refuses<int, double>(create_map("a", col<"x">, 1, col<"y">)));
  STATIC_REQUIRE(refuses<ints>(create_map(col<"x">, 1)));
  STATIC_REQUIRE(gives<dictionary, strings, ints>(map_from_arrays(col<"x">, col<"y">)));
  STATIC_REQUIRE(gives<std::optional<dictionary>, entries>(map_from_entries(col<"x">)));
  STATIC_REQUIRE(gives<dictionary, std::vector<entry>>(map_from_entries(col<"x">)));
  STATIC_REQUIRE(refuses<ints>(map_from_entries(col<"x">)));
  STATIC_REQUIRE(gives<dictionary, std::map<std::string, int>, dictionary>(map_concat(col<"x">, col<"y">)));
  STATIC_REQUIRE(refuses<dictionary, std::map<int, int>>(map_concat(col<"x">, col<"y">)));
  STATIC_REQUIRE(gives<std::map<std::string, std::optional<std::string>>, std::string>(str_to_map(col<"x">)));
  STATIC_REQUIRE(decltype(map_concat(col<"x">, col<"y">))::name.view() == "map_concat(x, y)");
}

TEST_CASE("maps that functions make are maps to others") {
  auto const row = support::xy(std::string{"a"}, std::int32_t{5});
  auto const made = create_map(col<"x">, col<"y">, "b", 7);
  CHECK(element_at(made, "b").evaluate(row) == 7);
  CHECK(size(made).evaluate(row) == 2);
  CHECK(map_contains_key(made, col<"x">).evaluate(row));
  CHECK(support::spark_value_of(map_from_entries(map_entries(made)), row) == "{\"a\" -> 5, \"b\" -> 7}");
  CHECK(support::spark_value_of(map_from_entries(array(struct_of(col<"x">, col<"y">))), row) == "{\"a\" -> 5}");
}

TEST_CASE("a key that is NULL, NaN or there already is an error that names it") {
  auto const row = support::xy(std::optional<std::string>{}, std::string{"a"});
  CHECK_THROWS_WITH(create_map(col<"x">, 1).evaluate(row), Catch::Contains("create_map: a key must not be NULL"));
  CHECK_THROWS_WITH(create_map(col<"y">, 1, "a", 2).evaluate(row), Catch::Contains("the key is there already (found: a)"));
  auto const numbers = create_map(col<"x">, 1);
  CHECK_THROWS_WITH(numbers.evaluate(support::x(std::numeric_limits<double>::quiet_NaN())), Catch::Contains("a key must not be NaN"));
}
