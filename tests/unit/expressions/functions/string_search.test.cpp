// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/functions/string_distance.hpp>
#include <sluice/expressions/functions/string_like.hpp>
#include <sluice/expressions/functions/string_search.hpp>

#include <support/expressions.hpp>
#include <support/spark_table.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <random>
#include <string>

using namespace sluice;
using support::gives;
using support::refuses;
using support::spark_inputs;
using support::spark_value;

TEST_CASE("searching and comparing texts is what Spark gives") {
  support::spark_functions const functions{
      {"instr(string,string)", [](spark_inputs const& in) { return spark_value(instr(in.text(0), in.text(1))); }},
      {"locate(string,string)", [](spark_inputs const& in) { return spark_value(locate(in.text(0), in.text(1))); }},
      {"locate(string,string,int)",
       [](spark_inputs const& in) { return spark_value(locate(in.text(0), in.text(1), in.integer(2))); }},
      {"position(string,string)", [](spark_inputs const& in) { return spark_value(position(in.text(0), in.text(1))); }},
      {"position(string,string,int)",
       [](spark_inputs const& in) { return spark_value(position(in.text(0), in.text(1), in.integer(2))); }},
      {"startswith(string,string)", [](spark_inputs const& in) { return spark_value(starts_with(in.text(0), in.text(1))); }},
      {"endswith(string,string)", [](spark_inputs const& in) { return spark_value(ends_with(in.text(0), in.text(1))); }},
      {"contains(string,string)", [](spark_inputs const& in) { return spark_value(contains(in.text(0), in.text(1))); }},
      {"like(string,string)", [](spark_inputs const& in) { return spark_value(like(in.text(0), in.text(1))); }},
      {"like_escape(string,string)", [](spark_inputs const& in) { return spark_value(like(in.text(0), in.text(1), '/')); }},
      {"ilike(string,string)", [](spark_inputs const& in) { return spark_value(ilike(in.text(0), in.text(1))); }},
      {"find_in_set(string,string)", [](spark_inputs const& in) { return spark_value(find_in_set(in.text(0), in.text(1))); }},
      {"levenshtein(string,string)", [](spark_inputs const& in) { return spark_value(levenshtein(in.text(0), in.text(1))); }},
      {"levenshtein(string,string,int)",
       [](spark_inputs const& in) { return spark_value(levenshtein(in.text(0), in.text(1), in.integer(2))); }},
      {"soundex(string)", [](spark_inputs const& in) { return spark_value(soundex(in.text(0))); }},
  };
  // A NULL start is NULL here, as any NULL.
  std::vector<support::spark_difference> differences;
  for (std::string const name : {"locate", "position"}) {
    differences.push_back({name + "(string,string,int)\ta\ta\t\\N", "\\N"});
    differences.push_back({name + "(string,string,int)\t\\N\ta\t\\N", "\\N"});
  }
  CHECK(support::compare_with_spark("string_search", functions, differences) == "");
}

namespace {

/// The definition of `like`, without escapes.
bool naive_like(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '%') {
    for (std::size_t i = 0; i <= text.size(); ++i)
      if (naive_like(text.substr(i), pattern.substr(1))) return true;
    return false;
  }
  return !text.empty() && (pattern.front() == '_' || pattern.front() == text.front()) && naive_like(text.substr(1), pattern.substr(1));
}

}  // namespace

TEST_CASE("like agrees with its naive definition") {
  std::mt19937 random(5);
  auto const word = [&](std::string_view letters, std::size_t most) {
    std::string text(random() % (most + 1), ' ');
    for (char& letter : text) letter = letters[random() % letters.size()];
    return text;
  };
  for (int i = 0; i < 20'000; ++i) {
    std::string const text = word("ab", 10);
    std::string const pattern = word("ab_%%", 8);
    if (sluice::detail::matches_like(text, pattern, '\\') != naive_like(text, pattern)) FAIL('"' << text << "\" like \"" << pattern << '"');
  }
}

TEST_CASE("searches have types, names and refusals") {
  STATIC_REQUIRE(gives<bool, std::string>(like(col<"x">, "a%")));
  STATIC_REQUIRE(gives<std::optional<bool>, std::optional<std::string>>(contains(col<"x">, "a")));
  STATIC_REQUIRE(gives<std::int32_t, std::string>(instr(col<"x">, "a")));
  STATIC_REQUIRE(refuses<int>(like(col<"x">, "a%")));
  STATIC_REQUIRE(refuses<int>(soundex(col<"x">)));
  STATIC_REQUIRE(decltype(like(col<"x">, col<"y">))::name.view() == "(x LIKE y)");
  CHECK(support::error_of<evaluation_error>([] { return like(col<"x">, "a\\").evaluate(support::x(std::string{})); }) ==
        "[INVALID_PARAMETER_VALUE] like: the pattern ends with its escape character (found: a\\). "
        "the escape character stands in front of %, _ or itself");
}
