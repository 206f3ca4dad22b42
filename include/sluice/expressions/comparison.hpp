// SPDX-License-Identifier: Apache-2.0
// `== != < <= > >=` on columns. Numbers compare by value whatever their types; other types compare with their own kind.
// A NULL operand gives NULL.
#pragma once

#include <sluice/expressions/call.hpp>
#include <sluice/expressions/errors.hpp>

#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

template <class Left, class Right>
inline constexpr bool comparable =
    (numeric_type<Left> && numeric_type<Right>) || std::same_as<owned_t<Left>, owned_t<Right>>;

/// −1, 0 or 1 as a comparison category; mixed integers compare by value, not by bit pattern.
template <class Left, class Right>
constexpr bool values_equal(Left const& left, Right const& right) {
  if constexpr (integer_type<Left> && integer_type<Right>) return std::cmp_equal(left, right);
  else if constexpr (numeric_type<Left> && numeric_type<Right>) {
    using common = std::common_type_t<Left, Right>;
    return static_cast<common>(left) == static_cast<common>(right);
  } else return left == right;
}
template <class Left, class Right>
constexpr bool values_less(Left const& left, Right const& right) {
  if constexpr (integer_type<Left> && integer_type<Right>) return std::cmp_less(left, right);
  else if constexpr (numeric_type<Left> && numeric_type<Right>) {
    using common = std::common_type_t<Left, Right>;
    return static_cast<common>(left) < static_cast<common>(right);
  } else return left < right;
}

}  // namespace detail

struct equal_function {
  template <class Left, class Right>
  using type =
      std::conditional_t<detail::comparable<Left, Right>, bool, plan_error::no_such_operation<"==", Left, Right>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& left, auto const& right) { return detail::infix_name<"=">(left, right); }
  [[nodiscard]] constexpr bool operator()(auto const& left, auto const& right) const {
    return detail::values_equal(left, right);
  }
};

struct not_equal_function {
  template <class Left, class Right>
  using type =
      std::conditional_t<detail::comparable<Left, Right>, bool, plan_error::no_such_operation<"!=", Left, Right>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& left, auto const& right) { return detail::infix_name<"!=">(left, right); }
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
    return detail::values_less(left, right) || detail::values_equal(left, right);
  }
};

/// NULL-safe equality, Spark's `<=>`: never NULL; two NULLs are equal.
struct null_safe_equal_function {
  template <class Left, class Right>
  using type = std::conditional_t<detail::comparable<non_null_t<Left>, non_null_t<Right>>, bool,
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
    return detail::values_less(right, left) || detail::values_equal(left, right);
  }
};

template <class Left, class Right>
  requires operands<Left, Right>
[[nodiscard]] constexpr auto operator==(Left&& left, Right&& right) {
  return make_call(equal_function{}, std::forward<Left>(left), std::forward<Right>(right));
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
