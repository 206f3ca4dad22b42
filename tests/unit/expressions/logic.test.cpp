// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/comparison.hpp>
#include <sluice/expressions/conditional.hpp>
#include <sluice/expressions/function.hpp>
#include <sluice/expressions/logic.hpp>

#include <support/expressions.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>

using namespace sluice;
using support::gives;
using support::refuses;
using support::x;
using support::xy;

namespace {

using maybe = std::optional<bool>;
constexpr std::array<maybe, 3> verdicts{maybe{true}, maybe{false}, maybe{}};

char letter(maybe value) { return !value ? 'N' : *value ? 'T' : 'F'; }

/// Counts its calls, to see what is evaluated.
struct counting {
  int* calls;
  bool operator()(bool value) const {
    ++*calls;
    return value;
  }
};

}  // namespace

TEST_CASE("three-valued logic follows its truth tables") {
  std::string conjunction;
  std::string disjunction;
  for (auto left : verdicts)
    for (auto right : verdicts) {
      conjunction += letter((col<"x"> && col<"y">).evaluate(xy(left, right)));
      disjunction += letter((col<"x"> || col<"y">).evaluate(xy(left, right)));
    }
  CHECK(conjunction == "TFN" "FFF" "NFN");
  CHECK(disjunction == "TTT" "TFN" "TNN");

  std::string negation;
  for (auto value : verdicts) negation += letter((!col<"x">).evaluate(x(value)));
  CHECK(negation == "FTN");
}

TEST_CASE("logic over columns that cannot be NULL cannot be NULL either") {
  STATIC_REQUIRE(gives<bool, bool, bool>(col<"x"> && col<"y">));
  STATIC_REQUIRE(gives<maybe, bool, maybe>(col<"x"> || col<"y">));
  STATIC_REQUIRE(gives<maybe, maybe, bool>(col<"x"> && col<"y">));
  STATIC_REQUIRE(gives<maybe, maybe>(!col<"x">));
  for (bool left : {true, false})
    for (bool right : {true, false}) {
      CHECK((col<"x"> && col<"y">).evaluate(xy(left, right)) == (left && right));
      CHECK((col<"x"> || col<"y">).evaluate(xy(left, right)) == (left || right));
      // One side nullable, with a value: the same verdicts.
      CHECK((col<"x"> && col<"y">).evaluate(xy(maybe{left}, right)) == maybe{left && right});
      CHECK((col<"x"> || col<"y">).evaluate(xy(left, maybe{right})) == maybe{left || right});
    }
}

TEST_CASE("the right side is evaluated only where the left leaves it open") {
  int calls = 0;
  auto const seen = udf(counting{&calls});
  auto const both = col<"x"> && seen(col<"y">);
  auto const either = col<"x"> || seen(col<"y">);

  CHECK_FALSE(both.evaluate(xy(false, true)));
  CHECK(either.evaluate(xy(true, false)));
  CHECK(calls == 0);
  CHECK(both.evaluate(xy(true, true)));
  CHECK(either.evaluate(xy(false, true)));
  CHECK(calls == 2);
  // NULL decides nothing.
  CHECK(both.evaluate(xy(maybe{}, false)) == maybe{false});
  CHECK(either.evaluate(xy(maybe{}, false)) == std::nullopt);
  CHECK(calls == 4);
  CHECK(both.evaluate(xy(maybe{false}, true)) == maybe{false});
  CHECK(either.evaluate(xy(maybe{true}, true)) == maybe{true});
  CHECK(calls == 4);
}

TEST_CASE("a guard keeps the right side from failing") {
  auto const safe = is_not_null(col<"x">) && col<"x"> > 0;
  CHECK(safe.evaluate(x(std::optional<int>{})) == maybe{false});
  CHECK(safe.evaluate(x(std::optional<int>{1})) == maybe{true});
}

TEST_CASE("logic takes conditions only") {
  STATIC_REQUIRE(refuses<int, bool>(col<"x"> && col<"y">));
  STATIC_REQUIRE(refuses<bool, std::string>(col<"x"> || col<"y">));
  STATIC_REQUIRE(refuses<std::optional<int>>(!col<"x">));
  STATIC_REQUIRE(refuses<bool>(col<"x"> && col<"nope">));
}

TEST_CASE("plain truth values may stand beside columns") {
  CHECK((col<"x"> && true).evaluate(x(true)));
  CHECK((false || col<"x">).evaluate(x(maybe{})) == std::nullopt);
}

TEST_CASE("logic names its columns as in Spark and reads what its sides read") {
  STATIC_REQUIRE(decltype(col<"x"> && col<"y">)::name == fixed_string{"(x AND y)"});
  STATIC_REQUIRE(decltype(col<"x"> || col<"y">)::name == fixed_string{"(x OR y)"});
  STATIC_REQUIRE(decltype(!col<"x">)::name == fixed_string{"(NOT x)"});
  STATIC_REQUIRE(decltype(!(col<"x"> == 1))::name.empty());
  STATIC_REQUIRE(support::holds(decltype(col<"x"> && (col<"y"> || !col<"x">))::needs, {"x", "y"}));
}

TEST_CASE("only true keeps a row") {
  STATIC_REQUIRE(is_true(true));
  STATIC_REQUIRE_FALSE(is_true(false));
  STATIC_REQUIRE_FALSE(is_true(maybe{}));
  STATIC_REQUIRE(is_true(maybe{true}));
}
