// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/arithmetic.hpp>
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/comparison.hpp>
#include <sluice/expressions/conditional.hpp>
#include <sluice/expressions/function.hpp>
#include <sluice/expressions/logic.hpp>

#include <support/expressions.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

using namespace sluice;
using support::gives;
using support::refuses;
using support::x;
using support::xy;

namespace {

std::string shout(std::string_view text) { return std::string{text} + "!"; }

}  // namespace

TEST_CASE("when gives the value of the first condition that is true") {
  constexpr auto size = when(col<"x"> > 100, "large").when(col<"x"> > 10, "medium").otherwise("small");
  CHECK(size.evaluate(x(1000)) == "large");
  CHECK(size.evaluate(x(100)) == "medium");
  CHECK(size.evaluate(x(10)) == "small");
  STATIC_REQUIRE(gives<std::string, int>(size));
  // A condition that is NULL is not true.
  CHECK(size.evaluate(x(std::optional<int>{})) == "small");
}

TEST_CASE("when without otherwise is NULL where nothing holds") {
  constexpr auto sign = when(col<"x"> < 0, -1).when(col<"x"> > 0, 1);
  STATIC_REQUIRE(gives<std::optional<int>, int>(sign));
  CHECK(sign.evaluate(x(-5)) == std::optional<int>{-1});
  CHECK(sign.evaluate(x(5)) == std::optional<int>{1});
  CHECK(sign.evaluate(x(0)) == std::nullopt);

  constexpr auto name = when(col<"x"> == 1, "one");
  STATIC_REQUIRE(gives<std::optional<std::string>, int>(name));
  CHECK(name.evaluate(x(1)) == std::optional<std::string_view>{"one"});
  CHECK(name.evaluate(x(2)) == std::nullopt);
}

TEST_CASE("a float and an integer meet in a double") {
  auto const mixed = when(col<"y"> > 0, col<"x">).otherwise(col<"y">);
  STATIC_REQUIRE(gives<double, float, int>(mixed));
  CHECK(mixed.evaluate(xy(0.5F, -16'777'217)) == -16'777'217.0);
  CHECK(coalesce(col<"x">, col<"y">).evaluate(xy(std::optional<float>{}, 16'777'217)) == 16'777'217.0);
}

TEST_CASE("a negative number does not become an unsigned one in silence") {
  auto const chosen = when(col<"x"> > 5U, col<"x">).otherwise(col<"y">);
  STATIC_REQUIRE(gives<std::uint32_t, std::uint32_t, int>(chosen));
  CHECK(chosen.evaluate(xy(7U, -1)) == 7U);
  CHECK(chosen.evaluate(xy(5U, 1)) == 1U);
  CHECK_THROWS_AS(chosen.evaluate(xy(5U, -1)), evaluation_error);
  CHECK_THROWS_AS(coalesce(col<"x">, col<"y">).evaluate(xy(std::optional<std::uint64_t>{}, -1)), evaluation_error);
  CHECK(coalesce(col<"x">, col<"y">).evaluate(xy(std::optional<std::uint64_t>{}, 1)) == 1U);
}

TEST_CASE("branches share the common type of their numbers, nullable if one is") {
  STATIC_REQUIRE(gives<std::int64_t, int, std::int64_t>(when(col<"x"> > 0, col<"x">).otherwise(col<"y">)));
  STATIC_REQUIRE(gives<double, int, double>(when(col<"x"> > 0, col<"x">).otherwise(col<"y">)));
  STATIC_REQUIRE(gives<std::optional<double>, std::optional<int>, double>(when(col<"y"> > 0, col<"x">).otherwise(col<"y">)));
  auto const mixed = when(col<"x"> > 0, col<"x">).otherwise(0.5);
  CHECK(mixed.evaluate(x(2)) == 2.0);
  CHECK(mixed.evaluate(x(-2)) == 0.5);
  auto const nullable = when(col<"x"> > 0, col<"y">).otherwise(7);
  CHECK(nullable.evaluate(xy(1, std::optional<int>{})) == std::nullopt);
  CHECK(nullable.evaluate(xy(0, std::optional<int>{})) == std::optional<int>{7});
  STATIC_REQUIRE(gives<std::optional<int>, int>(when(col<"x"> > 0, null_of<int>()).otherwise(col<"x">)));
}

