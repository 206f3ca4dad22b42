// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/functions/string_parts.hpp>
#include <sluice/expressions/functions/string_trim.hpp>

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

TEST_CASE("trimming, padding and parts of texts are what Spark gives") {
  auto const trim_both = [](spark_inputs const& in) { return spark_value(trim(in.text(0))); };
  support::spark_functions const functions{
      {"trim(string)", trim_both},
      {"btrim(string)", trim_both},
      {"ltrim(string)", [](spark_inputs const& in) { return spark_value(ltrim(in.text(0))); }},
      {"rtrim(string)", [](spark_inputs const& in) { return spark_value(rtrim(in.text(0))); }},
      {"trim(string,string)", [](spark_inputs const& in) { return spark_value(trim(in.text(0), in.text(1))); }},
      {"ltrim(string,string)", [](spark_inputs const& in) { return spark_value(ltrim(in.text(0), in.text(1))); }},
      {"rtrim(string,string)", [](spark_inputs const& in) { return spark_value(rtrim(in.text(0), in.text(1))); }},
      {"lpad(string,int)", [](spark_inputs const& in) { return spark_value(lpad(in.text(0), in.integer(1))); }},
      {"rpad(string,int)", [](spark_inputs const& in) { return spark_value(rpad(in.text(0), in.integer(1))); }},
      {"lpad(string,int,string)", [](spark_inputs const& in) { return spark_value(lpad(in.text(0), in.integer(1), in.text(2))); }},
      {"rpad(string,int,string)", [](spark_inputs const& in) { return spark_value(rpad(in.text(0), in.integer(1), in.text(2))); }},
      {"substring(string,int)", [](spark_inputs const& in) { return spark_value(substring(in.text(0), in.integer(1))); }},
      {"substring(string,int,int)",
       [](spark_inputs const& in) { return spark_value(substring(in.text(0), in.integer(1), in.integer(2))); }},
      {"substring(binary,int,int)",
       [](spark_inputs const& in) { return spark_value(substring(in.binary(0), in.integer(1), in.integer(2))); }},
      {"left(string,int)", [](spark_inputs const& in) { return spark_value(left(in.text(0), in.integer(1))); }},
      {"right(string,int)", [](spark_inputs const& in) { return spark_value(right(in.text(0), in.integer(1))); }},
      {"substring_index(string,string,int)",
       [](spark_inputs const& in) { return spark_value(substring_index(in.text(0), in.text(1), in.integer(2))); }},
      {"split_part(string,string,int)",
       [](spark_inputs const& in) { return spark_value(split_part(in.text(0), in.text(1), in.integer(2))); }},
      {"overlay(string,string,int)",
       [](spark_inputs const& in) { return spark_value(overlay(in.text(0), in.text(1), in.integer(2))); }},
      {"overlay(string,string,int,int)",
       [](spark_inputs const& in) { return spark_value(overlay(in.text(0), in.text(1), in.integer(2), in.integer(3))); }},
  };
  CHECK(support::compare_with_spark("string_parts", functions, {{"overlay(string,string,int,int)\tabc\tZ\t2\t2147483647", "aZ"}}) == "");
}

TEST_CASE("parts of a text are views of it, unless the text is made by the expression") {
  std::string const text = "  some words that are not short  ";
  auto const row = support::x(text);
  CHECK(trim(col<"x">).evaluate(row).data() == row.get<"x">().data() + 2);
  CHECK(substring(trim(col<"x">), 6).evaluate(row).data() == row.get<"x">().data() + 7);
  STATIC_REQUIRE(std::is_same_v<decltype(left(lpad(col<"x">, 50), 3).evaluate(row)), std::string>);
  CHECK(left(lpad(col<"x">, 50, "ab"), 3).evaluate(row) == "aba");
}

TEST_CASE("parts of texts have types, names and refusals") {
  STATIC_REQUIRE(gives<std::string, std::string>(substring(col<"x">, 1, 2)));
  STATIC_REQUIRE(gives<bytes, bytes>(substring(col<"x">, 1, 2)));
  STATIC_REQUIRE(gives<std::optional<std::string>, std::string, std::optional<int>>(left(col<"x">, col<"y">)));
  STATIC_REQUIRE(refuses<int>(substring(col<"x">, 1, 2)));
  STATIC_REQUIRE(refuses<std::string>(substring(col<"x">, "1", 2)));
  STATIC_REQUIRE(refuses<std::string>(left(col<"x">, 1.5)));
  STATIC_REQUIRE(decltype(left(col<"x">, col<"y">))::name.view() == "left(x, y)");
  STATIC_REQUIRE(decltype(trim(col<"x">, col<"y">))::name.view() == "trim(x, y)");
  CHECK(substring(col<"x">, std::int64_t{1} << 40).evaluate(support::x(std::string{"abc"})).empty());
}
