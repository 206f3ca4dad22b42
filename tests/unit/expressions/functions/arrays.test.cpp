// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/functions/array_access.hpp>
#include <sluice/expressions/functions/array_build.hpp>
#include <sluice/expressions/functions/array_order.hpp>
#include <sluice/expressions/functions/array_sets.hpp>
#include <sluice/expressions/functions/string_build.hpp>
#include <sluice/expressions/functions/string_case.hpp>
#include <sluice/expressions/split.hpp>

#include <support/spark_expressions.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace sluice;
using support::function_of;
using support::gives;
using support::refuses;

using ints = std::vector<std::optional<std::int32_t>>;
using longs = std::vector<std::optional<std::int64_t>>;
using doubles = std::vector<std::optional<double>>;
using strings = std::vector<std::optional<std::string>>;
using nested = std::vector<std::optional<ints>>;
using pair = row<cell<"a", std::optional<std::int32_t>>, cell<"b", std::optional<std::string>>>;
using pairs = std::vector<std::optional<pair>>;
using dictionary = std::map<std::string, std::optional<std::int32_t>>;

/// A function of one array, for all kinds of arrays.
template <class Make>
void add_unary(support::spark_functions& functions, std::string const& name, Make const& make) {
  functions[name + "(array<int>)"] = function_of<ints>(make);
  functions[name + "(array<string>)"] = function_of<strings>(make);
  functions[name + "(array<double>)"] = function_of<doubles>(make);
  functions[name + "(array<array<int>>)"] = function_of<nested>(make);
  functions[name + "(array<struct<a:int,b:string>>)"] = function_of<pairs>(make);
}
template <class Make>
void add_with_value(support::spark_functions& functions, std::string const& name, Make const& make) {
  functions[name + "(array<int>,int)"] = function_of<ints, std::int32_t>(make);
  functions[name + "(array<string>,string)"] = function_of<strings, std::string>(make);
  functions[name + "(array<double>,double)"] = function_of<doubles, double>(make);
}
template <class Make>
void add_binary(support::spark_functions& functions, std::string const& name, Make const& make) {
  functions[name + "(array<int>,array<int>)"] = function_of<ints, ints>(make);
  functions[name + "(array<string>,array<string>)"] = function_of<strings, strings>(make);
  functions[name + "(array<double>,array<double>)"] = function_of<doubles, doubles>(make);
}

void add_access(support::spark_functions& functions) {
  add_unary(functions, "array_min", [](auto x) { return array_min(x); });
  add_unary(functions, "array_max", [](auto x) { return array_max(x); });
  add_with_value(functions, "array_contains", [](auto x, auto y) { return array_contains(x, y); });
  add_with_value(functions, "array_position", [](auto x, auto y) { return array_position(x, y); });
  add_binary(functions, "arrays_overlap", [](auto x, auto y) { return arrays_overlap(x, y); });
  auto const join = [](auto x, auto... more) { return array_join(x, more...); };
  functions["array_join(array<string>,string)"] = function_of<strings, std::string>(join);
  functions["array_join(array<string>,string,string)"] = function_of<strings, std::string, std::string>(join);
  auto const count = [](auto x) { return size(x); };
  functions["size(array<int>)"] = function_of<ints>(count);
  functions["size(array<string>)"] = function_of<strings>(count);
  functions["size(map<string,int>)"] = function_of<dictionary>(count);
  auto const cardinal = [](auto x) { return cardinality(x); };
  functions["cardinality(array<int>)"] = function_of<ints>(cardinal);
  functions["cardinality(array<string>)"] = function_of<strings>(cardinal);
  functions["cardinality(map<string,int>)"] = function_of<dictionary>(cardinal);
  functions["array_size(array<int>)"] = function_of<ints>([](auto x) { return array_size(x); });
  auto const add_indexed = [&](std::string const& name, auto const& make) {
    functions[name + "(array<int>,int)"] = function_of<ints, std::int32_t>(make);
    functions[name + "(array<string>,int)"] = function_of<strings, std::int32_t>(make);
  };
  auto const strict = [](auto x, auto y) { return element_at(x, y); };
  auto const lenient = [](auto x, auto y) { return try_element_at(x, y); };
  add_indexed("element_at", strict);
  add_indexed("try_element_at", lenient);
  add_indexed("get", [](auto x, auto y) { return get(x, y); });
  functions["element_at(map<string,int>,string)"] = function_of<dictionary, std::string>(strict);
  functions["try_element_at(map<string,int>,string)"] = function_of<dictionary, std::string>(lenient);
}

