// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/arithmetic.hpp>
#include <sluice/expressions/column.hpp>

#include <support/expressions.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>

using namespace sluice;
using support::error_of;
using support::gives;
using support::refuses;
using support::x;
using support::xy;

namespace {

constexpr auto sum_xy = col<"x"> + col<"y">;
constexpr auto difference_xy = col<"x"> - col<"y">;
constexpr auto product_xy = col<"x"> * col<"y">;
constexpr auto quotient_xy = col<"x"> / col<"y">;
constexpr auto remainder_xy = col<"x"> % col<"y">;

template <class Type>
constexpr Type lowest = std::numeric_limits<Type>::lowest();
template <class Type>
constexpr Type highest = std::numeric_limits<Type>::max();

}  // namespace

TEST_CASE("integers keep their common type, and a division gives a double") {
  STATIC_REQUIRE(gives<int, int, int>(sum_xy));
  STATIC_REQUIRE(gives<std::int64_t, int, std::int64_t>(product_xy));
  STATIC_REQUIRE(gives<double, std::int64_t, double>(difference_xy));
  STATIC_REQUIRE(gives<float, float, float>(sum_xy));
  STATIC_REQUIRE(gives<double, int, int>(quotient_xy));
  STATIC_REQUIRE(gives<double, float, float>(quotient_xy));
  STATIC_REQUIRE(gives<std::int16_t, std::int16_t, std::int16_t>(remainder_xy));
  STATIC_REQUIRE(gives<int, int>(-col<"x">));
}

TEST_CASE("a nullable operand makes the result nullable") {
  STATIC_REQUIRE(gives<std::optional<int>, std::optional<int>, int>(sum_xy));
  STATIC_REQUIRE(gives<std::optional<double>, int, std::optional<int>>(quotient_xy));
  STATIC_REQUIRE(gives<std::optional<double>, std::optional<double>>(-col<"x">));
  STATIC_REQUIRE(gives<std::optional<double>, int, int>(try_divide(col<"x">, col<"y">)));
  CHECK(sum_xy.evaluate(xy(std::optional<int>{2}, 3)) == std::optional<int>{5});
  CHECK(sum_xy.evaluate(xy(std::optional<int>{}, 3)) == std::nullopt);
  CHECK(sum_xy.evaluate(xy(2, std::optional<int>{})) == std::nullopt);
  CHECK((-col<"x">).evaluate(x(std::optional<int>{})) == std::nullopt);
  // NULL wins over an error: the function is not called.
  CHECK(quotient_xy.evaluate(xy(std::optional<int>{}, 0)) == std::nullopt);
}

TEST_CASE("arithmetic takes numbers only") {
  STATIC_REQUIRE(refuses<std::string, int>(sum_xy));
  STATIC_REQUIRE(refuses<bool, int>(product_xy));
  STATIC_REQUIRE(refuses<timestamp, timestamp>(sum_xy));
  STATIC_REQUIRE(refuses<std::optional<std::string>, int>(quotient_xy));
  STATIC_REQUIRE(refuses<std::string>(-col<"x">));
  STATIC_REQUIRE(refuses<bool>(-col<"x">));
  // The refusal of an operand is the refusal of the whole.
  STATIC_REQUIRE(refuses<int>((col<"nope"> + 1) * 2));
}

TEST_CASE("values are those of the numbers' own arithmetic") {
  CHECK(sum_xy.evaluate(xy(2, 3)) == 5);
  CHECK(difference_xy.evaluate(xy(2, 3)) == -1);
  CHECK(product_xy.evaluate(xy(2.5, 4)) == 10.0);
  CHECK(quotient_xy.evaluate(xy(7, 2)) == 3.5);
  CHECK(quotient_xy.evaluate(xy(-7.0, 2.0)) == -3.5);
  CHECK((10 - col<"x">).evaluate(x(3)) == 7);
  CHECK((col<"x"> * 2 + 1).evaluate(x(3)) == 7);
  CHECK((-col<"x">).evaluate(x(3)) == -3);
  CHECK(std::signbit((-col<"x">).evaluate(x(0.0))));
}

