// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/functions/string_case.hpp>

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

TEST_CASE("case and length of texts are what Spark gives") {
  auto const characters = [](spark_inputs const& in) { return spark_value(char_length(in.text(0))); };
  support::spark_functions const functions{
      {"upper(string)", [](spark_inputs const& in) { return spark_value(upper(in.text(0))); }},
      {"ucase(string)", [](spark_inputs const& in) { return spark_value(upper(in.text(0))); }},
      {"lower(string)", [](spark_inputs const& in) { return spark_value(lower(in.text(0))); }},
      {"lcase(string)", [](spark_inputs const& in) { return spark_value(lower(in.text(0))); }},
      {"initcap(string)", [](spark_inputs const& in) { return spark_value(initcap(in.text(0))); }},
      {"length(string)", [](spark_inputs const& in) { return spark_value(length(in.text(0))); }},
      {"length(binary)", [](spark_inputs const& in) { return spark_value(length(in.binary(0))); }},
      {"char_length(string)", characters},
      {"character_length(string)", characters},
      {"octet_length(string)", [](spark_inputs const& in) { return spark_value(octet_length(in.text(0))); }},
      {"octet_length(binary)", [](spark_inputs const& in) { return spark_value(octet_length(in.binary(0))); }},
      {"bit_length(string)", [](spark_inputs const& in) { return spark_value(bit_length(in.text(0))); }},
      {"bit_length(binary)", [](spark_inputs const& in) { return spark_value(bit_length(in.binary(0))); }},
      {"reverse(string)", [](spark_inputs const& in) { return spark_value(reverse(in.text(0))); }},
  };
  CHECK(support::compare_with_spark("string_case", functions) == "");
}

TEST_CASE("functions of texts have types, names and refusals") {
  STATIC_REQUIRE(gives<std::string, std::string>(upper(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<std::string>, std::optional<std::string>>(upper(col<"x">)));
  STATIC_REQUIRE(gives<std::int32_t, bytes>(length(col<"x">)));
  STATIC_REQUIRE(refuses<int>(upper(col<"x">)));
  STATIC_REQUIRE(refuses<bytes>(upper(col<"x">)));
  STATIC_REQUIRE(refuses<int>(length(col<"x">)));
  STATIC_REQUIRE(decltype(upper(col<"x">))::name.view() == "upper(x)");
  STATIC_REQUIRE(decltype(length(upper(col<"x">)))::name.view() == "length(upper(x))");
  CHECK(length(upper(col<"x">)).evaluate(support::x(std::string{"straße"})) == 7);
}

TEST_CASE("bytes that are no UTF-8 are kept as they are") {
  std::string const broken = "a\xff\xc3";
  CHECK(upper(col<"x">).evaluate(support::x(broken)) == "A\xff\xc3");
  CHECK(reverse(col<"x">).evaluate(support::x(broken)) == "\xc3\xff" "a");
  CHECK(length(col<"x">).evaluate(support::x(broken)) == 3);
}
