// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/functions/array_lambdas.hpp>
#include <sluice/expressions/functions/array_order.hpp>
#include <sluice/expressions/functions/array_zip.hpp>
#include <sluice/expressions/split.hpp>

#include <support/spark_expressions.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
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
using plain = std::vector<std::int32_t>;

constexpr auto next_of = [](std::int32_t x) { return x + 1; };
constexpr auto above_one = [](std::int32_t x) { return x > 1; };
constexpr auto is_known = [](maybe x) { return x.has_value(); };
constexpr auto plus = [](std::int32_t left, std::int32_t right) { return left + right; };

std::string upper_of(std::string_view text) {
  std::string out{text};
  for (char& letter : out)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  return out;
}

void add_zips(support::spark_functions& functions) {
  functions["zip_with(array<int>,array<int>)"] = function_of<ints, ints>([](auto x, auto y) { return zip_with(x, y, plus); });
  functions["zip_with_known(array<int>,array<int>)"] = function_of<ints, ints>([](auto x, auto y) {
    return zip_with(x, y, [](maybe left, maybe right) { return left.value_or(-1) * 100 + right.value_or(-1); });
  });
  functions["arrays_zip(array<int>,array<string>)"] = function_of<ints, strings>([](auto x, auto y) { return arrays_zip(x, y); });
  functions["array_sort_by(array<int>)"] =
      function_of<ints>([](auto x) { return array_sort(x, [](maybe left, maybe right) { return *left % 10 - *right % 10; }); });
}

}  // namespace

TEST_CASE("functions of arrays and callables give what Spark gives") {
  support::spark_functions functions{
      {"transform(array<int>)", function_of<ints>([](auto x) { return transform(x, next_of); })},
      {"transform_indexed(array<int>)",
       function_of<ints>([](auto x) { return transform(x, [](std::int32_t one, std::int32_t index) { return one * 10 + index; }); })},
      {"transform_upper(array<string>)", function_of<strings>([](auto x) { return transform(x, upper_of); })},
      {"transform_known(array<int>)", function_of<ints>([](auto x) { return transform(x, is_known); })},
      {"filter(array<int>)", function_of<ints>([](auto x) { return filter(x, above_one); })},
      {"filter_indexed(array<int>)",
       function_of<ints>([](auto x) { return filter(x, [](std::int32_t one, std::int32_t index) { return one > index; }); })},
      {"filter_known(array<int>)", function_of<ints>([](auto x) { return filter(x, is_known); })},
      {"exists(array<int>)", function_of<ints>([](auto x) { return exists(x, above_one); })},
      {"exists_null(array<int>)", function_of<ints>([](auto x) { return exists(x, [](maybe one) { return !one; }); })},
      {"forall(array<int>)", function_of<ints>([](auto x) { return forall(x, above_one); })},
      {"reduce(array<int>)", function_of<ints>([](auto x) { return reduce(x, 0, plus); })},
      {"reduce_coalesce(array<int>)",
       function_of<ints>([](auto x) { return reduce(x, 0, [](std::int32_t sum, maybe one) { return sum + one.value_or(100); }); })},
      {"reduce_finish(array<int>)", function_of<ints>([](auto x) { return reduce(x, 0, plus, [](std::int32_t sum) { return sum * 2.5; }); })},
      {"reduce_text(array<string>)", function_of<strings>([](auto x) {
         return reduce(x, "", [](std::string_view sum, std::string_view one) { return std::string{sum} += one; });
       })},
  };
  add_zips(functions);
  CHECK(support::compare_with_spark("array_lambdas", functions) == "");
}

TEST_CASE("functions of arrays and callables have types and refusals") {
  STATIC_REQUIRE(gives<std::vector<std::int32_t>, plain>(transform(col<"x">, next_of)));
  STATIC_REQUIRE(gives<std::optional<std::vector<maybe>>, std::optional<ints>>(transform(col<"x">, next_of)));
  STATIC_REQUIRE(gives<std::vector<std::string>, std::vector<std::string>>(transform(col<"x">, upper_of)));
  STATIC_REQUIRE(refuses<std::vector<std::string>>(transform(col<"x">, next_of)));
  STATIC_REQUIRE(refuses<std::int32_t>(transform(col<"x">, next_of)));
  STATIC_REQUIRE(refuses<plain>(filter(col<"x">, next_of)));
  STATIC_REQUIRE(gives<bool, plain>(exists(col<"x">, above_one)));
  STATIC_REQUIRE(gives<std::optional<bool>, ints>(exists(col<"x">, above_one)));
  STATIC_REQUIRE(gives<bool, ints>(forall(col<"x">, is_known)));
  STATIC_REQUIRE(gives<std::int32_t, plain>(reduce(col<"x">, 0, plus)));
  STATIC_REQUIRE(gives<maybe, ints>(reduce(col<"x">, 0, plus)));
  STATIC_REQUIRE(refuses<plain>(reduce(col<"x">, 0.5, plus)));
  STATIC_REQUIRE(refuses<std::vector<std::string>>(reduce(col<"x">, 0, plus)));
  STATIC_REQUIRE(gives<std::vector<maybe>, plain, plain>(zip_with(col<"x">, col<"y">, plus)));
  STATIC_REQUIRE(gives<std::vector<row<cell<"x", maybe>, cell<"1", std::optional<std::string>>>>, plain, std::string>(
      arrays_zip(col<"x">, split(col<"y">, ","))));
  STATIC_REQUIRE(refuses<plain>(arrays_zip(col<"x">, col<"x">)));
}

TEST_CASE("callables may have auto parameters, and lazily split texts are arrays too") {
  auto const row = support::xy(std::string{"a bb ccc"}, plain{3, 1, 2});
  CHECK(support::spark_value_of(transform(split(col<"x">, " "), [](auto text) { return text.size(); }), row) == "[1, 2, 3]");
  CHECK(support::spark_value_of(filter(split(col<"x">, " "), [](auto text) { return text != "bb"; }), row) == "[\"a\", \"ccc\"]");
  CHECK(exists(split(col<"x">, " "), [](auto text) { return text == "bb"; }).evaluate(row));
  CHECK(reduce(transform(col<"y">, next_of), 10, plus).evaluate(row) == 19);
  CHECK(support::spark_value_of(array_sort(split(col<"x">, " "), [](auto left, auto right) { return right.compare(left); }), row) ==
        "[\"ccc\", \"bb\", \"a\"]");
  CHECK(support::spark_value_of(arrays_zip(split(col<"x">, " "), col<"y">), row) == "[{\"a\", 3}, {\"bb\", 1}, {\"ccc\", 2}]");
}
