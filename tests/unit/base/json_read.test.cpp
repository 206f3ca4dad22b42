// SPDX-License-Identifier: Apache-2.0
#include <sluice/base/json_read.hpp>
#include <sluice/base/json_write.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

using sluice::detail::json_object;
using sluice::detail::json_problem;
using sluice::detail::json_reader;

namespace {

std::string problem_in(std::string_view text, std::function<void(json_reader&)> const& read) {
  json_reader in{text};
  try {
    read(in);
  } catch (json_problem const& problem) {
    return std::to_string(problem.position) + ": " + problem.expected;
  }
  return "none";
}

void any_value(json_reader& in) {
  in.skip();
  in.end();
}

}  // namespace

TEST_CASE("the JSON reader reads what the JSON writer writes") {
  std::string inner, text;
  json_object inner_object{inner};
  inner_object.close();
  json_object object{text};
  std::string every;
  for (int value = 0; value < 256; ++value) every += static_cast<char>(value);
  object.field("text", std::string_view{every});
  object.field("low", std::numeric_limits<std::int64_t>::min());
  object.field("high", std::numeric_limits<std::uint64_t>::max());
  object.raw("nested", inner);
  object.raw("nothing", "");
  object.raw("list", "[1, true,\"x\" ,{}]");
  object.close();

  json_reader in{text};
  in.open('{');
  CHECK(in.next_key() == "text");
  CHECK(in.text() == every);
  CHECK(in.next_key() == "low");
  CHECK(in.integer() == std::numeric_limits<std::int64_t>::min());
  CHECK(in.next_key() == "high");
  CHECK(in.natural() == std::numeric_limits<std::uint64_t>::max());
  CHECK(in.next_key() == "nested");
  in.open('{');
  CHECK_FALSE(in.next_key().has_value());
  CHECK(in.next_key() == "nothing");
  CHECK(in.skip() == "null");
  CHECK(in.next_key() == "list");
  in.open('[');
  CHECK(in.next_element());
  CHECK(in.integer() == 1);
  CHECK(in.next_element());
  CHECK(in.boolean());
  CHECK(in.next_element());
  CHECK(in.text() == "x");
  CHECK(in.next_element());
  CHECK(in.skip() == "{}");
  CHECK_FALSE(in.next_element());
  CHECK_FALSE(in.next_key().has_value());
  in.end();
}

TEST_CASE("the JSON reader knows every escape") {
  json_reader in{R"("\" \\ \/ \b\f\n\r\t \u0041 \u00e4 \u20AC \ud83d\ude00")"};
  CHECK(in.text() == "\" \\ / \b\f\n\r\t A \xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80");
}

TEST_CASE("the JSON reader says where a text is wrong") {
  CHECK(problem_in("{\"a\":1", any_value) == "6: a comma or the end of the object");
  CHECK(problem_in("{\"a\" 1}", any_value) == "5: a colon");
  CHECK(problem_in("{\"a\":}", any_value) == "5: a value");
  CHECK(problem_in("{\"a\":1,}", any_value) == "7: a text in quotes");
  CHECK(problem_in("{,}", any_value) == "1: a text in quotes");
  CHECK(problem_in("[1 2]", any_value) == "3: a comma or the end of the array");
  CHECK(problem_in("[1,]", any_value) == "3: a value");
  CHECK(problem_in("\"abc", any_value) == "4: the rest of a text in quotes");
  CHECK(problem_in("\"a\nb\"", any_value) == "2: the rest of a text in quotes");
  CHECK(problem_in(R"("\x")", any_value) == "2: an escape");
  CHECK(problem_in(R"("\u12g4")", any_value) == "3: four hexadecimal digits");
  CHECK(problem_in(R"("\ud83dx")", any_value) == "7: the second half of a surrogate pair");
  CHECK(problem_in("1.", any_value) == "2: digits");
  CHECK(problem_in("1e+", any_value) == "3: digits");
  CHECK(problem_in("-", any_value) == "1: a value");
  CHECK(problem_in("", any_value) == "0: a value");
  CHECK(problem_in("nul", any_value) == "0: a value");
  CHECK(problem_in("{} x", any_value) == "3: the end");
  CHECK(problem_in(std::string(100, '['), any_value) == "64: a value that is less deeply nested");
  CHECK(problem_in("1.5", [](json_reader& in) { (void)in.integer(); }) == "0: a whole number");
  CHECK(problem_in("9223372036854775808", [](json_reader& in) { (void)in.integer(); }) == "0: a whole number");
  CHECK(problem_in("-1", [](json_reader& in) { (void)in.natural(); }) == "0: a whole number that is not negative");
  CHECK(problem_in("maybe", [](json_reader& in) { (void)in.boolean(); }) == "0: true or false");
  CHECK(problem_in("[]", [](json_reader& in) { in.open('{'); }) == "0: an object");
}

TEST_CASE("no cut of a JSON object is read as a whole") {
  std::string const text = R"({"a":"b\u0041","c":[1,-2.5e3,{"d":null}],"e":true})";
  CHECK(problem_in(text, any_value) == "none");
  for (std::size_t size = 0; size < text.size(); ++size) CHECK(problem_in(text.substr(0, size), any_value) != "none");
}