TEMPLATE_TEST_CASE("an integer result that does not fit fails the query", "", std::int8_t, std::int16_t, int, std::int64_t) {
  using type = TestType;
  type const one = 1;
  type const minus = -1;
  CHECK(sum_xy.evaluate(xy(highest<type>, minus)) == highest<type> - 1);
  CHECK_THROWS_AS(sum_xy.evaluate(xy(highest<type>, one)), evaluation_error);
  CHECK_THROWS_AS(sum_xy.evaluate(xy(lowest<type>, minus)), evaluation_error);
  CHECK_THROWS_AS(difference_xy.evaluate(xy(lowest<type>, one)), evaluation_error);
  CHECK_THROWS_AS(product_xy.evaluate(xy(lowest<type>, minus)), evaluation_error);
  CHECK_THROWS_AS((-col<"x">).evaluate(x(lowest<type>)), evaluation_error);
  CHECK((-col<"x">).evaluate(x(highest<type>)) == -highest<type>);
}

TEST_CASE("the error of an overflow names the operation and the way out") {
  CHECK(error_of<evaluation_error>([] { return sum_xy.evaluate(xy(highest<int>, 1)); }) ==
        "[ARITHMETIC_OVERFLOW] +: the integer result does not fit its type. cast<double>(...) or cast<std::int64_t>(...) an operand");
  CHECK(error_of<evaluation_error>([] { return quotient_xy.evaluate(xy(1, 0)); }) ==
        "[DIVIDE_BY_ZERO] /: division by zero. filter the zeros, or use try_divide, which gives NULL");
}

TEST_CASE("signed and unsigned operands give the mathematical result or fail") {
  CHECK(sum_xy.evaluate(xy(-1, 5U)) == 4U);
  CHECK_THROWS_AS(sum_xy.evaluate(xy(-6, 5U)), evaluation_error);
  CHECK_THROWS_AS(difference_xy.evaluate(xy(1U, 2U)), evaluation_error);
  CHECK_THROWS_AS((-col<"x">).evaluate(x(1U)), evaluation_error);
  CHECK(remainder_xy.evaluate(xy(7U, 3)) == 1U);
  CHECK_THROWS_AS(remainder_xy.evaluate(xy(-7, 3U)), evaluation_error);
  CHECK(remainder_xy.evaluate(xy(-7, std::int64_t{3})) == -1);
}

TEST_CASE("a float meets an integer in a double, as in Spark's ANSI mode") {
  // semantics 5. 2^24 + 1 is no float.
  STATIC_REQUIRE(gives<double, float, int>(sum_xy));
  STATIC_REQUIRE(gives<double, std::int16_t, float>(product_xy));
  STATIC_REQUIRE(gives<std::optional<double>, float, std::optional<std::int64_t>>(difference_xy));
  CHECK(sum_xy.evaluate(xy(0.0F, 16'777'217)) == 16'777'217.0);
  CHECK(product_xy.evaluate(xy(16'777'217, 1.0F)) == 16'777'217.0);
  CHECK(difference_xy.evaluate(xy(0.0F, std::int64_t{16'777'217})) == -16'777'217.0);
  CHECK(remainder_xy.evaluate(xy(16'777'217, 16'777'216.0F)) == 1.0);
}

TEST_CASE("division by zero fails for integers and doubles alike, and is NULL with try_divide") {
  CHECK_THROWS_AS(quotient_xy.evaluate(xy(1, 0)), evaluation_error);
  CHECK_THROWS_AS(quotient_xy.evaluate(xy(1.0, 0.0)), evaluation_error);
  CHECK_THROWS_AS(quotient_xy.evaluate(xy(1.0, -0.0)), evaluation_error);
  CHECK_THROWS_AS(remainder_xy.evaluate(xy(1, 0)), evaluation_error);
  CHECK_THROWS_AS(remainder_xy.evaluate(xy(1.0, 0.0)), evaluation_error);
  CHECK(try_divide(col<"x">, col<"y">).evaluate(xy(1, 0)) == std::nullopt);
  CHECK(try_divide(col<"x">, col<"y">).evaluate(xy(1, 2)) == std::optional<double>{0.5});
  CHECK(try_divide(col<"x">, 2).evaluate(x(std::optional<int>{})) == std::nullopt);
}

