// SPDX-License-Identifier: Apache-2.0
// Arithmetic beyond the operators: mod, pmod, div, and try_add, try_subtract, try_multiply, try_mod, which give NULL where the
// operators fail. try_divide stands beside the operators in expressions/arithmetic.hpp.
#pragma once

#include <sluice/expressions/arithmetic.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

namespace sluice {

/// The remainder with the sign of the divisor.
struct pmod_function {
  template <class Left, class Right>
  using type = typename decltype(detail::arithmetic_type<"pmod", Left, Right>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"pmod">(names...); }

  template <class Left, class Right>
  [[nodiscard]] constexpr auto operator()(Left left, Right right) const {
    using common = detail::common_number_t<Left, Right>;
    auto const rest = static_cast<common>(modulo_function{}(left, right));
    auto const divisor = static_cast<common>(right);
    if constexpr (std::floating_point<common>) return rest < 0 ? std::fmod(rest + divisor, divisor) : rest;
    else return rest < 0 && divisor > 0 ? static_cast<common>(rest + divisor) : rest;
  }
};

/// The whole quotient of integers, as 64 bits.
struct div_function {
  template <class Left, class Right>
  using type = std::conditional_t<integer_type<Left> && integer_type<Right>, std::int64_t,
                                  plan_error::no_such_operation<"div", Left, Right>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& left, auto const& right) { return detail::infix_name<"div">(left, right); }

  template <class Left, class Right>
  [[nodiscard]] constexpr std::int64_t operator()(Left left, Right right) const {
    if (right == Right{}) detail::throw_divide_by_zero("div");
    std::int64_t const dividend = kind::whole::pass(left);
    std::int64_t const divisor = kind::whole::pass(right);
    if (divisor == -1 && dividend == std::numeric_limits<std::int64_t>::min()) detail::throw_overflow("div");
    return dividend / divisor;
  }
};

namespace detail {

enum class arithmetic : std::uint8_t { sum, difference, product };

}  // namespace detail

/// An operator that gives NULL where an integer result does not fit its type.
template <fixed_string Name, detail::arithmetic Operation>
struct try_arithmetic_function {
  template <class Left, class Right>
  static consteval auto find_type() {
    using found = typename decltype(detail::arithmetic_type<Name, Left, Right>())::type;
    if constexpr (refused<found>) return std::type_identity<found>{};
    else return std::type_identity<std::optional<found>>{};
  }
  template <class Left, class Right>
  using type = typename decltype(find_type<Left, Right>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<Name>(names...); }

  template <class Left, class Right>
  [[nodiscard]] constexpr auto operator()(Left left, Right right) const {
    using common = detail::common_number_t<Left, Right>;
    common result{};
    if constexpr (std::floating_point<common>) {
      auto const first = static_cast<common>(left);
      auto const second = static_cast<common>(right);
      if constexpr (Operation == detail::arithmetic::sum) result = first + second;
      else if constexpr (Operation == detail::arithmetic::difference) result = first - second;
      else result = first * second;
    } else {
      bool overflow = false;
      if constexpr (Operation == detail::arithmetic::sum) overflow = __builtin_add_overflow(left, right, &result);
      else if constexpr (Operation == detail::arithmetic::difference) overflow = __builtin_sub_overflow(left, right, &result);
      else overflow = __builtin_mul_overflow(left, right, &result);
      if (overflow) return std::optional<common>{};
    }
    return std::optional<common>{result};
  }
};

/// The remainder, NULL where the divisor is zero.
struct try_mod_function {
  template <class Left, class Right>
  using type = typename try_arithmetic_function<"try_mod", detail::arithmetic::sum>::template type<Left, Right>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"try_mod">(names...); }

  template <class Left, class Right>
  [[nodiscard]] constexpr auto operator()(Left left, Right right) const {
    using result = std::optional<detail::common_number_t<Left, Right>>;
    return right == Right{} ? result{} : result{modulo_function{}(left, right)};
  }
};

/// `left % right` by name: the remainder with the sign of the dividend. Throws evaluation_error for a divisor of zero.
template <operand Left, operand Right>
  requires function_operands<Left, Right>
[[nodiscard]] constexpr auto mod(Left&& left, Right&& right) {
  return make_call(modulo_function{}, std::forward<Left>(left), std::forward<Right>(right));
}
/// The remainder with the sign of the divisor. Throws evaluation_error for a divisor of zero.
template <operand Left, operand Right>
  requires function_operands<Left, Right>
[[nodiscard]] constexpr auto pmod(Left&& left, Right&& right) {
  return make_call(pmod_function{}, std::forward<Left>(left), std::forward<Right>(right));
}
/// The whole quotient of integers, cut off towards zero. Throws evaluation_error for a divisor of zero and on overflow.
template <operand Left, operand Right>
  requires function_operands<Left, Right>
[[nodiscard]] constexpr auto div(Left&& left, Right&& right) {
  return make_call(div_function{}, std::forward<Left>(left), std::forward<Right>(right));
}
/// `left + right`, NULL on overflow.
template <operand Left, operand Right>
  requires function_operands<Left, Right>
[[nodiscard]] constexpr auto try_add(Left&& left, Right&& right) {
  return make_call(try_arithmetic_function<"try_add", detail::arithmetic::sum>{}, std::forward<Left>(left), std::forward<Right>(right));
}
/// `left - right`, NULL on overflow.
template <operand Left, operand Right>
  requires function_operands<Left, Right>
[[nodiscard]] constexpr auto try_subtract(Left&& left, Right&& right) {
  return make_call(try_arithmetic_function<"try_subtract", detail::arithmetic::difference>{}, std::forward<Left>(left),
                   std::forward<Right>(right));
}
/// `left * right`, NULL on overflow.
template <operand Left, operand Right>
  requires function_operands<Left, Right>
[[nodiscard]] constexpr auto try_multiply(Left&& left, Right&& right) {
  return make_call(try_arithmetic_function<"try_multiply", detail::arithmetic::product>{}, std::forward<Left>(left),
                   std::forward<Right>(right));
}
/// `left % right`, NULL where `right` is zero.
template <operand Left, operand Right>
  requires function_operands<Left, Right>
[[nodiscard]] constexpr auto try_mod(Left&& left, Right&& right) {
  return make_call(try_mod_function{}, std::forward<Left>(left), std::forward<Right>(right));
}

}  // namespace sluice
