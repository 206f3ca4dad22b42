// SPDX-License-Identifier: Apache-2.0
// `+ - * / %` and unary minus on columns. Integers keep their common type and fail on overflow, `/` always gives a
// double and fails on zero: Spark's ANSI behaviour (semantics 5).
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/expressions/call.hpp>
#include <sluice/expressions/common_number.hpp>
#include <sluice/expressions/errors.hpp>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

[[noreturn]] inline void throw_divide_by_zero(char const* operation) {
  throw evaluation_error({error_code::divide_by_zero, operation, "division by zero", "",
                          "filter the zeros, or use try_divide, which gives NULL"});
}

template <fixed_string Symbol, class Left, class Right>
consteval auto arithmetic_type() {
  if constexpr (numeric_type<Left> && numeric_type<Right>) return std::type_identity<common_number_t<Left, Right>>{};
  else return std::type_identity<plan_error::no_such_operation<Symbol, Left, Right>>{};
}

template <fixed_string Symbol, class Left, class Right>
consteval auto shift_type() {
  if constexpr (std::same_as<Left, timestamp> && is_interval<Right>) return std::type_identity<timestamp>{};
  else if constexpr (Symbol == fixed_string{"+"} && is_interval<Left> && std::same_as<Right, timestamp>)
    return std::type_identity<timestamp>{};
  else return arithmetic_type<Symbol, Left, Right>();
}

}  // namespace detail

struct add_function {
  template <class Left, class Right>
  using type = typename decltype(detail::shift_type<"+", Left, Right>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& left, auto const& right) { return detail::infix_name<"+">(left, right); }

  template <class Left, class Right>
  [[nodiscard]] constexpr auto operator()(Left left, Right right) const {
    if constexpr (integer_type<Left> && integer_type<Right>) {
      detail::common_number_t<Left, Right> sum{};
      if (__builtin_add_overflow(left, right, &sum)) detail::throw_overflow("+");
      return sum;
    } else if constexpr (std::same_as<Left, timestamp>) {
      return timestamp{(*this)(left.microseconds, std::int64_t{right.count()})};
    } else if constexpr (std::same_as<Right, timestamp>) {
      return (*this)(right, left);
    } else {
      using common = detail::common_number_t<Left, Right>;
      return static_cast<common>(left) + static_cast<common>(right);
    }
  }
};

struct subtract_function {
  template <class Left, class Right>
  using type = typename decltype(detail::shift_type<"-", Left, Right>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& left, auto const& right) { return detail::infix_name<"-">(left, right); }

  template <class Left, class Right>
  [[nodiscard]] constexpr auto operator()(Left left, Right right) const {
    if constexpr (integer_type<Left> && integer_type<Right>) {
      detail::common_number_t<Left, Right> difference{};
      if (__builtin_sub_overflow(left, right, &difference)) detail::throw_overflow("-");
      return difference;
    } else if constexpr (std::same_as<Left, timestamp>) {
      return timestamp{(*this)(left.microseconds, std::int64_t{right.count()})};
    } else {
      using common = detail::common_number_t<Left, Right>;
      return static_cast<common>(left) - static_cast<common>(right);
    }
  }
};

struct multiply_function {
  template <class Left, class Right>
  using type = typename decltype(detail::arithmetic_type<"*", Left, Right>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& left, auto const& right) { return detail::infix_name<"*">(left, right); }

  template <class Left, class Right>
  [[nodiscard]] constexpr auto operator()(Left left, Right right) const {
    using common = detail::common_number_t<Left, Right>;
    if constexpr (integer_type<Left> && integer_type<Right>) {
      common product{};
      if (__builtin_mul_overflow(left, right, &product)) detail::throw_overflow("*");
      return product;
    } else {
      return static_cast<common>(left) * static_cast<common>(right);
    }
  }
};

struct divide_function {
  template <class Left, class Right>
  using type = std::conditional_t<numeric_type<Left> && numeric_type<Right>, double,
                                  plan_error::no_such_operation<"/", Left, Right>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& left, auto const& right) { return detail::infix_name<"/">(left, right); }

  template <class Left, class Right>
  [[nodiscard]] constexpr double operator()(Left left, Right right) const {
    if (right == Right{}) detail::throw_divide_by_zero("/");
    return static_cast<double>(left) / static_cast<double>(right);
  }
};

