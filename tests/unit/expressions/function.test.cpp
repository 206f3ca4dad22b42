// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/arithmetic.hpp>
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/comparison.hpp>
#include <sluice/expressions/function.hpp>
#include <sluice/expressions/split.hpp>

#include <support/expressions.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace sluice;
using support::gives;
using support::refuses;
using support::x;
using support::xy;

namespace {

using maybe_int = std::optional<int>;

int twice(int value) { return 2 * value; }
std::size_t length(std::string_view text) { return text.size(); }
std::string repeated(std::string_view text) { return std::string{text} + std::string{text}; }
std::string_view tail(std::string_view text) { return text.substr(1); }
int or_zero(maybe_int value) { return value.value_or(0); }
maybe_int positive(int value) { return value > 0 ? maybe_int{value} : std::nullopt; }
int add_known(maybe_int left, int right) { return left.value_or(100) + right; }
char const* word(int number) { return number == 1 ? "one" : "many"; }
std::size_t parts(std::vector<std::string> const& all) { return all.size(); }
std::string_view first_part(std::vector<std::string> const& all) { return all.front(); }

constexpr std::string_view long_text = "a text that does not fit into a small string";

}  // namespace

TEST_CASE("any callable becomes a function of columns") {
  STATIC_REQUIRE(gives<int, int>(udf(twice)(col<"x">)));
  STATIC_REQUIRE(gives<std::size_t, std::string>(udf(length)(col<"x">)));
  STATIC_REQUIRE(gives<std::string, std::string>(udf(repeated)(col<"x">)));
  CHECK(udf(twice)(col<"x">).evaluate(x(21)) == 42);
  CHECK(udf(length)(col<"x">).evaluate(x(std::string{"four"})) == 4);
  CHECK(udf([](int left, int right) { return left * 10 + right; })(col<"x">, col<"y">).evaluate(xy(4, 2)) == 42);
  CHECK(udf([](auto left, auto right) { return left + right; })(col<"x">, 2).evaluate(x(40)) == 42);
  CHECK((udf(twice)(col<"x">) + 1).evaluate(x(3)) == 7);
}

TEST_CASE("a NULL gives NULL without a call") {
  int calls = 0;
  auto const counted = udf([&calls](int value) { return ++calls, value; })(col<"x">);
  CHECK(counted.evaluate(x(maybe_int{})) == std::nullopt);
  CHECK(calls == 0);
  CHECK(counted.evaluate(x(maybe_int{5})) == maybe_int{5});
  CHECK(calls == 1);
  STATIC_REQUIRE(gives<maybe_int, maybe_int>(udf(twice)(col<"x">)));
}

TEST_CASE("a callable that takes std::optional sees NULL, place by place") {
  STATIC_REQUIRE(gives<int, maybe_int>(udf(or_zero)(col<"x">)));
  CHECK(udf(or_zero)(col<"x">).evaluate(x(maybe_int{})) == 0);
  CHECK(udf(or_zero)(col<"x">).evaluate(x(maybe_int{3})) == 3);
  CHECK(udf(or_zero)(col<"x">).evaluate(x(3)) == 3);

  auto const mixed = udf(add_known)(col<"x">, col<"y">);
  STATIC_REQUIRE(gives<maybe_int, maybe_int, maybe_int>(udf(add_known)(col<"x">, col<"y">)));
  STATIC_REQUIRE(gives<int, maybe_int, int>(udf(add_known)(col<"x">, col<"y">)));
  CHECK(mixed.evaluate(xy(maybe_int{}, maybe_int{1})) == maybe_int{101});
  CHECK(mixed.evaluate(xy(maybe_int{1}, maybe_int{})) == std::nullopt);
  CHECK(mixed.evaluate(xy(maybe_int{1}, 1)) == 2);
}

TEST_CASE("a callable with auto parameters is never given a NULL") {
  constexpr auto doubled = udf([](auto value) { return value * 2; })(col<"x">);
  STATIC_REQUIRE(gives<maybe_int, maybe_int>(doubled));
  CHECK(doubled.evaluate(x(maybe_int{})) == std::nullopt);
  CHECK(doubled.evaluate(x(maybe_int{4})) == maybe_int{8});
}

TEST_CASE("a callable may return an optional of its own") {
  STATIC_REQUIRE(gives<maybe_int, int>(udf(positive)(col<"x">)));
  STATIC_REQUIRE(gives<maybe_int, maybe_int>(udf(positive)(col<"x">)));
  CHECK(udf(positive)(col<"x">).evaluate(x(-1)) == std::nullopt);
  CHECK(udf(positive)(col<"x">).evaluate(x(maybe_int{2})) == maybe_int{2});
}

TEST_CASE("a view of a column is passed on, a view of a made value is kept") {
  std::string const text{long_text};
  auto const row = x(std::string_view{text});
  CHECK(udf(tail)(col<"x">).evaluate(row).data() == text.data() + 1);

  auto const of_made = udf(tail)(udf(repeated)(col<"x">));
  STATIC_REQUIRE(std::is_same_v<decltype(of_made.evaluate(row)), std::string>);
  CHECK(of_made.evaluate(row) == text.substr(1) + text);
  // Parts of a made text are views of it as well.
  auto const split_made = split(udf(repeated)(col<"x">), " ");
  CHECK(split_made.evaluate(row).size() == 19);
  CHECK(split_made.evaluate(row).back() == "string");
  CHECK(split(udf([](std::string_view seen) { return std::optional<std::string>{seen}; })(col<"x">), " ").evaluate(row)->size() == 10);
}

TEST_CASE("texts given by address are texts") {
  STATIC_REQUIRE(gives<std::string, int>(udf(word)(col<"x">)));
  CHECK((udf(word)(col<"x">) == "one").evaluate(x(1)));
  CHECK((udf(word)(col<"x">) < "one").evaluate(x(2)));
}

TEST_CASE("an array made by split reaches a callable as a vector") {
  auto const row = x(std::string{"a text that does not fit,b"});
  STATIC_REQUIRE(gives<std::size_t, std::string>(udf(parts)(split(col<"x">, ","))));
  CHECK(udf(parts)(split(col<"x">, ",")).evaluate(row) == 2);
  CHECK(udf(parts)(col<"x">).evaluate(x(std::vector<std::string>{"a"})) == 1);
  CHECK(udf(first_part)(split(col<"x">, ",")).evaluate(row) == "a text that does not fit");
  CHECK(udf(parts)(split(col<"x">, ",")).evaluate(x(std::optional<std::string>{})) == std::nullopt);
  CHECK(udf([](auto const& all) { return all.front() + "!"; })(split(col<"x">, ",")).evaluate(row) == "a text that does not fit!");
}

TEST_CASE("a callable that does not take the columns' types is refused") {
  STATIC_REQUIRE(refuses<std::string>(udf(twice)(col<"x">)));
  STATIC_REQUIRE(refuses<std::optional<std::string>>(udf(twice)(col<"x">)));
  STATIC_REQUIRE(refuses<int>(udf(twice)(col<"x">, 1)));
  STATIC_REQUIRE(refuses<int>(udf(twice)(col<"nope">)));
  // Texts come as views.
  STATIC_REQUIRE(refuses<std::string>(udf([](std::string const& text) { return text.size(); })(col<"x">)));
}

TEST_CASE("a callable has no name and reads its columns") {
  STATIC_REQUIRE(decltype(udf(twice)(col<"x">))::name.empty());
  STATIC_REQUIRE(support::holds(decltype(udf(add_known)(col<"x">, col<"a.b">))::needs, {"x", "a.b"}));
}
