// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/functions/number_format.hpp>
#include <sluice/expressions/functions/string_build.hpp>
#include <sluice/expressions/functions/string_charset.hpp>
#include <sluice/expressions/functions/string_code.hpp>
#include <sluice/expressions/split.hpp>

#include <support/expressions.hpp>
#include <support/spark_table.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <vector>

using namespace sluice;
using support::gives;
using support::refuses;
using support::spark_inputs;
using support::spark_value;

TEST_CASE("texts made of others are what Spark gives") {
  auto const chr_int = [](spark_inputs const& in) { return spark_value(chr(in.integer(0))); };
  auto const chr_bigint = [](spark_inputs const& in) { return spark_value(chr(in.bigint(0))); };
  support::spark_functions const functions{
      {"concat(string)", [](spark_inputs const& in) { return spark_value(concat(in.text(0))); }},
      {"concat(string,string)", [](spark_inputs const& in) { return spark_value(concat(in.text(0), in.text(1))); }},
      {"concat(string,string,string,string)",
       [](spark_inputs const& in) { return spark_value(concat(in.text(0), in.text(1), in.text(2), in.text(3))); }},
      {"concat(binary,binary)", [](spark_inputs const& in) { return spark_value(concat(in.binary(0), in.binary(1))); }},
      {"concat_ws(string)", [](spark_inputs const& in) { return spark_value(concat_ws(in.text(0))); }},
      {"concat_ws(string,string)", [](spark_inputs const& in) { return spark_value(concat_ws(in.text(0), in.text(1))); }},
      {"concat_ws(string,string,string)",
       [](spark_inputs const& in) { return spark_value(concat_ws(in.text(0), in.text(1), in.text(2))); }},
      {"concat_ws(string,string,string,string)",
       [](spark_inputs const& in) { return spark_value(concat_ws(in.text(0), in.text(1), in.text(2), in.text(3))); }},
      {"repeat(string,int)", [](spark_inputs const& in) { return spark_value(repeat(in.text(0), in.integer(1))); }},
      {"replace(string,string)", [](spark_inputs const& in) { return spark_value(replace(in.text(0), in.text(1))); }},
      {"replace(string,string,string)",
       [](spark_inputs const& in) { return spark_value(replace(in.text(0), in.text(1), in.text(2))); }},
      {"translate(string,string,string)",
       [](spark_inputs const& in) { return spark_value(translate(in.text(0), in.text(1), in.text(2))); }},
      {"ascii(string)", [](spark_inputs const& in) { return spark_value(ascii(in.text(0))); }},
      {"chr(int)", chr_int},
      {"char(int)", chr_int},
      {"chr(bigint)", chr_bigint},
      {"char(bigint)", chr_bigint},
      {"base64(string)", [](spark_inputs const& in) { return spark_value(base64(in.text(0))); }},
      {"base64(binary)", [](spark_inputs const& in) { return spark_value(base64(in.binary(0))); }},
      {"unbase64(string)", [](spark_inputs const& in) { return spark_value(unbase64(in.text(0))); }},
      {"hex(int)", [](spark_inputs const& in) { return spark_value(hex(in.integer(0))); }},
      {"hex(bigint)", [](spark_inputs const& in) { return spark_value(hex(in.bigint(0))); }},
      {"hex(string)", [](spark_inputs const& in) { return spark_value(hex(in.text(0))); }},
      {"hex(binary)", [](spark_inputs const& in) { return spark_value(hex(in.binary(0))); }},
      {"unhex(string)", [](spark_inputs const& in) { return spark_value(unhex(in.text(0))); }},
      {"encode(string,string)", [](spark_inputs const& in) { return spark_value(encode(in.text(0), in.constant(1))); }},
      {"decode(binary,string)", [](spark_inputs const& in) { return spark_value(decode(in.binary(0), in.constant(1))); }},
      {"format_number(int,int)", [](spark_inputs const& in) { return spark_value(format_number(in.integer(0), in.integer(1))); }},
      {"format_number(bigint,int)", [](spark_inputs const& in) { return spark_value(format_number(in.bigint(0), in.integer(1))); }},
      {"format_number(double,int)", [](spark_inputs const& in) { return spark_value(format_number(in.number(0), in.integer(1))); }},
  };
  std::vector<support::spark_difference> const differences{{"encode(string,string)\té\tutf-16", "!INVALID_OPTION"}};
  CHECK(support::compare_with_spark("string_build", functions, differences, 0, {"concat()", "format_string("}) == "");
}

TEST_CASE("concat_ws joins the elements of arrays") {
  CHECK(concat_ws("-", split(col<"x">, " "), "end").evaluate(support::x(std::string{"a b"})) == "a-b-end");
  using array = std::vector<std::optional<std::string>>;
  CHECK(concat_ws("-", col<"x">).evaluate(support::x(array{"a", std::nullopt, "c"})) == "a-c");
  STATIC_REQUIRE(gives<std::string, std::optional<std::string>>(concat_ws("-", col<"x">)));
  STATIC_REQUIRE(refuses<std::vector<int>>(concat_ws("-", col<"x">)));
  STATIC_REQUIRE(refuses<int>(concat_ws("-", col<"x">)));
}

TEST_CASE("functions that make texts have types and refusals") {
  STATIC_REQUIRE(gives<std::string, std::string>(concat(col<"x">, "a")));
  STATIC_REQUIRE(gives<std::optional<std::string>, std::optional<std::string>>(concat(col<"x">, "a")));
  STATIC_REQUIRE(refuses<bytes>(concat(col<"x">, "a")));
  STATIC_REQUIRE(gives<std::optional<bytes>, std::string>(unhex(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<std::string>, double>(format_number(col<"x">, 2)));
  STATIC_REQUIRE(refuses<double>(hex(col<"x">)));
  STATIC_REQUIRE(decltype(concat(col<"x">, col<"y">))::name.view() == "concat(x, y)");
  CHECK_THROWS_AS(encode(col<"x">, "ebcdic"), option_error);
}
