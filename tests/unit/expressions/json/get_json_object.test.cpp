// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/json/get_json_object.hpp>
#include <sluice/expressions/json/json_contents.hpp>

#include <support/expressions.hpp>
#include <support/spark_expressions.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <vector>

using namespace sluice;
using support::error_of;
using support::function_of;
using support::spark_inputs;
using support::spark_value;
using support::x;

TEST_CASE("values found by their path in JSON, and what a text has at its top, are what Spark finds") {
  support::spark_functions const functions{
      {"get_json_object(string,string)",
       [](spark_inputs const& in) {
         return in.has_null() ? std::string{"\\N"} : spark_value(get_json_object(in.text(0), in.constant(1)));
       }},
      {"json_array_length(string)", function_of<std::string>([](auto x) { return json_array_length(x); })},
      {"json_object_keys(string)", function_of<std::string>([](auto x) { return json_object_keys(x); })},
  };
  std::string const store = support::read_spark_table("json_path").front().inputs.front();
  std::string const call = "get_json_object(string,string)\t";
  std::vector<support::spark_difference> differences{
      // Spark's result is no JSON.
      {call + store + "\t$.store.book[*].tags[*]", "[\"x\",\"y\"]"},
  };
  // A path that cannot lead anywhere is refused and not NULL.
  for (std::string const path : {"$.store.*", "$.*", "owner", "", "$.", "$..owner", "$.store.book[-1]", "$.store.book[a]", "$.store.book[", " $.owner"})
    differences.push_back({call + store + "\t" + path, "!INVALID_OPTION"});
  CHECK(support::compare_with_spark("json_path", functions, differences) == "");
}

TEST_CASE("a wrong path is refused where the expression is built, with the place of the mistake") {
  CHECK(error_of<option_error>([] { return get_json_object(col<"x">, "$.a[b]"); }) ==
        "[INVALID_OPTION] JSON path: an index or * and ] is expected at character 4 (found: $.a[b]). "
        "a path is made of $, .name, ['name'], [0] and [*]");
}

TEST_CASE("texts of any depth and any bytes are read without harm") {
  auto const found = get_json_object(col<"x">, "$.a");
  std::string deep = R"({"a":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  CHECK_FALSE(found.evaluate(x(std::string_view{deep})));
  CHECK_FALSE(found.evaluate(x(std::string_view{"{\"a\":\"\xff\"}"})));
  for (std::string const text : {R"({"a":01})", R"({"a":1.})", R"({"a":tru})", R"({"a":"\x"})", R"({"a":[1,})", R"({"a":-})", "[", "\"", "{\"a\""})
    CHECK_FALSE(found.evaluate(x(std::string_view{text})));
  CHECK(found.evaluate(x(std::string_view{R"({"a":"ok"})"})) == "ok");
  CHECK_FALSE(json_object_keys(col<"x">).evaluate(x(std::string_view{deep})));
  CHECK_FALSE(json_array_length(col<"x">).evaluate(x(std::string_view{"[1,tru]"})));
}

TEST_CASE("a text that is a little longer than the one before is read like it") {
  auto const found = get_json_object(col<"x">, "$.a");
  for (std::size_t size = 0; size < 300; ++size) {
    std::string const value(size, 'v');
    std::string const text = R"({"a":")" + value + "\"}";
    REQUIRE(found.evaluate(x(std::string_view{text})) == value);
  }
}

TEST_CASE("get_json_object has types and refusals") {
  using expression = decltype(get_json_object(col<"x">, "$"));
  STATIC_REQUIRE(std::is_same_v<support::result_on<expression, std::string>, typed<std::optional<std::string>>>);
  STATIC_REQUIRE(refused<support::result_on<expression, int>>);
  auto const original = get_json_object(col<"x">, "$[1]");
  auto const copy = original;
  CHECK(copy.evaluate(x(std::string_view{"[1,2]"})) == "2");
  CHECK(original.evaluate(x(std::string_view{"[3,4]"})) == "4");
}
