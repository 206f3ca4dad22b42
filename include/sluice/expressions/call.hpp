// SPDX-License-Identifier: Apache-2.0
// A function applied to expressions: the one node behind arithmetic, comparison, casts and the function library.
//
// A scalar function F provides
//   template <class... Types> using type = ...;    result type for the arguments' types, or a refusal. The types are
//                                                  non-null unless `handles_null`
//   static constexpr bool handles_null = false;    true: it sees std::optional arguments as they are; false: any NULL
//                                                  argument makes the result NULL, and F is not called
//   static constexpr auto name(names...);          the default column name, from the arguments' names
//   static constexpr auto inner_name(name);        where it differs inside of other expressions
//   constexpr auto operator()(views...) const;
#pragma once

#include <sluice/expressions/expression.hpp>
#include <sluice/expressions/literal.hpp>

#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

template <class Function, class... Types>
consteval auto function_result() {
  if constexpr (Function::handles_null) {
    using type = typename Function::template type<Types...>;
    if constexpr (refused<type>) return type{};
    else return typed<type>{};
  } else {
    using type = typename Function::template type<non_null_t<Types>...>;
    if constexpr (refused<type>) return type{};
    else if constexpr ((false || ... || is_nullable<Types>)) return typed<nullable_t<type>>{};
    else return typed<type>{};
  }
}

template <class Function, class... Results>
consteval auto call_result() {
  using first = first_refusal_t<Results...>;
  if constexpr (refused<first>) return first{};
  else return function_result<Function, typename Results::type...>();
}

template <class Type>
constexpr bool has_value(Type const& value) {
  if constexpr (is_nullable<Type>) return value.has_value();
  else return true;
}
template <class Type>
constexpr decltype(auto) unwrap(Type const& value) {
  if constexpr (is_nullable<Type>) return *value;
  else return (value);
}

/// A function with two names passes its argument's on where it stands alone.
template <class Function, class... Arguments>
consteval auto name_of_call() {
  if constexpr (requires { Function::inner_name(inner_name_of<Arguments>...); }) return Function::name(Arguments::name...);
  else return Function::name(inner_name_of<Arguments>...);
}
template <class Function, class... Arguments>
consteval auto inner_name_of_call() {
  if constexpr (requires { Function::inner_name(inner_name_of<Arguments>...); }) return Function::inner_name(inner_name_of<Arguments>...);
  else return Function::name(inner_name_of<Arguments>...);
}

/// Calls a function that knows no NULL on values that may be NULL.
template <class Function, class... Values>
constexpr auto lift(Function const& function, Values const&... values) {
  if constexpr ((false || ... || is_nullable<Values>)) {
    using result = nullable_t<std::remove_cvref_t<decltype(function(unwrap(values)...))>>;
    if ((true && ... && has_value(values))) return result{function(unwrap(values)...)};
    return result{};
  } else {
    return function(values...);
  }
}

/// Whether an argument's value is made during the evaluation and owns what a view of it would point at: a text from a cast.
template <class Value>
inline constexpr bool is_temporary = !std::is_reference_v<Value> && !std::is_trivially_copyable_v<Value>;

/// A function's result as it may leave the evaluation: a view of a temporary is copied out of it.
template <class... Arguments, class Result>
constexpr auto keep_result(Result result) {
  if constexpr ((false || ... || is_temporary<Arguments>) && !is_row<Result>) return static_cast<owned_t<Result>>(result);
  else return result;
}

}  // namespace detail

/// `Function` applied to `Arguments`. Costs what the function costs; nothing is stored.
template <class Function, class... Arguments>
struct call : expression_base<call<Function, Arguments...>> {
  Function function;
  std::tuple<Arguments...> arguments;

  constexpr explicit call(Function with, Arguments... of) : function(std::move(with)), arguments(std::move(of)...) {}

  static constexpr auto name = detail::name_of_call<Function, Arguments...>();
  static constexpr auto inner_name = detail::inner_name_of_call<Function, Arguments...>();
  static constexpr auto needs = (no_columns | ... | Arguments::needs);
  template <class Schema>
  using result = decltype(detail::call_result<Function, result_of<Arguments, Schema>...>());

  template <class Row>
  [[nodiscard]] constexpr auto evaluate(Row const& row) const {
    return evaluate_arguments(row, std::index_sequence_for<Arguments...>{});
  }

 private:
  template <class Row, std::size_t... Index>
  [[nodiscard]] constexpr auto evaluate_arguments(Row const& row, std::index_sequence<Index...>) const {
    if constexpr (Function::handles_null) {
      return detail::keep_result<decltype(std::get<Index>(arguments).evaluate(row))...>(
          function(std::get<Index>(arguments).evaluate(row)...));
    } else {
      return detail::keep_result<decltype(std::get<Index>(arguments).evaluate(row))...>(
          detail::lift(function, std::get<Index>(arguments).evaluate(row)...));
    }
  }
};

namespace detail {

/// `(left + right)`, the name Spark gives a binary expression; none if an operand has none.
template <fixed_string Symbol, std::size_t Left, std::size_t Right>
constexpr auto infix_name(fixed_string<Left> const& left, fixed_string<Right> const& right) {
  if constexpr (Left == 1 || Right == 1) {
    return fixed_string{""};
  } else {
    return fixed_string{"("} + left + fixed_string{" "} + Symbol + fixed_string{" "} + right + fixed_string{")"};
  }
}

template <std::size_t First, std::size_t... Rest>
constexpr auto join_names(fixed_string<First> const& first, fixed_string<Rest> const&... rest) {
  return (first + ... + (fixed_string{", "} + rest));
}

/// `function(a, b)`, the name Spark gives a call; none if an argument has none.
template <fixed_string Function, std::size_t... Sizes>
constexpr auto call_name(fixed_string<Sizes> const&... names) {
  if constexpr (sizeof...(Sizes) == 0) {
    return Function + fixed_string{"()"};
  } else if constexpr ((false || ... || (Sizes == 1))) {
    return fixed_string{""};
  } else {
    return Function + fixed_string{"("} + join_names(names...) + fixed_string{")"};
  }
}

}  // namespace detail

/// Makes a call of a function on operands.
template <class Function, operand... Operands>
[[nodiscard]] constexpr auto make_call(Function function, Operands&&... operands) {
  return call<Function, expression_for<Operands>...>{std::move(function), as_expression(std::forward<Operands>(operands))...};
}

}  // namespace sluice