TEST_CASE("branches of different kinds are refused, and so are conditions that are none") {
  STATIC_REQUIRE(refuses<int>(when(col<"x"> > 0, "text").otherwise(1)));
  STATIC_REQUIRE(refuses<int>(when(col<"x">, 1).otherwise(2)));
  STATIC_REQUIRE(refuses<int>(when(col<"nope"> > 1, 1).otherwise(2)));
  STATIC_REQUIRE(refuses<int>(when(col<"x"> > 1, 1).otherwise(col<"nope">)));
  STATIC_REQUIRE(refuses<int>(when(col<"x"> > 1, 1).when(col<"x"> > 2, true)));
}

TEST_CASE("a branch that is not taken is not evaluated") {
  auto const safe = when(col<"x"> == 0, 0.0).otherwise(100 / col<"x">);
  CHECK(safe.evaluate(x(0)) == 0.0);
  CHECK(safe.evaluate(x(4)) == 25.0);
}

TEST_CASE("texts that a branch makes are kept") {
  auto const loud = when(col<"x"> == "quiet", col<"x">).otherwise(udf(shout)(col<"x">));
  CHECK(loud.evaluate(x(std::string{"quiet"})) == "quiet");
  CHECK(loud.evaluate(x(std::string{"a text that does not fit a small string"})) == "a text that does not fit a small string!");
}

TEST_CASE("coalesce gives the first value, and can be NULL only if all its arguments can") {
  STATIC_REQUIRE(gives<int, std::optional<int>, int>(coalesce(col<"x">, col<"y">)));
  STATIC_REQUIRE(gives<std::optional<int>, std::optional<int>, std::optional<int>>(coalesce(col<"x">, col<"y">)));
  STATIC_REQUIRE(gives<int, int, std::optional<int>>(coalesce(col<"x">, col<"y">)));
  STATIC_REQUIRE(gives<std::string, std::optional<std::string>>(coalesce(col<"x">, "none")));
  STATIC_REQUIRE(gives<double, std::optional<int>>(coalesce(col<"x">, 0.5)));
  std::optional<int> const none;
  CHECK(coalesce(col<"x">, col<"y">).evaluate(xy(none, 2)) == 2);
  CHECK(coalesce(col<"x">, col<"y">).evaluate(xy(std::optional<int>{1}, 2)) == 1);
  CHECK(coalesce(col<"x">, col<"y">).evaluate(xy(none, none)) == std::nullopt);
  CHECK(coalesce(col<"x">, col<"y">, 3).evaluate(xy(none, none)) == 3);
  CHECK(coalesce(col<"x">, 0.5).evaluate(x(std::optional<int>{2})) == 2.0);
  CHECK(coalesce(col<"x">, "none").evaluate(x(std::optional<std::string>{})) == "none");
  CHECK(coalesce(col<"x">, udf(shout)(col<"y">)).evaluate(xy(std::optional<std::string>{}, std::string{"a text that does not fit a small string"})) ==
        "a text that does not fit a small string!");
  STATIC_REQUIRE(refuses<std::optional<int>>(coalesce(col<"x">, "none")));
}

TEST_CASE("is_null and is_not_null are never NULL themselves") {
  STATIC_REQUIRE(gives<bool, std::optional<int>>(is_null(col<"x">)));
  CHECK(is_null(col<"x">).evaluate(x(std::optional<int>{})));
  CHECK_FALSE(is_null(col<"x">).evaluate(x(std::optional<int>{0})));
  CHECK_FALSE(is_null(col<"x">).evaluate(x(0)));
  CHECK(is_not_null(col<"x">).evaluate(x(0)));
  CHECK_FALSE(is_not_null(col<"x">).evaluate(x(std::optional<std::string>{})));
  CHECK(is_null(col<"x"> > 1).evaluate(x(std::optional<int>{})));
}

TEST_CASE("conditional expressions have Spark's names where they have one") {
  STATIC_REQUIRE(decltype(coalesce(col<"x">, col<"y">))::name == fixed_string{"coalesce(x, y)"});
  STATIC_REQUIRE(decltype(coalesce(col<"x">, 1))::name.empty());
  STATIC_REQUIRE(decltype(is_null(col<"x">))::name == fixed_string{"(x IS NULL)"});
  STATIC_REQUIRE(decltype(is_not_null(col<"x">))::name == fixed_string{"(x IS NOT NULL)"});
  STATIC_REQUIRE(decltype(when(col<"x">, col<"y">))::name.empty());
  STATIC_REQUIRE(support::holds(decltype(when(col<"x"> > 1, col<"y">).otherwise(col<"z">))::needs, {"x", "y", "z"}));
  STATIC_REQUIRE(support::holds(decltype(when(col<"x"> > 1, col<"y">))::needs, {"x", "y"}));
}