void add_building(support::spark_functions& functions) {
  auto const make = [](auto x, auto y) { return array(x, y); };
  functions["array(int,int)"] = function_of<std::int32_t, std::int32_t>(make);
  functions["array(int,bigint)"] = function_of<std::int32_t, std::int64_t>(make);
  functions["array(string,string)"] = function_of<std::string, std::string>(make);
  auto const repeated = [](auto x, auto y) { return array_repeat(x, y); };
  functions["array_repeat(int,int)"] = function_of<std::int32_t, std::int32_t>(repeated);
  functions["array_repeat(string,int)"] = function_of<std::string, std::int32_t>(repeated);
  add_with_value(functions, "array_append", [](auto x, auto y) { return array_append(x, y); });
  add_with_value(functions, "array_prepend", [](auto x, auto y) { return array_prepend(x, y); });
  add_with_value(functions, "array_remove", [](auto x, auto y) { return array_remove(x, y); });
  auto const inserted = [](auto x, auto y, auto z) { return array_insert(x, y, z); };
  functions["array_insert(array<int>,int,int)"] = function_of<ints, std::int32_t, std::int32_t>(inserted);
  functions["array_insert(array<string>,int,string)"] = function_of<strings, std::int32_t, std::string>(inserted);
  add_unary(functions, "array_compact", [](auto x) { return array_compact(x); });
  auto const sliced = [](auto x, auto y, auto z) { return slice(x, y, z); };
  functions["slice(array<int>,int,int)"] = function_of<ints, std::int32_t, std::int32_t>(sliced);
  functions["slice(array<string>,int,int)"] = function_of<strings, std::int32_t, std::int32_t>(sliced);
  functions["flatten(array<array<int>>)"] = function_of<nested>([](auto x) { return flatten(x); });
  auto const counted = [](auto x, auto... more) { return sequence(x, more...); };
  functions["sequence(int,int)"] = function_of<std::int32_t, std::int32_t>(counted);
  functions["sequence(int,int,int)"] = function_of<std::int32_t, std::int32_t, std::int32_t>(counted);
  functions["sequence(bigint,bigint,bigint)"] = function_of<std::int64_t, std::int64_t, std::int64_t>(counted);
  add_unary(functions, "reverse", [](auto x) { return reverse(x); });
  auto const joined = [](auto... parts) { return concat(parts...); };
  add_binary(functions, "concat", joined);
  functions["concat(array<int>,array<bigint>)"] = function_of<ints, longs>(joined);
  functions["concat(array<int>,array<int>,array<int>)"] = function_of<ints, ints, ints>(joined);
}

void add_order_and_sets(support::spark_functions& functions) {
  add_unary(functions, "array_sort", [](auto x) { return array_sort(x); });
  auto const sorted = [](auto x, auto... more) { return sort_array(x, more...); };
  add_unary(functions, "sort_array", sorted);
  functions["sort_array(array<int>,boolean)"] = function_of<ints, bool>(sorted);
  functions["sort_array(array<string>,boolean)"] = function_of<strings, bool>(sorted);
  add_unary(functions, "array_distinct", [](auto x) { return array_distinct(x); });
  add_binary(functions, "array_union", [](auto x, auto y) { return array_union(x, y); });
  add_binary(functions, "array_intersect", [](auto x, auto y) { return array_intersect(x, y); });
  add_binary(functions, "array_except", [](auto x, auto y) { return array_except(x, y); });
}

}  // namespace

TEST_CASE("functions of arrays give what Spark gives") {
  support::spark_functions functions;
  add_access(functions);
  add_building(functions);
  add_order_and_sets(functions);
  // Spark's own error here is one of Java's arrays.
  std::vector<support::spark_difference> const differences{
      {"try_element_at(array<int>,int)\t[7, NULL, 9]\t-2147483648", "\\N"},
      {"sequence(bigint,bigint,bigint)\t-9223372036854775808\t9223372036854775807\t9223372036854775807",
       "[-9223372036854775808, -1, 9223372036854775806]"}};
  CHECK(support::compare_with_spark("arrays", functions, differences) == "");
}

