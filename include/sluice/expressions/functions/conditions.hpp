// SPDX-License-Identifier: Apache-2.0
// Shorthands about NULL and membership: if_, nvl, ifnull, nvl2, nullif, zero_if_null, null_if_zero, between, isin, equal_null. Those that
// are when/otherwise or coalesce under another name are made of them; only the chosen branch is evaluated.
#pragma once

#include <sluice/expressions/comparison.hpp>
#include <sluice/expressions/conditional.hpp>
#include <sluice/expressions/functions/plain_function.hpp>
#include <sluice/expressions/logic.hpp>

#include <optional>
#include <type_traits>
#include <utility>

namespace sluice {

/// NULL where both are equal, else the first.
struct nullif_function {
  template <class Value, class Other>
  using type = std::conditional_t<detail::equatable<non_null_t<Value>, non_null_t<Other>>, nullable_t<Value>,
                                  plan_error::no_such_operation<"nullif", Value, Other>>;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const&... names) { return detail::call_name<"nullif">(names...); }

  template <class Value, class Other>
  [[nodiscard]] constexpr auto operator()(Value const& value, Other const& other) const {
    using result = nullable_t<Value>;
    if (!detail::has_value(value)) return result{};
    if (detail::has_value(other) && detail::values_equal(detail::unwrap(value), detail::unwrap(other))) return result{};
    return result{detail::unwrap(value)};
  }
};

/// Whether the first argument is among the others, in three-valued logic.
struct isin_function {
  template <class Value, class... Members>
  using type = std::conditional_t<(true && ... && detail::equatable<non_null_t<Value>, non_null_t<Members>>),
                                  std::conditional_t<(is_nullable<Value> || ... || is_nullable<Members>), std::optional<bool>, bool>,
                                  plan_error::no_such_operation<"isin", Value, Members...>>;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const& value, auto const&... members) {
    if constexpr (sizeof(value.text) == 1 || (false || ... || (sizeof(members.text) == 1))) return fixed_string{""};
    else return fixed_string{"("} + value + fixed_string{" IN ("} + detail::join_names(members...) + fixed_string{"))"};
  }

  template <class Value, class... Members>
  [[nodiscard]] constexpr auto operator()(Value const& value, Members const&... members) const {
    if constexpr ((is_nullable<Value> || ... || is_nullable<Members>)) {
      if (!detail::has_value(value)) return std::optional<bool>{};
      if ((false || ... || matches(value, members))) return std::optional<bool>{true};
      if ((true && ... && detail::has_value(members))) return std::optional<bool>{false};
      return std::optional<bool>{};
    } else {
      return (false || ... || detail::values_equal(value, members));
    }
  }

 private:
  template <class Value, class Member>
  static constexpr bool matches(Value const& value, Member const& member) {
    return detail::has_value(member) && detail::values_equal(detail::unwrap(value), detail::unwrap(member));
  }
};

/// `first` where the condition is true, else `second`.
template <operand Condition, operand First, operand Second>
  requires function_operands<Condition, First, Second>
[[nodiscard]] constexpr auto if_(Condition&& condition, First&& first, Second&& second) {
  return when(std::forward<Condition>(condition), std::forward<First>(first)).otherwise(std::forward<Second>(second));
}
/// The value, or `other` where it is NULL.
template <operand Value, operand Other>
  requires function_operands<Value, Other>
[[nodiscard]] constexpr auto nvl(Value&& value, Other&& other) {
  return coalesce(std::forward<Value>(value), std::forward<Other>(other));
}
/// The same as `nvl`.
template <operand Value, operand Other>
  requires function_operands<Value, Other>
[[nodiscard]] constexpr auto ifnull(Value&& value, Other&& other) {
  return coalesce(std::forward<Value>(value), std::forward<Other>(other));
}
/// `present` where the value is not NULL, else `absent`.
template <operand Value, operand Present, operand Absent>
  requires function_operands<Value, Present, Absent>
[[nodiscard]] constexpr auto nvl2(Value&& value, Present&& present, Absent&& absent) {
  return if_(is_not_null(std::forward<Value>(value)), std::forward<Present>(present), std::forward<Absent>(absent));
}
/// NULL where the value equals `other`, else the value.
template <operand Value, operand Other>
  requires function_operands<Value, Other>
[[nodiscard]] constexpr auto nullif(Value&& value, Other&& other) {
  return make_call(nullif_function{}, std::forward<Value>(value), std::forward<Other>(other));
}
/// The number, or 0 where it is NULL.
template <function_operands Number>
[[nodiscard]] constexpr auto zero_if_null(Number&& number) {
  return coalesce(std::forward<Number>(number), 0);
}
/// NULL where the number is 0, else the number.
template <function_operands Number>
[[nodiscard]] constexpr auto null_if_zero(Number&& number) {
  return nullif(std::forward<Number>(number), 0);
}
/// Whether `low <= value && value <= high`. The value's expression is evaluated for each of the two.
template <expression Value, operand Low, operand High>
[[nodiscard]] constexpr auto between(Value const& value, Low&& low, High&& high) {
  return (value >= std::forward<Low>(low)) && (value <= std::forward<High>(high));
}
/// Whether the value equals one of the members. NULL if it is NULL, or if no member equals it and one is NULL.
template <operand Value, operand... Members>
  requires function_operands<Value, Members...> && (sizeof...(Members) > 0)
[[nodiscard]] constexpr auto isin(Value&& value, Members&&... members) {
  return make_call(isin_function{}, std::forward<Value>(value), std::forward<Members>(members)...);
}
/// Equality under which two NULLs are equal and nothing is NULL: `null_safe_equal` under Spark's name.
template <class Left, class Right>
  requires operands<Left, Right>
[[nodiscard]] constexpr auto equal_null(Left&& left, Right&& right) {
  return null_safe_equal(std::forward<Left>(left), std::forward<Right>(right));
}

}  // namespace sluice
