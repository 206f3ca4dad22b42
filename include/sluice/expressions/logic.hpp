// SPDX-License-Identifier: Apache-2.0
// `&& || !` on conditions, in three-valued logic: NULL && false is false, NULL || true is true, everything else with a
// NULL is NULL. The right side is not evaluated when the left decides.
#pragma once

#include <sluice/expressions/call.hpp>
#include <sluice/expressions/errors.hpp>

#include <optional>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

template <fixed_string Symbol, class Left, class Right>
consteval auto logic_result() {
  using first = first_refusal_t<Left, Right>;
  if constexpr (refused<first>) {
    return first{};
  } else {
    using left = typename Left::type;
    using right = typename Right::type;
    if constexpr (!std::same_as<non_null_t<left>, bool> || !std::same_as<non_null_t<right>, bool>)
      return plan_error::no_such_operation<Symbol, left, right>{};
    else if constexpr (is_nullable<left> || is_nullable<right>) return typed<std::optional<bool>>{};
    else return typed<bool>{};
  }
}

/// The value of `left op right`, where `Deciding` (false for and, true for or) settles it alone.
template <bool Deciding, class Left, class Right, class Row>
constexpr auto evaluate_logic(Left const& left, Right const& right, Row const& row) {
  auto const first = left.evaluate(row);
  using left_type = std::remove_cvref_t<decltype(first)>;
  using right_type = std::remove_cvref_t<decltype(right.evaluate(row))>;
  if constexpr (!is_nullable<left_type> && !is_nullable<right_type>) {
    return first == Deciding ? Deciding : static_cast<bool>(right.evaluate(row));
  } else {
    std::optional<bool> const known = first;
    if (known == Deciding) return std::optional<bool>{Deciding};
    std::optional<bool> const second = right.evaluate(row);
    if (second == Deciding) return std::optional<bool>{Deciding};
    if (!known || !second) return std::optional<bool>{};
    return std::optional<bool>{!Deciding};
  }
}

}  // namespace detail

template <expression Left, expression Right>
struct logical_and : expression_base<logical_and<Left, Right>> {
  Left left;
  Right right;

  constexpr logical_and(Left first, Right second) : left(std::move(first)), right(std::move(second)) {}

  static constexpr auto name = detail::infix_name<"AND">(inner_name_of<Left>, inner_name_of<Right>);
  static constexpr auto needs = Left::needs | Right::needs;
  template <class Schema>
  using result = decltype(detail::logic_result<"&&", result_of<Left, Schema>, result_of<Right, Schema>>());

  template <class Row>
  [[nodiscard]] constexpr auto evaluate(Row const& row) const {
    return detail::evaluate_logic<false>(left, right, row);
  }
};

template <expression Left, expression Right>
struct logical_or : expression_base<logical_or<Left, Right>> {
  Left left;
  Right right;

  constexpr logical_or(Left first, Right second) : left(std::move(first)), right(std::move(second)) {}

  static constexpr auto name = detail::infix_name<"OR">(inner_name_of<Left>, inner_name_of<Right>);
  static constexpr auto needs = Left::needs | Right::needs;
  template <class Schema>
  using result = decltype(detail::logic_result<"||", result_of<Left, Schema>, result_of<Right, Schema>>());

  template <class Row>
  [[nodiscard]] constexpr auto evaluate(Row const& row) const {
    return detail::evaluate_logic<true>(left, right, row);
  }
};

struct not_function {
  template <class Type>
  using type = std::conditional_t<std::same_as<Type, bool>, bool, plan_error::no_such_operation<"!", Type>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& argument) {
    if constexpr (sizeof(argument.text) == 1) return fixed_string{""};
    else return fixed_string{"(NOT "} + argument + fixed_string{")"};
  }
  [[nodiscard]] constexpr bool operator()(bool value) const { return !value; }
};

template <class Left, class Right>
  requires operands<Left, Right>
[[nodiscard]] constexpr auto operator&&(Left&& left, Right&& right) {
  return logical_and<expression_for<Left>, expression_for<Right>>{as_expression(std::forward<Left>(left)),
                                                                 as_expression(std::forward<Right>(right))};
}
template <class Left, class Right>
  requires operands<Left, Right>
[[nodiscard]] constexpr auto operator||(Left&& left, Right&& right) {
  return logical_or<expression_for<Left>, expression_for<Right>>{as_expression(std::forward<Left>(left)),
                                                                as_expression(std::forward<Right>(right))};
}
template <expression Operand>
[[nodiscard]] constexpr auto operator!(Operand&& value) {
  return make_call(not_function{}, std::forward<Operand>(value));
}

}  // namespace sluice
