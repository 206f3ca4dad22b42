// SPDX-License-Identifier: Apache-2.0
// `product`, `try_sum`, `try_avg`, and first and last under their other names: `any_value`, `first_value`, `last_value`.
#pragma once

#include <sluice/expressions/aggregates.hpp>
#include <sluice/expressions/aggregates/logic_and_bits.hpp>

#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

namespace sluice {

/// The product of numbers, in double.
template <class Value>
struct product_function {
  using state = double;

  [[nodiscard]] constexpr state init() const { return 1; }
  constexpr void update(state& current, Value value) const { current *= static_cast<double>(value); }
  constexpr void merge(state& current, state other) const { current *= other; }
  [[nodiscard]] constexpr double result(state current) const { return current; }
};
struct product_kind {
  template <fixed_string Name, class Type>
  using function = std::conditional_t<numeric_type<Type>, product_function<Type>, plan_error::statistic_needs_numbers<Name, Type>>;
};

/// A sum of integers that is NULL once it has not fitted 64 bits.
template <class Value>
struct try_sum_function {
  using state = std::optional<std::int64_t>;

  [[nodiscard]] constexpr state init() const { return 0; }
  constexpr void update(state& total, Value value) const { add(total, value); }
  constexpr void merge(state& total, state const& other) const {
    if (other) add(total, *other);
    else total.reset();
  }
  [[nodiscard]] constexpr std::optional<std::int64_t> result(state const& total) const { return total; }

 private:
  template <class Number>
  static constexpr void add(state& total, Number value) {
    if (total && __builtin_add_overflow(*total, value, &*total)) total.reset();
  }
};
struct try_sum_kind {
  template <fixed_string Name, class Type>
  using sum_or_refusal = std::conditional_t<numeric_type<Type>, sum_function<Type>, plan_error::aggregate_needs_a_number<Name, Type>>;
  template <fixed_string Name, class Type>
  using function = std::conditional_t<integer_type<Type>, try_sum_function<Type>, sum_or_refusal<Name, Type>>;
};
struct try_avg_kind {
  template <fixed_string Name, class Type>
  using function = std::conditional_t<numeric_type<Type>, avg_function<Type>, plan_error::aggregate_needs_a_number<Name, Type>>;
};

/// First or last, under another name.
template <fixed_string Name, bool Last, bool IgnoreNulls>
struct named_position_family : position_family<Last, IgnoreNulls> {
  static constexpr auto name(auto const& argument) { return detail::call_name<Name>(argument); }
};

/// The product, in double.
template <expression Argument>
[[nodiscard]] constexpr auto product(Argument argument) {
  return detail::named_call<"product", product_kind>(std::move(argument));
}
/// As `sum`, but NULL where that fails on overflow.
template <expression Argument>
[[nodiscard]] constexpr auto try_sum(Argument argument) {
  return detail::named_call<"try_sum", try_sum_kind>(std::move(argument));
}
/// As `avg`, which does not overflow.
template <expression Argument>
[[nodiscard]] constexpr auto try_avg(Argument argument) {
  return detail::named_call<"try_avg", try_avg_kind>(std::move(argument));
}

/// Some value of the group: that of its first row; NULL counts unless `ignore_nulls` is given.
template <expression Argument>
[[nodiscard]] constexpr auto any_value(Argument argument) {
  return aggregate_call<named_position_family<"any_value", false, false>, Argument>{{}, std::move(argument)};
}
template <expression Argument>
[[nodiscard]] constexpr auto any_value(Argument argument, ignore_nulls_t) {
  return aggregate_call<named_position_family<"any_value", false, true>, Argument>{{}, std::move(argument)};
}
/// As `first`.
template <expression Argument>
[[nodiscard]] constexpr auto first_value(Argument argument) {
  return aggregate_call<named_position_family<"first_value", false, false>, Argument>{{}, std::move(argument)};
}
template <expression Argument>
[[nodiscard]] constexpr auto first_value(Argument argument, ignore_nulls_t) {
  return aggregate_call<named_position_family<"first_value", false, true>, Argument>{{}, std::move(argument)};
}
/// As `last`.
template <expression Argument>
[[nodiscard]] constexpr auto last_value(Argument argument) {
  return aggregate_call<named_position_family<"last_value", true, false>, Argument>{{}, std::move(argument)};
}
template <expression Argument>
[[nodiscard]] constexpr auto last_value(Argument argument, ignore_nulls_t) {
  return aggregate_call<named_position_family<"last_value", true, true>, Argument>{{}, std::move(argument)};
}

}  // namespace sluice
