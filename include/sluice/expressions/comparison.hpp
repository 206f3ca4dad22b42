// SPDX-License-Identifier: Apache-2.0
// `== != < <= > >=` on columns. Numbers compare by value whatever their types; other types compare with their own kind.
// A NULL operand gives NULL. NaN equals itself and is above every number, as in Spark, and as it is grouped and sorted here.
#pragma once

#include <sluice/expressions/call.hpp>
#include <sluice/expressions/errors.hpp>

#include <chrono>
#include <concepts>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

template <class Left, class Right>
inline constexpr bool equatable =
    (numeric_type<Left> && numeric_type<Right>) ||
    (equality_type<Left> && !is_row<Left> && std::same_as<owned_t<Left>, owned_t<Right>>);
template <class Left, class Right>
inline constexpr bool comparable = equatable<Left, Right> && ordered_type<Left>;

/// Whether a whole number is less than (−1), equal to (0) or greater than (1) another number, exactly.
template <class Whole, class Real>
constexpr int compare_exactly(Whole whole, Real real) {
  // Both bounds are powers of two, which a double holds exactly.
  constexpr double above = 2.0 * static_cast<double>(Whole{1} << (std::numeric_limits<Whole>::digits - 1));
  constexpr double lowest = std::is_signed_v<Whole> ? -above : 0.0;
  if (!(real < above)) return -1;  // NaN too
  if (real < lowest) return 1;
  auto const cut = static_cast<Whole>(real);
  if (whole != cut) return whole < cut ? -1 : 1;
  auto const rest = static_cast<double>(real) - static_cast<double>(cut);
  return rest > 0 ? -1 : rest < 0 ? 1 : 0;
}

/// Whether two numbers must be compared by compare_exactly, because no floating point type holds both.
template <class Left, class Right>
inline constexpr bool inexact = integer_type<Left> && std::floating_point<Right> &&
                                std::numeric_limits<Left>::digits > std::numeric_limits<double>::digits;

template <class Left, class Right>
constexpr bool values_equal(Left const& left, Right const& right) {
  if constexpr (integer_type<Left> && integer_type<Right>) {
    return std::cmp_equal(left, right);
  } else if constexpr (inexact<Left, Right>) {
    return compare_exactly(left, right) == 0;
  } else if constexpr (inexact<Right, Left>) {
    return compare_exactly(right, left) == 0;
  } else if constexpr (numeric_type<Left> && numeric_type<Right>) {
    auto const first = static_cast<double>(left);
    auto const second = static_cast<double>(right);
    return first == second || (first != first && second != second);
  } else {
    return left == right;
  }
}
template <class Left, class Right>
constexpr bool values_less(Left const& left, Right const& right) {
  if constexpr (integer_type<Left> && integer_type<Right>) {
    return std::cmp_less(left, right);
  } else if constexpr (inexact<Left, Right>) {
    return compare_exactly(left, right) < 0;
  } else if constexpr (inexact<Right, Left>) {
    return compare_exactly(right, left) > 0;
  } else if constexpr (numeric_type<Left> && numeric_type<Right>) {
    auto const first = static_cast<double>(left);
    auto const second = static_cast<double>(right);
    return first < second || (second != second && first == first);
  } else {
    return left < right;
  }
}
template <class Left, class Right>
constexpr bool values_less_equal(Left const& left, Right const& right) {
  // Numbers have a total order, so that one look is enough; others may leave pairs without an order.
  if constexpr (std::floating_point<Left> && std::floating_point<Right>) return left <= right || right != right;
  else if constexpr (numeric_type<Left> && numeric_type<Right>) return !values_less(right, left);
  else return values_less(left, right) || values_equal(left, right);
}

}  // namespace detail

struct equal_function {
  template <class Left, class Right>
  using type =
      std::conditional_t<detail::equatable<Left, Right>, bool, plan_error::no_such_operation<"==", Left, Right>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& left, auto const& right) { return detail::infix_name<"=">(left, right); }
  [[nodiscard]] constexpr bool operator()(auto const& left, auto const& right) const {
    return detail::values_equal(left, right);
  }
};

struct not_equal_function {
  template <class Left, class Right>
  using type =
      std::conditional_t<detail::equatable<Left, Right>, bool, plan_error::no_such_operation<"!=", Left, Right>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& left, auto const& right) {
    auto const equal = detail::infix_name<"=">(left, right);
    if constexpr (sizeof(equal.text) == 1) return fixed_string{""};
    else return fixed_string{"(NOT "} + equal + fixed_string{")"};
  }
  [[nodiscard]] constexpr bool operator()(auto const& left, auto const& right) const {
    return !detail::values_equal(left, right);
  }
};

