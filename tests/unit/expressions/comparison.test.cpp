// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/comparison.hpp>

#include <support/expressions.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <limits>
#include <map>
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

enum class side { buy, sell };
enum class colour { red };

struct point {
  int across;
  int down;
};
SLUICE_RECORD(point, across, down);

/// All six comparisons of two values at once: `=`, `!=`, `<`, `<=`, `>`, `>=` where they hold.
template <class X, class Y>
std::string relations(X left, Y right) {
  auto const row = xy(left, right);
  std::string held;
  auto const note = [&](bool holds, char const* symbol) {
    if (holds) held += std::string{held.empty() ? "" : " "} + symbol;
  };
  note((col<"x"> == col<"y">).evaluate(row), "=");
  note((col<"x"> != col<"y">).evaluate(row), "!=");
  note((col<"x"> < col<"y">).evaluate(row), "<");
  note((col<"x"> <= col<"y">).evaluate(row), "<=");
  note((col<"x"> > col<"y">).evaluate(row), ">");
  note((col<"x"> >= col<"y">).evaluate(row), ">=");
  return held;
}

std::string const less = "!= < <=";
std::string const equal = "= <= >=";
std::string const greater = "!= > >=";

}  // namespace

TEST_CASE("the six comparisons agree with each other") {
  CHECK(relations(1, 2) == less);
  CHECK(relations(2, 2) == equal);
  CHECK(relations(3, 2) == greater);
  CHECK(relations(std::string_view{"a"}, std::string_view{"b"}) == less);
  CHECK(relations(std::string_view{"b"}, std::string_view{"b"}) == equal);
  CHECK(relations(false, true) == less);
  CHECK(relations(side::sell, side::buy) == greater);
  CHECK(relations(at(12h), at(12h + 1us)) == less);
  CHECK(relations(date{3}, date{2}) == greater);
  CHECK(relations(bytes_view{"a", 1}, bytes_view{"b", 1}) == less);
}

TEST_CASE("text is compared by its bytes") {
  CHECK(relations(std::string_view{"a"}, std::string_view{"ab"}) == less);
  CHECK(relations(std::string_view{"Z"}, std::string_view{"a"}) == less);
  CHECK(relations(std::string_view{"z"}, std::string_view{"\xc3\xa4"}) == less);
  CHECK(relations(std::string_view{}, std::string_view{""}) == equal);
}