/// Division that gives NULL for a zero divisor.
struct try_divide_function {
  template <class Left, class Right>
  using type = std::conditional_t<numeric_type<non_null_t<Left>> && numeric_type<non_null_t<Right>>,
                                  std::optional<double>, plan_error::no_such_operation<"try_divide", Left, Right>>;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const&... names) { return detail::call_name<"try_divide">(names...); }

  template <class Left, class Right>
  [[nodiscard]] constexpr std::optional<double> operator()(Left left, Right right) const {
    if (!detail::has_value(left) || !detail::has_value(right)) return std::nullopt;
    if (detail::unwrap(right) == non_null_t<Right>{}) return std::nullopt;
    return static_cast<double>(detail::unwrap(left)) / static_cast<double>(detail::unwrap(right));
  }
};

/// The remainder with the sign of the dividend, as in C++ and Spark.
struct modulo_function {
  template <class Left, class Right>
  using type = typename decltype(detail::arithmetic_type<"%", Left, Right>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& left, auto const& right) { return detail::infix_name<"%">(left, right); }

  template <class Left, class Right>
  [[nodiscard]] constexpr auto operator()(Left left, Right right) const {
    using common = detail::common_number_t<Left, Right>;
    if (right == Right{}) detail::throw_divide_by_zero("%");
    if constexpr (integer_type<Left> && integer_type<Right>) {
      // The most negative value by -1 overflows in the processor, although the remainder is 0. A negative operand beside an
      // unsigned one would wrap.
      if constexpr (std::is_unsigned_v<common>) {
        if (!std::in_range<common>(left) || !std::in_range<common>(right)) detail::throw_overflow("%");
      } else {
        if (static_cast<common>(right) == common{-1}) return common{0};
      }
      return static_cast<common>(static_cast<common>(left) % static_cast<common>(right));
    } else {
      return std::fmod(static_cast<common>(left), static_cast<common>(right));
    }
  }
};

struct negate_function {
  template <class Type>
  using type = std::conditional_t<numeric_type<Type>, Type, plan_error::no_such_operation<"-", Type>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& argument) {
    if constexpr (sizeof(argument.text) == 1) return fixed_string{""};
    else return fixed_string{"(- "} + argument + fixed_string{")"};
  }

  template <class Type>
  [[nodiscard]] constexpr Type operator()(Type value) const {
    if constexpr (integer_type<Type>) return subtract_function{}(Type{0}, value);
    else return -value;
  }
};

template <class Left, class Right>
  requires operands<Left, Right>
[[nodiscard]] constexpr auto operator+(Left&& left, Right&& right) {
  return make_call(add_function{}, std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
  requires operands<Left, Right>
[[nodiscard]] constexpr auto operator-(Left&& left, Right&& right) {
  return make_call(subtract_function{}, std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
  requires operands<Left, Right>
[[nodiscard]] constexpr auto operator*(Left&& left, Right&& right) {
  return make_call(multiply_function{}, std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
  requires operands<Left, Right>
[[nodiscard]] constexpr auto operator/(Left&& left, Right&& right) {
  return make_call(divide_function{}, std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
  requires operands<Left, Right>
[[nodiscard]] constexpr auto operator%(Left&& left, Right&& right) {
  return make_call(modulo_function{}, std::forward<Left>(left), std::forward<Right>(right));
}
template <expression Operand>
[[nodiscard]] constexpr auto operator-(Operand&& value) {
  return make_call(negate_function{}, std::forward<Operand>(value));
}
/// `left / right`, NULL where `right` is zero.
template <class Left, class Right>
  requires operands<Left, Right>
[[nodiscard]] constexpr auto try_divide(Left&& left, Right&& right) {
  return make_call(try_divide_function{}, std::forward<Left>(left), std::forward<Right>(right));
}

}  // namespace sluice
