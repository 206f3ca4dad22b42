// SPDX-License-Identifier: Apache-2.0
// The aggregate functions by themselves; through group_by they are tested in operators/aggregate.test.cpp. Rules: semantics 5.
#include <sluice/expressions/aggregates.hpp>
#include <sluice/expressions/cast.hpp>

#include <support/expressions.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace sluice;
using support::error_of;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

template <class Type>
using of = schema<column<"x", Type>>;

/// The function an aggregate is on a column of `Type`: in a group, and over everything.
template <class Type, class Aggregate>
auto in_group(Aggregate const& aggregate) {
  return aggregate.template make_function<of<Type>, true>();
}
template <class Type, class Aggregate>
auto over_all(Aggregate const& aggregate) {
  return aggregate.template make_function<of<Type>, false>();
}

/// Folds values in one go.
template <class Function, class Value>
auto fold(Function const& function, std::vector<Value> const& values) {
  auto state = function.init();
  for (auto const& value : values) function.update(state, value);
  return owned_t<decltype(function.result(state))>(function.result(state));
}
/// Folds two parts and merges them.
template <class Function, class Value>
auto fold_in_parts(Function const& function, std::vector<Value> const& values, std::size_t cut) {
  auto left = function.init();
  auto right = function.init();
  for (std::size_t i = 0; i < values.size(); ++i) function.update(i < cut ? left : right, values[i]);
  function.merge(left, right);
  return owned_t<decltype(function.result(left))>(function.result(left));
}

template <class Type, class Aggregate>
constexpr bool refused_on = refused<typename Aggregate::template function<of<Type>, true>>;
template <class Result, class Type, bool Keyed, class Aggregate>
consteval bool yields(Aggregate const&) {
  return std::is_same_v<aggregate_result_t<typename Aggregate::template function<of<Type>, Keyed>>, Result>;
}

/// The distance between the least and the greatest value; knows no NULL.
struct spread {
  struct state {
    double low = infinity;
    double high = -infinity;
  };
  state init() const { return {}; }
  void update(state& seen, double value) const {
    seen.low = std::min(seen.low, value);
    seen.high = std::max(seen.high, value);
  }
  void merge(state& seen, state const& other) const {
    seen.low = std::min(seen.low, other.low);
    seen.high = std::max(seen.high, other.high);
  }
  double result(state const& seen) const { return seen.high - seen.low; }
};

/// How many NULLs there are; takes them.
struct count_nulls {
  using state = int;
  state init() const { return 0; }
  void update(state& seen, std::optional<int> value) const { seen += value ? 0 : 1; }
  void merge(state& seen, state other) const { seen += other; }
  int result(state seen) const { return seen; }
};

}  // namespace

TEST_CASE("result types are those of the table") {
  STATIC_REQUIRE(yields<std::int64_t, int, true>(sum(col<"x">)));
  STATIC_REQUIRE(yields<std::int64_t, std::uint8_t, true>(sum(col<"x">)));
  STATIC_REQUIRE(yields<double, float, true>(sum(col<"x">)));
  STATIC_REQUIRE(yields<double, int, true>(avg(col<"x">)));
  STATIC_REQUIRE(yields<std::string, std::string, true>(min(col<"x">)));
  STATIC_REQUIRE(yields<std::int64_t, std::string, true>(count(col<"x">)));
  // Over everything there may be no row, and a nullable column may have no value.
  STATIC_REQUIRE(yields<std::optional<std::int64_t>, int, false>(sum(col<"x">)));
  STATIC_REQUIRE(yields<std::optional<double>, std::optional<int>, true>(avg(col<"x">)));
  STATIC_REQUIRE(yields<std::optional<timestamp>, timestamp, false>(max(col<"x">)));
  STATIC_REQUIRE(yields<std::int64_t, std::optional<int>, false>(count(col<"x">)));
  STATIC_REQUIRE(yields<std::optional<int>, int, false>(first(col<"x">)));
  STATIC_REQUIRE(yields<int, int, true>(last(col<"x">)));
}

