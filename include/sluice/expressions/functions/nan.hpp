// SPDX-License-Identifier: Apache-2.0
// `isnan` and `nanvl`: what is not a number.
#pragma once

#include <sluice/expressions/common_number.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>

namespace sluice {

/// Whether a floating-point number is NaN; false for NULL.
struct isnan_function {
  template <class Type>
  using type = std::conditional_t<std::floating_point<non_null_t<Type>>, bool, plan_error::no_such_operation<"isnan", Type>>;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const&... names) { return detail::call_name<"isnan">(names...); }

  template <class Value>
  [[nodiscard]] constexpr bool operator()(Value const& value) const {
    return detail::has_value(value) && detail::unwrap(value) != detail::unwrap(value);
  }
};

/// The first number, or the second where the first is NaN.
struct nanvl_function {
  template <class Value, class Other>
  static consteval auto find_type() {
    using left = non_null_t<Value>;
    using right = non_null_t<Other>;
    if constexpr (!std::floating_point<left> || !numeric_type<right>) {
      return std::type_identity<plan_error::no_such_operation<"nanvl", Value, Other>>{};
    } else {
      using common = detail::common_number_t<left, right>;
      return std::type_identity<std::conditional_t<is_nullable<Value> || is_nullable<Other>, std::optional<common>, common>>{};
    }
  }
  template <class Value, class Other>
  using type = typename decltype(find_type<Value, Other>())::type;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const&... names) { return detail::call_name<"nanvl">(names...); }

  template <class Value, class Other>
  [[nodiscard]] constexpr auto operator()(Value const& value, Other const& other) const {
    using result = type<Value, Other>;
    using common = non_null_t<result>;
    if (!detail::has_value(value)) return result{};
    if (auto const first = detail::unwrap(value); first == first) return result{static_cast<common>(first)};
    return detail::has_value(other) ? result{static_cast<common>(detail::unwrap(other))} : result{};
  }
};

/// Whether a floating-point number is NaN; false for NULL.
template <function_operands Value>
[[nodiscard]] constexpr auto isnan(Value&& value) {
  return make_call(isnan_function{}, std::forward<Value>(value));
}
/// The first number, or the second where the first is NaN.
template <operand Value, operand Other>
  requires function_operands<Value, Other>
[[nodiscard]] constexpr auto nanvl(Value&& value, Other&& other) {
  return make_call(nanvl_function{}, std::forward<Value>(value), std::forward<Other>(other));
}

}  // namespace sluice
