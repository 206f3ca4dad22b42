// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/cast.hpp>
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/regex/functions.hpp>

#include <support/expressions.hpp>
#include <support/spark_table.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <vector>

using namespace sluice;
using support::error_of;
using support::gives;
using support::refuses;
using support::spark_inputs;
using support::spark_value;
using support::x;

namespace {

/// An adapter for a function whose inputs behind the first are constants. A NULL among them is NULL: Sluice has no such call.
template <class Make>
support::spark_function of_pattern(Make make) {
  return [make](spark_inputs const& in) { return in.has_null() ? std::string{"\\N"} : spark_value(make(in, in.text(0))); };
}

std::int32_t number(spark_inputs const& in, std::size_t index) { return *in.value<std::int32_t>(index); }

}  // namespace

TEST_CASE("regular expressions give what Spark gives") {
  auto const matches = of_pattern([](auto const& in, auto text) { return rlike(text, in.constant(1)); });
  support::spark_functions const functions{
      {"rlike(string,string)", matches},
      {"regexp_like(string,string)", of_pattern([](auto const& in, auto text) { return regexp_like(text, in.constant(1)); })},
      {"regexp_count(string,string)", of_pattern([](auto const& in, auto text) { return regexp_count(text, in.constant(1)); })},
      {"regexp_substr(string,string)", of_pattern([](auto const& in, auto text) { return regexp_substr(text, in.constant(1)); })},
      {"regexp_instr(string,string)", of_pattern([](auto const& in, auto text) { return regexp_instr(text, in.constant(1)); })},
      {"regexp_extract(string,string,int)",
       of_pattern([](auto const& in, auto text) { return regexp_extract(text, in.constant(1), number(in, 2)); })},
      {"regexp_extract_all(string,string,int)",
       of_pattern([](auto const& in, auto text) { return regexp_extract_all(text, in.constant(1), number(in, 2)); })},
      {"regexp_replace(string,string,string)",
       of_pattern([](auto const& in, auto text) { return regexp_replace(text, in.constant(1), in.constant(2)); })},
      {"regexp_replace(string,string,string,int)",
       of_pattern([](auto const& in, auto text) { return regexp_replace(text, in.constant(1), in.constant(2), number(in, 3)); })},
  };
  // Java needs the flag u for letters beyond ASCII; PCRE2 knows no such flag, and needs none.
  std::vector<support::spark_difference> differences;
  for (std::string const name : {"rlike", "regexp_count", "regexp_substr", "regexp_instr"})
    differences.push_back({name + "(string,string)\tÀB\t(?iu)àb", "!INVALID_OPTION"});
  differences.push_back({"regexp_extract(string,string,int)\tÀB\t(?iu)àb\t0", "!INVALID_OPTION"});
  CHECK(support::compare_with_spark("regex", functions, differences) == "");
  CHECK(rlike(col<"x">, "(?i)àb").evaluate(x(std::string{"ÀB"})));
}

TEST_CASE("a wrong pattern is refused where the expression is built, with the place of the mistake") {
  CHECK(error_of<option_error>([] { return rlike(col<"x">, "ab(c"); }) ==
        "[INVALID_OPTION] regular expression: missing closing parenthesis at character 4 (found: ab(c). "
        "mend the pattern; it is Perl's syntax, of which Java's is nearly a part");
  CHECK(error_of<option_error>([] { return regexp_extract(col<"x">, "(a)", 2); }) ==
        "[INVALID_OPTION] regexp_extract group: the pattern has 1 groups (found: 2). groups count from 1; 0 is all of the match");
  CHECK_THROWS_AS(regexp_replace(col<"x">, "a", "$1"), option_error);
}

TEST_CASE("matching that takes too long is an error and not an endless loop") {
  auto const slow = rlike(col<"x">, "^(a+)+$");
  CHECK_THROWS_AS(slow.evaluate(x(std::string(5000, 'a') + "b")), evaluation_error);
}

TEST_CASE("bytes that are no UTF-8 are matched around") {
  CHECK(rlike(col<"x">, "b").evaluate(x(std::string{"a\xff" "b"})));
  CHECK(regexp_replace(col<"x">, "[ab]", "-").evaluate(x(std::string{"a\xff" "b"})) == "-\xff-");
}

TEST_CASE("a copy of an expression matches on its own") {
  auto const first = regexp_extract(col<"x">, "(\\d+)");
  auto const second = first;
  std::string const text = "a1b22";
  CHECK(first.evaluate(x(std::string_view{text})) == "1");
  CHECK(second.evaluate(x(std::string_view{"b22"})) == "22");
}

TEST_CASE("what is extracted is a view of the text, unless the text is made by the expression") {
  std::string const text = "key=some value that is long";
  auto const row = x(std::string_view{text});
  CHECK(regexp_extract(col<"x">, "=(.*)").evaluate(row).data() == text.data() + 4);
  STATIC_REQUIRE(std::is_same_v<decltype(regexp_extract(cast<std::string>(col<"x">), "1").evaluate(x(1))), std::string>);
}

TEST_CASE("regular expressions have types and refusals") {
  STATIC_REQUIRE(std::is_same_v<support::result_on<decltype(rlike(col<"x">, "")), std::optional<std::string>>, typed<std::optional<bool>>>);
  STATIC_REQUIRE(
      std::is_same_v<support::result_on<decltype(regexp_extract_all(col<"x">, "")), std::string>, typed<std::vector<std::string>>>);
  STATIC_REQUIRE(std::is_same_v<support::result_on<decltype(regexp_substr(col<"x">, "")), std::string>, typed<std::optional<std::string>>>);
  STATIC_REQUIRE(refused<support::result_on<decltype(rlike(col<"x">, "")), int>>);
}
