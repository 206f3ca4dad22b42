// SPDX-License-Identifier: Apache-2.0
// `percentile_approx(x, 0.9, accuracy)`: a value of the group whose rank is near the one asked for, in bounded memory:
// state/quantile_summary.hpp.
#pragma once

#include <sluice/expressions/aggregates/families.hpp>
#include <sluice/expressions/aggregates/percentile.hpp>
#include <sluice/state/quantile_summary.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

namespace sluice {

/// `Shares` is a double or an array of them.
template <class Value, class Shares>
struct percentile_approx_function {
  Shares shares;
  double error;
  using state = quantile_summary<Value>;

  [[nodiscard]] state init() const { return {.error = error}; }
  void update(state& current, Value value) const { current.add(value); }
  void merge(state& current, state const& other) const { current.add(other); }
  [[nodiscard]] auto result(state const& current) const {
    if (current.waiting.empty()) return detail::at_shares<Value>(current, shares);
    state settled = current;
    settled.settle();
    return detail::at_shares<Value>(settled, shares);
  }
};

template <fixed_string Name, class Shares>
struct percentile_approx_family {
  Shares shares;
  double error;

  template <class Type, bool CanBeEmpty>
  static consteval auto find() {
    using value = non_null_t<Type>;
    if constexpr (!numeric_type<value> && !std::same_as<value, timestamp> && !std::same_as<value, date>)
      return std::type_identity<plan_error::percentile_needs_a_scale<Name, value>>{};
    else if constexpr (CanBeEmpty) return std::type_identity<detail::skip_nulls<percentile_approx_function<value, Shares>>>{};
    else return std::type_identity<percentile_approx_function<value, Shares>>{};
  }
  template <class Type, bool CanBeEmpty>
  using function = typename decltype(find<Type, CanBeEmpty>())::type;
  template <class Type, bool CanBeEmpty>
  [[nodiscard]] constexpr auto make() const {
    if constexpr (CanBeEmpty) return function<Type, CanBeEmpty>{{shares, error}};
    else return function<Type, CanBeEmpty>{shares, error};
  }
  static constexpr auto name(auto const&) { return fixed_string{""}; }
};

namespace detail {

constexpr double error_of_accuracy(std::int64_t accuracy) {
  if (accuracy < 1 || accuracy > 2'147'483'647)
    throw option_error("percentile_approx accuracy", "it must be from 1 to 2147483647", std::to_string(accuracy),
                       "leave it out for 10000");
  return 1.0 / static_cast<double>(accuracy);
}
template <fixed_string Name, class Shares, class Argument>
[[nodiscard]] constexpr auto percentile_approx_call(Argument argument, Shares shares, std::int64_t accuracy) {
  using family = percentile_approx_family<Name, Shares>;
  return aggregate_call<family, Argument>{family{shares, error_of_accuracy(accuracy)}, std::move(argument)};
}

}  // namespace detail

/// A value of the column's own type whose rank among the n of the group is at most n / accuracy off `percentage`, 0 to 1. Per record a
/// push_back, and a sort of 50,000 values once in so many. Memory for a group: up to 50,000 values, and some multiple of accuracy beyond.
/// Throws option_error for other percentages, and for an accuracy below 1. It has no name of its own: `.as<"p90">()`.
template <expression Argument>
[[nodiscard]] constexpr auto percentile_approx(Argument argument, double percentage, std::int64_t accuracy = 10'000) {
  double const share = detail::checked_share("percentile_approx", percentage);
  return detail::percentile_approx_call<"percentile_approx">(std::move(argument), share, accuracy);
}
/// Several at once, as an array: `percentile_approx(col<"x">, {0.5, 0.9})`.
template <expression Argument, std::size_t Count>
[[nodiscard]] constexpr auto percentile_approx(Argument argument, double const (&percentages)[Count], std::int64_t accuracy = 10'000) {
  auto const shares = detail::checked_shares("percentile_approx", percentages);
  return detail::percentile_approx_call<"percentile_approx">(std::move(argument), shares, accuracy);
}
/// The other name of percentile_approx.
template <expression Argument>
[[nodiscard]] constexpr auto approx_percentile(Argument argument, double percentage, std::int64_t accuracy = 10'000) {
  return percentile_approx(std::move(argument), percentage, accuracy);
}
template <expression Argument, std::size_t Count>
[[nodiscard]] constexpr auto approx_percentile(Argument argument, double const (&percentages)[Count], std::int64_t accuracy = 10'000) {
  return percentile_approx(std::move(argument), percentages, accuracy);
}

}  // namespace sluice