TEST_CASE("functions of arrays have types and refusals") {
  using plain = std::vector<std::int32_t>;
  STATIC_REQUIRE(gives<std::int32_t, plain>(size(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<std::int32_t>, std::optional<plain>>(size(col<"x">)));
  STATIC_REQUIRE(refuses<std::int32_t>(size(col<"x">)));
  STATIC_REQUIRE(refuses<dictionary>(array_size(col<"x">)));
  STATIC_REQUIRE(gives<bool, plain>(array_contains(col<"x">, 1)));
  STATIC_REQUIRE(gives<std::optional<bool>, ints>(array_contains(col<"x">, 1)));
  STATIC_REQUIRE(refuses<plain>(array_contains(col<"x">, "1")));
  STATIC_REQUIRE(refuses<std::vector<dictionary>, dictionary>(array_contains(col<"x">, col<"y">)));
  STATIC_REQUIRE(gives<std::int32_t, plain>(element_at(col<"x">, 1)));
  STATIC_REQUIRE(gives<std::optional<std::int32_t>, plain>(get(col<"x">, 1)));
  STATIC_REQUIRE(gives<std::optional<std::int32_t>, dictionary>(element_at(col<"x">, "a")));
  STATIC_REQUIRE(refuses<dictionary>(element_at(col<"x">, 1)));
  STATIC_REQUIRE(gives<std::optional<std::int32_t>, plain>(array_max(col<"x">)));
  STATIC_REQUIRE(refuses<std::vector<dictionary>>(array_max(col<"x">)));
  STATIC_REQUIRE(gives<std::vector<double>, plain>(array(element_at(col<"x">, 1), 2.5)));
  STATIC_REQUIRE(refuses<std::int32_t>(array(col<"x">, "a")));
  STATIC_REQUIRE(gives<ints, plain, std::optional<std::int32_t>>(array_append(col<"x">, col<"y">)));
  STATIC_REQUIRE(refuses<plain>(array_append(col<"x">, "a")));
  STATIC_REQUIRE(gives<plain, ints>(array_compact(col<"x">)));
  STATIC_REQUIRE(gives<plain, plain, ints>(array_except(col<"x">, col<"y">)));
  STATIC_REQUIRE(gives<plain, plain, ints>(array_intersect(col<"x">, col<"y">)));
  STATIC_REQUIRE(gives<ints, plain, ints>(array_union(col<"x">, col<"y">)));
  STATIC_REQUIRE(refuses<plain, strings>(array_union(col<"x">, col<"y">)));
  STATIC_REQUIRE(refuses<plain>(flatten(col<"x">)));
  STATIC_REQUIRE(gives<plain, std::vector<plain>>(flatten(col<"x">)));
  STATIC_REQUIRE(gives<plain, plain>(reverse(col<"x">)));
  STATIC_REQUIRE(refuses<plain>(concat(col<"x">, "a")));
  STATIC_REQUIRE(refuses<plain>(sort_array(col<"x">, 1)));
  STATIC_REQUIRE(decltype(array_union(col<"x">, col<"y">))::name.view() == "array_union(x, y)");
}

TEST_CASE("arrays of bool, lazily split arrays and results of other functions are arrays too") {
  std::vector<bool> const flags{true, false, true};
  auto const row = support::xy(flags, std::string{"b a c a"});
  CHECK(array_contains(col<"x">, false).evaluate(row));
  CHECK(element_at(col<"x">, -2).evaluate(row) == false);
  CHECK(support::spark_value_of(array_distinct(col<"x">), row) == "[true, false]");
  CHECK(support::spark_value_of(slice(col<"x">, 2, 2), row) == "[false, true]");
  CHECK(support::spark_value_of(reverse(col<"x">), row) == "[true, false, true]");
  auto const words = split(col<"y">, " ");
  CHECK(size(words).evaluate(row) == 4);
  CHECK(element_at(words, -1).evaluate(row) == "a");
  CHECK(array_join(array_sort(array_distinct(words)), "-").evaluate(row) == "a-b-c");
  CHECK(support::spark_value_of(slice(array_sort(words), -2, 2), row) == "[\"b\", \"c\"]");
  CHECK(support::spark_value_of(array_union(words, array("z", col<"y">)), row) == "[\"b\", \"a\", \"c\", \"z\", \"b a c a\"]");
  CHECK(support::spark_value_of(concat(words, slice(words, 1, 1)), row) == "[\"b\", \"a\", \"c\", \"a\", \"b\"]");
}

TEST_CASE("sequences of times go by an interval") {
  auto const row = support::xy(at(12h), at(12h + 30min));
  CHECK(size(sequence(col<"x">, col<"y">, 10min)).evaluate(row) == 4);
  CHECK(element_at(sequence(col<"y">, col<"x">, -15min), 2).evaluate(row) == at(12h + 15min));
  STATIC_REQUIRE(gives<std::vector<timestamp>, timestamp, timestamp>(sequence(col<"x">, col<"y">, 10min)));
  STATIC_REQUIRE(refuses<timestamp, timestamp>(sequence(col<"x">, col<"y">)));
}

TEST_CASE("what would be too long is refused before memory is taken") {
  CHECK_THROWS_AS(array_repeat(col<"x">, std::int64_t{1} << 40).evaluate(support::x(1)), evaluation_error);
  CHECK_THROWS_AS(sequence(col<"x">, std::int64_t{1} << 40).evaluate(support::x(1)), evaluation_error);
  CHECK_THROWS_AS(array_insert(col<"x">, std::int64_t{1} << 40, 1).evaluate(support::x(std::vector<int>{})), evaluation_error);
  CHECK_THROWS_WITH(element_at(col<"x">, 0).evaluate(support::x(std::vector<int>{1})),
                    "[INVALID_PARAMETER_VALUE] element_at: the index must not be 0 (found: 0). elements count from 1, or from -1 at the end");
}