TEST_CASE("a remainder has the sign of the dividend") {
  CHECK(remainder_xy.evaluate(xy(7, 3)) == 1);
  CHECK(remainder_xy.evaluate(xy(-7, 3)) == -1);
  CHECK(remainder_xy.evaluate(xy(7, -3)) == 1);
  CHECK(remainder_xy.evaluate(xy(-7, -3)) == -1);
  CHECK(remainder_xy.evaluate(xy(-7.5, 2.0)) == -1.5);
  CHECK(remainder_xy.evaluate(xy(lowest<int>, -1)) == 0);
  CHECK(remainder_xy.evaluate(xy(lowest<std::int64_t>, -1)) == 0);
  CHECK(remainder_xy.evaluate(xy(lowest<std::int8_t>, std::int8_t{-1})) == 0);
}

TEST_CASE("32-bit arithmetic agrees with 64-bit arithmetic, or fails where that does not fit") {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> near_edges(0, 5);
  auto const draw = [&] {
    switch (near_edges(random)) {
      case 0: return highest<int> - near_edges(random);
      case 1: return lowest<int> + near_edges(random);
      case 2: return near_edges(random) - 2;
      default: return static_cast<int>(random());
    }
  };
  auto const check = [](auto const& expression, int left, int right, std::int64_t wanted) {
    bool const fits = wanted >= lowest<int> && wanted <= highest<int>;
    try {
      auto const value = expression.evaluate(xy(left, right));
      return fits && value == wanted;
    } catch (evaluation_error const& error) {
      return !fits && error.code() == error_code::arithmetic_overflow;
    }
  };
  for (int i = 0; i < 20'000; ++i) {
    int const left = draw();
    int const right = draw();
    bool const agrees = check(sum_xy, left, right, std::int64_t{left} + right) &&
                        check(difference_xy, left, right, std::int64_t{left} - right) &&
                        check(product_xy, left, right, std::int64_t{left} * right) &&
                        (right == 0 || check(remainder_xy, left, right, std::int64_t{left} % right));
    if (!agrees) FAIL(left << " and " << right);
  }
}

TEST_CASE("an instant moves by a span of time") {
  constexpr timestamp noon = at(12h);
  STATIC_REQUIRE(gives<timestamp, timestamp>(col<"x"> + 5min));
  STATIC_REQUIRE(gives<std::optional<timestamp>, std::optional<timestamp>>(col<"x"> - 5min));
  STATIC_REQUIRE(refuses<int>(col<"x"> + 5min));
  CHECK((col<"x"> + 5min).evaluate(x(noon)) == at(12h + 5min));
  CHECK((5min + col<"x">).evaluate(x(noon)) == at(12h + 5min));
  CHECK((col<"x"> - 1us).evaluate(x(timestamp{0})) == timestamp{-1});
  CHECK((col<"x"> - 5min).evaluate(x(std::optional<timestamp>{})) == std::nullopt);
  CHECK_THROWS_AS((col<"x"> + 1us).evaluate(x(timestamp{highest<std::int64_t>})), evaluation_error);
  CHECK_THROWS_AS((col<"x"> - 1us).evaluate(x(timestamp{lowest<std::int64_t>})), evaluation_error);
}

TEST_CASE("operators name their columns as in Spark, unless an operand has no name") {
  STATIC_REQUIRE(decltype(sum_xy)::name == fixed_string{"(x + y)"});
  STATIC_REQUIRE(decltype(remainder_xy)::name == fixed_string{"(x % y)"});
  STATIC_REQUIRE(decltype(col<"a.b"> * col<"y">)::name == fixed_string{"(a.b * y)"});
  STATIC_REQUIRE(decltype(-col<"x">)::name == fixed_string{"(- x)"});
  STATIC_REQUIRE(decltype(try_divide(col<"x">, col<"y">))::name == fixed_string{"try_divide(x, y)"});
  STATIC_REQUIRE(decltype((col<"x"> + col<"y">) / col<"x">)::name == fixed_string{"((x + y) / x)"});
  STATIC_REQUIRE(decltype(col<"x"> + 1)::name.empty());
  STATIC_REQUIRE(decltype((col<"x"> + 1).as<"next">())::name == fixed_string{"next"});
  STATIC_REQUIRE(decltype((col<"x"> + 1).as<"n">() + col<"y">)::name == fixed_string{"(n + y)"});
}

TEST_CASE("an operator reads what its operands read") {
  STATIC_REQUIRE(support::holds(decltype(sum_xy)::needs, {"x", "y"}));
  STATIC_REQUIRE(support::holds(decltype(col<"x"> * col<"x"> + 1)::needs, {"x"}));
  STATIC_REQUIRE(support::holds(decltype(-col<"a.b">)::needs, {"a.b"}));
}