TEST_CASE("count takes rows or values that are not NULL") {
  using maybe = std::optional<int>;
  CHECK(fold(in_group<int>(count()), std::vector{1, 1, 1}) == 3);
  CHECK(fold(in_group<maybe>(count(col<"x">)), std::vector<maybe>{1, {}, 3}) == 2);
  CHECK(fold(over_all<maybe>(count(col<"x">)), std::vector<maybe>{}) == 0);
  CHECK(fold_in_parts(in_group<maybe>(count(col<"x">)), std::vector<maybe>{1, {}, 3}, 1) == 2);
}

TEST_CASE("sum skips NULL, is NULL without a value, and fails where 64 bits overflow") {
  using maybe = std::optional<std::int64_t>;
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  CHECK(fold(in_group<int>(sum(col<"x">)), std::vector{2'000'000'000, 2'000'000'000}) == 4'000'000'000);
  CHECK(fold(in_group<maybe>(sum(col<"x">)), std::vector<maybe>{{}, 2, {}, 3}) == maybe{5});
  CHECK(fold(in_group<maybe>(sum(col<"x">)), std::vector<maybe>{{}, {}}) == std::nullopt);
  CHECK(fold(over_all<int>(sum(col<"x">)), std::vector<int>{}) == std::nullopt);
  CHECK(fold(in_group<std::int64_t>(sum(col<"x">)), std::vector<std::int64_t>{most, -1, 1}) == most);
  CHECK_THROWS_AS(fold(in_group<std::int64_t>(sum(col<"x">)), std::vector<std::int64_t>{most, 1}), evaluation_error);
  CHECK_THROWS_AS(fold_in_parts(in_group<std::int64_t>(sum(col<"x">)), std::vector<std::int64_t>{most, 1}, 1), evaluation_error);
  CHECK_THROWS_AS(fold(in_group<std::uint64_t>(sum(col<"x">)), std::vector<std::uint64_t>{1ULL << 63}), evaluation_error);
  CHECK(error_of<evaluation_error>([] { return fold(in_group<std::int64_t>(sum(col<"x">)), std::vector<std::int64_t>{most, 1}); }) ==
        "[ARITHMETIC_OVERFLOW] sum: the sum does not fit 64 bits. cast<double>(...) the column before summing it");
  CHECK(fold(in_group<float>(sum(col<"x">)), std::vector{0.5F, 0.25F}) == 0.75);
  CHECK(std::isnan(fold(in_group<double>(sum(col<"x">)), std::vector{infinity, -infinity})));
}

TEST_CASE("avg divides the double sum by the number of values") {
  using maybe = std::optional<int>;
  CHECK(fold(in_group<int>(avg(col<"x">)), std::vector{1, 2}) == 1.5);
  CHECK(fold(in_group<maybe>(avg(col<"x">)), std::vector<maybe>{1, {}, 2}) == 1.5);
  CHECK(fold(in_group<maybe>(avg(col<"x">)), std::vector<maybe>{{}}) == std::nullopt);
  CHECK(fold(over_all<double>(avg(col<"x">)), std::vector<double>{}) == std::nullopt);
  CHECK(fold_in_parts(in_group<int>(avg(col<"x">)), std::vector{1, 2, 6}, 1) == 3.0);
  // Never an overflow: it is a double sum.
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  CHECK(fold(in_group<std::int64_t>(avg(col<"x">)), std::vector{most, most}) == 9223372036854775807.0);
}

TEST_CASE("min and max skip NULL and hold NaN for greater than any number") {
  using maybe = std::optional<double>;
  CHECK(fold(in_group<int>(min(col<"x">)), std::vector{3, 1, 2}) == 1);
  CHECK(fold(in_group<int>(max(col<"x">)), std::vector{3, 1, 2}) == 3);
  CHECK(fold(in_group<std::string>(min(col<"x">)), std::vector<std::string>{"b", "a"}) == "a");
  CHECK(fold(in_group<std::string>(max(col<"x">)), std::vector<std::string>{"b", "a"}) == "b");
  CHECK(fold(in_group<bool>(max(col<"x">)), std::vector<bool>{false, true}));
  CHECK(fold(in_group<bytes>(max(col<"x">)), std::vector{bytes_view{"a", 1}, bytes_view{"b", 1}}) == bytes_view{"b", 1});
  CHECK(fold(in_group<maybe>(min(col<"x">)), std::vector<maybe>{{}, 2.0, 1.0}) == maybe{1.0});
  CHECK(fold(in_group<maybe>(max(col<"x">)), std::vector<maybe>{{}, {}}) == std::nullopt);
  CHECK(fold(over_all<int>(max(col<"x">)), std::vector<int>{}) == std::nullopt);
  for (auto const& values : {std::vector{nan_value, 1.0, infinity}, std::vector{1.0, infinity, nan_value}}) {
    CHECK(std::isnan(fold(in_group<double>(max(col<"x">)), values)));
    CHECK(fold(in_group<double>(min(col<"x">)), values) == 1.0);
    CHECK(std::isnan(fold_in_parts(in_group<double>(max(col<"x">)), values, 1)));
    CHECK(fold_in_parts(in_group<double>(min(col<"x">)), values, 1) == 1.0);
  }
  CHECK(std::isnan(fold(in_group<double>(min(col<"x">)), std::vector{nan_value, nan_value})));
}

TEST_CASE("first and last take the rows as they come, NULL too unless told otherwise") {
  using maybe = std::optional<int>;
  std::vector<maybe> const values{{}, 1, 2, {}};
  CHECK(fold(in_group<maybe>(first(col<"x">)), values) == std::nullopt);
  CHECK(fold(in_group<maybe>(last(col<"x">)), values) == std::nullopt);
  CHECK(fold(in_group<maybe>(first(col<"x">, ignore_nulls)), values) == maybe{1});
  CHECK(fold(in_group<maybe>(last(col<"x">, ignore_nulls)), values) == maybe{2});
  CHECK(fold(in_group<maybe>(first(col<"x">, ignore_nulls)), std::vector<maybe>{{}}) == std::nullopt);
  CHECK(fold(in_group<int>(first(col<"x">)), std::vector{5, 6}) == 5);
  CHECK(fold(over_all<int>(last(col<"x">)), std::vector{5, 6}) == maybe{6});
  CHECK(fold(over_all<int>(last(col<"x">)), std::vector<int>{}) == std::nullopt);
  CHECK(fold(in_group<std::string>(last(col<"x">)), std::vector<std::string>{"a", "b"}) == "b");
  // In parts: the left part came first.
  for (std::size_t cut = 0; cut <= values.size(); ++cut) {
    CHECK(fold_in_parts(in_group<maybe>(first(col<"x">)), values, cut) == std::nullopt);
    CHECK(fold_in_parts(in_group<maybe>(last(col<"x">)), values, cut) == std::nullopt);
    CHECK(fold_in_parts(in_group<maybe>(first(col<"x">, ignore_nulls)), values, cut) == maybe{1});
    CHECK(fold_in_parts(in_group<maybe>(last(col<"x">, ignore_nulls)), values, cut) == maybe{2});
  }
}

TEST_CASE("parts merged give what the whole gives") {
  std::mt19937 random(3);
  using maybe = std::optional<int>;
  for (int i = 0; i < 2'000; ++i) {
    std::vector<maybe> values(random() % 6);
    for (auto& value : values)
      if (random() % 3 != 0) value = static_cast<int>(random() % 9) - 4;
    std::size_t const cut = random() % (values.size() + 1);
    auto const agrees = [&](auto const& aggregate) {
      auto const function = over_all<maybe>(aggregate);
      return fold(function, values) == fold_in_parts(function, values, cut);
    };
    bool const all = agrees(count(col<"x">)) && agrees(sum(col<"x">)) && agrees(avg(col<"x">)) && agrees(min(col<"x">)) &&
                     agrees(max(col<"x">)) && agrees(first(col<"x">)) && agrees(last(col<"x">)) &&
                     agrees(first(col<"x">, ignore_nulls)) && agrees(last(col<"x">, ignore_nulls)) &&
                     agrees(udaf(spread{})(col<"x">)) && agrees(udaf(count_nulls{})(col<"x">));
    if (!all) FAIL("round " << i);
  }
}

TEST_CASE("a user's aggregate skips NULL unless it takes std::optional") {
  using maybe = std::optional<double>;
  CHECK(fold(in_group<double>(udaf(spread{})(col<"x">)), std::vector{1.0, 4.0, 2.0}) == 3.0);
  CHECK(fold(in_group<int>(udaf(spread{})(col<"x">)), std::vector{1, 4}) == 3.0);
  CHECK(fold(in_group<maybe>(udaf(spread{})(col<"x">)), std::vector<maybe>{1.0, {}, 4.0}) == maybe{3.0});
  CHECK(fold(in_group<maybe>(udaf(spread{})(col<"x">)), std::vector<maybe>{{}}) == std::nullopt);
  CHECK(fold(over_all<double>(udaf(spread{})(col<"x">)), std::vector<double>{}) == std::nullopt);
  using maybe_int = std::optional<int>;
  CHECK(fold(in_group<maybe_int>(udaf(count_nulls{})(col<"x">)), std::vector<maybe_int>{{}, 1, {}}) == 2);
  STATIC_REQUIRE(refused_on<std::string, decltype(udaf(spread{})(col<"x">))>);
}

TEST_CASE("aggregates that a column has no meaning for are refused") {
  STATIC_REQUIRE(refused_on<std::string, decltype(sum(col<"x">))>);
  STATIC_REQUIRE(refused_on<std::optional<std::string>, decltype(avg(col<"x">))>);
  STATIC_REQUIRE(refused_on<bool, decltype(sum(col<"x">))>);
  STATIC_REQUIRE(refused_on<int, decltype(sum(col<"y">))>);
  STATIC_REQUIRE(refused_on<int, decltype(count(col<"y">))>);
  STATIC_REQUIRE(refused_on<std::vector<int>, decltype(max(col<"x">))>);
  STATIC_REQUIRE(refused_on<row<cell<"a", int>>, decltype(min(col<"x">))>);
}

TEST_CASE("aggregates have Spark's names") {
  STATIC_REQUIRE(decltype(sum(col<"amount">))::name == fixed_string{"sum(amount)"});
  STATIC_REQUIRE(decltype(sum<"amount">())::name == fixed_string{"sum(amount)"});
  STATIC_REQUIRE(decltype(avg(col<"a.b">))::name == fixed_string{"avg(a.b)"});
  STATIC_REQUIRE(decltype(sum(cast<double>(col<"a.b">)))::name == fixed_string{"sum(CAST(a.b AS DOUBLE))"});
  STATIC_REQUIRE(decltype(count())::name == fixed_string{"count(1)"});
  STATIC_REQUIRE(decltype(count())::shorthand_name == fixed_string{"count"});
  STATIC_REQUIRE(decltype(count(col<"x">))::name == fixed_string{"count(x)"});
  STATIC_REQUIRE(decltype(count(col<"x">))::shorthand_name == fixed_string{"count(x)"});
  STATIC_REQUIRE(decltype(first(col<"x">))::name == fixed_string{"first(x)"});
  STATIC_REQUIRE(decltype(last(col<"x">))::name == fixed_string{"last(x)"});
  STATIC_REQUIRE(decltype(count().as<"n">())::name == fixed_string{"n"});
  STATIC_REQUIRE(decltype(max(col<"x">).as<"n">())::shorthand_name == fixed_string{"n"});
  STATIC_REQUIRE(decltype(udaf(spread{})(col<"x">))::name.empty());
  STATIC_REQUIRE(support::holds(decltype(sum(col<"a.b">))::needs, {"a.b"}));
  STATIC_REQUIRE(decltype(count())::needs.count == 0);
}