TEST_CASE("numbers of different types are compared by value") {
  CHECK(relations(-1, 1U) == less);
  CHECK(relations(-1, std::numeric_limits<std::uint64_t>::max()) == less);
  CHECK(relations(std::int8_t{-1}, std::uint8_t{255}) == less);
  CHECK(relations(std::int64_t{1} << 40, 0) == greater);
  CHECK(relations(2, 2.0) == equal);
  CHECK(relations(2, 2.5) == less);
  CHECK(relations(2.5F, 2.5) == equal);
  // 2^24 + 1 is no float, and 2^53 + 1 no double.
  CHECK(relations(16'777'217, 16'777'216.0F) == greater);
  CHECK(relations((std::int64_t{1} << 53) + 1, 9'007'199'254'740'992.0) == greater);
  CHECK(relations(std::numeric_limits<std::int64_t>::max(), 9'223'372'036'854'775'808.0) == less);
  CHECK(relations(std::numeric_limits<std::int64_t>::min(), -9'223'372'036'854'775'808.0) == equal);
  CHECK(relations(-1e300, std::numeric_limits<std::int64_t>::min()) == less);
  CHECK(relations(std::numeric_limits<double>::infinity(), std::uint64_t{5}) == greater);
}

TEST_CASE("NaN equals itself and is above every number, as in groups and sorts") {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(relations(nan, nan) == equal);
  CHECK(relations(nan, std::numeric_limits<double>::infinity()) == greater);
  CHECK(relations(1, nan) == less);
  CHECK(relations(std::numeric_limits<float>::quiet_NaN(), nan) == equal);
  CHECK(relations(-0.0, 0.0) == equal);
}

TEST_CASE("a NULL operand makes a comparison NULL") {
  STATIC_REQUIRE(gives<bool, int, int>(col<"x"> == col<"y">));
  STATIC_REQUIRE(gives<std::optional<bool>, std::optional<int>, int>(col<"x"> < col<"y">));
  std::optional<int> const none;
  CHECK((col<"x"> == col<"y">).evaluate(xy(none, 1)) == std::nullopt);
  CHECK((col<"x"> == col<"y">).evaluate(xy(none, none)) == std::nullopt);
  CHECK((col<"x"> != col<"y">).evaluate(xy(1, none)) == std::nullopt);
  CHECK((col<"x"> >= col<"y">).evaluate(xy(std::optional<int>{2}, 1)) == std::optional<bool>{true});
  CHECK((col<"x"> > 1).evaluate(x(none)) == std::nullopt);
}

TEST_CASE("null-safe equality is never NULL") {
  constexpr auto same = null_safe_equal(col<"x">, col<"y">);
  STATIC_REQUIRE(gives<bool, std::optional<int>, int>(same));
  std::optional<int> const none;
  CHECK(same.evaluate(xy(none, none)));
  CHECK_FALSE(same.evaluate(xy(none, 1)));
  CHECK_FALSE(same.evaluate(xy(1, none)));
  CHECK(same.evaluate(xy(std::optional<int>{1}, 1)));
  CHECK_FALSE(same.evaluate(xy(std::optional<int>{1}, 2)));
  CHECK(same.evaluate(xy(std::optional<std::string_view>{"a"}, std::string_view{"a"})));
}

TEST_CASE("columns compare with plain values on either side") {
  CHECK((col<"x"> == "ann").evaluate(x(std::string_view{"ann"})));
  CHECK((col<"x"> == std::string{"ann"}).evaluate(x(std::string{"ann"})));
  CHECK((5 < col<"x">).evaluate(x(6)));
  CHECK((col<"x"> == side::buy).evaluate(x(side::buy)));
  CHECK((col<"x"> >= at(12h)).evaluate(x(at(12h))));
  CHECK((col<"x"> == true).evaluate(x(true)));
}

TEST_CASE("only values of one kind compare") {
  STATIC_REQUIRE(refuses<std::string, int>(col<"x"> == col<"y">));
  STATIC_REQUIRE(refuses<bool, int>(col<"x"> < col<"y">));
  STATIC_REQUIRE(refuses<side, colour>(col<"x"> == col<"y">));
  STATIC_REQUIRE(refuses<side, int>(col<"x"> == col<"y">));
  STATIC_REQUIRE(refuses<timestamp, date>(col<"x"> == col<"y">));
  STATIC_REQUIRE(refuses<std::string, bytes>(col<"x"> == col<"y">));
  STATIC_REQUIRE(refuses<std::string, std::optional<int>>(null_safe_equal(col<"x">, col<"y">)));
}

TEST_CASE("types without an order or an equality are refused, not tried") {
  STATIC_REQUIRE(refuses<point, point>(col<"x"> == col<"y">));
  STATIC_REQUIRE(refuses<point, point>(col<"x"> < col<"y">));
  STATIC_REQUIRE(refuses<std::vector<int>, std::vector<int>>(col<"x"> == col<"y">));
  STATIC_REQUIRE(refuses<std::map<int, int>, std::map<int, int>>(col<"x"> < col<"y">));
}

TEST_CASE("comparisons name their columns as in Spark") {
  STATIC_REQUIRE(decltype(col<"x"> == col<"y">)::name == fixed_string{"(x = y)"});
  STATIC_REQUIRE(decltype(col<"x"> != col<"a.y">)::name == fixed_string{"(NOT (x = a.y))"});
  STATIC_REQUIRE(decltype(col<"x"> != 1)::name.empty());
  STATIC_REQUIRE(decltype(col<"x"> >= col<"y">)::name == fixed_string{"(x >= y)"});
  STATIC_REQUIRE(decltype(null_safe_equal(col<"x">, col<"y">))::name == fixed_string{"(x <=> y)"});
  STATIC_REQUIRE(decltype(col<"x"> == 1)::name.empty());
  STATIC_REQUIRE(support::holds(decltype(col<"x"> > col<"y">)::needs, {"x", "y"}));
}