struct less_function {
  template <class Left, class Right>
  using type =
      std::conditional_t<detail::comparable<Left, Right>, bool, plan_error::no_such_operation<"<", Left, Right>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& left, auto const& right) { return detail::infix_name<"<">(left, right); }
  [[nodiscard]] constexpr bool operator()(auto const& left, auto const& right) const {
    return detail::values_less(left, right);
  }
};

struct less_equal_function {
  template <class Left, class Right>
  using type =
      std::conditional_t<detail::comparable<Left, Right>, bool, plan_error::no_such_operation<"<=", Left, Right>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& left, auto const& right) { return detail::infix_name<"<=">(left, right); }
  [[nodiscard]] constexpr bool operator()(auto const& left, auto const& right) const {
    return detail::values_less_equal(left, right);
  }
};

/// NULL-safe equality, Spark's `<=>`: never NULL; two NULLs are equal.
struct null_safe_equal_function {
  template <class Left, class Right>
  using type = std::conditional_t<detail::equatable<non_null_t<Left>, non_null_t<Right>>, bool,
                                  plan_error::no_such_operation<"null_safe_equal", Left, Right>>;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const& left, auto const& right) { return detail::infix_name<"<=>">(left, right); }
  [[nodiscard]] constexpr bool operator()(auto const& left, auto const& right) const {
    if (!detail::has_value(left) || !detail::has_value(right)) return detail::has_value(left) == detail::has_value(right);
    return detail::values_equal(detail::unwrap(left), detail::unwrap(right));
  }
};

/// `left > right`, kept apart from `right < left` for its name.
struct greater_function : less_function {
  template <class Left, class Right>
  using type =
      std::conditional_t<detail::comparable<Left, Right>, bool, plan_error::no_such_operation<">", Left, Right>>;
  static constexpr auto name(auto const& left, auto const& right) { return detail::infix_name<">">(left, right); }
  [[nodiscard]] constexpr bool operator()(auto const& left, auto const& right) const {
    return detail::values_less(right, left);
  }
};

struct greater_equal_function : less_equal_function {
  template <class Left, class Right>
  using type =
      std::conditional_t<detail::comparable<Left, Right>, bool, plan_error::no_such_operation<">=", Left, Right>>;
  static constexpr auto name(auto const& left, auto const& right) { return detail::infix_name<">=">(left, right); }
  [[nodiscard]] constexpr bool operator()(auto const& left, auto const& right) const {
    return detail::values_less_equal(right, left);
  }
};

template <class Left, class Right>
  requires operands<Left, Right>
[[nodiscard]] constexpr auto operator==(Left&& left, Right&& right) {
  return make_call(equal_function{}, std::forward<Left>(left), std::forward<Right>(right));
}
/// The refused forms, which `std::optional` and pointers have and columns have not.
template <expression Operand, untyped_null Null>
constexpr auto operator==(Operand const& operand, Null) {
  plan_error::null_equals_nothing<Operand>::raise();
  return make_call(equal_function{}, operand, operand);
}
template <expression Operand, untyped_null Null>
constexpr auto operator!=(Operand const& operand, Null null) {
  return operand == null;
}
template <class Left, class Right>
  requires operands<Left, Right>
[[nodiscard]] constexpr auto operator!=(Left&& left, Right&& right) {
  return make_call(not_equal_function{}, std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
  requires operands<Left, Right>
[[nodiscard]] constexpr auto operator<(Left&& left, Right&& right) {
  return make_call(less_function{}, std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
  requires operands<Left, Right>
[[nodiscard]] constexpr auto operator<=(Left&& left, Right&& right) {
  return make_call(less_equal_function{}, std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
  requires operands<Left, Right>
[[nodiscard]] constexpr auto operator>(Left&& left, Right&& right) {
  return make_call(greater_function{}, std::forward<Left>(left), std::forward<Right>(right));
}
template <class Left, class Right>
  requires operands<Left, Right>
[[nodiscard]] constexpr auto operator>=(Left&& left, Right&& right) {
  return make_call(greater_equal_function{}, std::forward<Left>(left), std::forward<Right>(right));
}
/// Equality under which two NULLs are equal and nothing is NULL: Spark's `<=>`.
template <class Left, class Right>
  requires operands<Left, Right>
[[nodiscard]] constexpr auto null_safe_equal(Left&& left, Right&& right) {
  return make_call(null_safe_equal_function{}, std::forward<Left>(left), std::forward<Right>(right));
}

}  // namespace sluice
