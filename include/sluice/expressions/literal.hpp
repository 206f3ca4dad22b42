// SPDX-License-Identifier: Apache-2.0
// Constants in expressions: `lit(5)`, and plain C++ values beside columns (`col<"amount"> > 5`).
#pragma once

#include <sluice/expressions/errors.hpp>
#include <sluice/expressions/expression.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice {

/// A value that is the same for every row. It has no column name of its own: give one with `.as<"name">()`.
template <class Value>
struct literal : expression_base<literal<Value>> {
  Value value;

  constexpr explicit literal(Value constant) : value(std::move(constant)) {}

  static constexpr auto name = fixed_string{""};
  static constexpr auto needs = no_columns;
  template <class Schema>
  using result = typed<owned_t<Value>>;

  template <class Row>
  [[nodiscard]] constexpr view_t<Value> evaluate(Row const&) const {
    return as_view(value);
  }
};

namespace detail {

template <class Value>
concept literal_value = std::is_arithmetic_v<Value> || std::is_enum_v<Value> || text_type<Value> || binary_type<Value> ||
                        std::same_as<Value, timestamp> || std::same_as<Value, date> || is_array<Value> || is_map<Value>;

template <class Type>
inline constexpr bool is_duration = false;
template <class Rep, class Period>
inline constexpr bool is_duration<std::chrono::duration<Rep, Period>> = true;
/// What every duration becomes.
template <class Type>
inline constexpr bool is_interval = std::same_as<Type, std::chrono::microseconds>;

}  // namespace detail

/// C++'s words for nothing, which do not say of which type it is.
template <class Type>
concept untyped_null = std::same_as<std::remove_cvref_t<Type>, std::nullptr_t> || std::same_as<std::remove_cvref_t<Type>, std::nullopt_t>;

/// Makes an expression of a constant. Texts given as char arrays or std::string_view must outlive the query; a
/// std::string is copied into it. Durations become microseconds.
template <class Value>
  requires(!untyped_null<Value>)
[[nodiscard]] constexpr auto lit(Value&& value) {
  using plain = std::remove_cvref_t<Value>;
  if constexpr (std::convertible_to<Value const&, std::string_view> && !std::same_as<plain, std::string>) {
    return literal<std::string_view>{std::string_view{value}};
  } else if constexpr (detail::is_duration<plain>) {
    return literal<std::chrono::microseconds>{std::chrono::duration_cast<std::chrono::microseconds>(value)};
  } else {
    return literal<plain>{std::forward<Value>(value)};
  }
}

/// A NULL of a type: `null_of<double>()`.
template <class Type>
[[nodiscard]] constexpr auto null_of() {
  return literal<std::optional<Type>>{std::nullopt};
}

/// The refused form.
template <untyped_null Null>
constexpr auto lit(Null) {
  plan_error::null_has_no_type<Null>::raise();
  return null_of<bool>();
}

/// Whatever may stand as an operand: an expression, or a constant. nullptr converts to a std::string_view, and would be read.
template <class Type>
concept operand = expression<Type> || detail::literal_value<std::remove_cvref_t<Type>> || detail::is_duration<std::remove_cvref_t<Type>> ||
                  (std::convertible_to<Type, std::string_view> && !untyped_null<Type>);

/// The expression of an operand.
template <operand Operand>
[[nodiscard]] constexpr auto as_expression(Operand&& value) {
  if constexpr (expression<Operand>) {
    return std::forward<Operand>(value);
  } else {
    return lit(std::forward<Operand>(value));
  }
}
template <operand Operand>
using expression_for = decltype(as_expression(std::declval<Operand>()));

/// Operands of an operator, at least one of which is an expression already.
template <class Left, class Right>
concept operands = operand<Left> && operand<Right> && (expression<Left> || expression<Right>);

}  // namespace sluice
