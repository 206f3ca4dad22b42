// SPDX-License-Identifier: Apache-2.0
// What the function library is made of: a plain C++ function and the kinds of columns it takes, as a scalar function of
// call.hpp. Its name, its types, NULL and the refusal of other types come from here, so that a function is one function and
// the one line that lends it to columns.
#pragma once

#include <sluice/expressions/call.hpp>
#include <sluice/expressions/errors.hpp>

#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice {

/// Arguments of a function, at least one of which is an expression already: `sqrt(2.0)` stays the standard library's.
template <class... Operands>
concept function_operands = (operand<Operands> && ...) && (expression<Operands> || ...);

namespace kind {

/// A text.
struct text {
  template <class Type>
  static constexpr bool takes = text_type<Type>;
  using passed = std::string_view;
  static constexpr passed pass(std::string_view value) { return value; }
};

/// Bytes, or a text as its bytes.
struct content {
  template <class Type>
  static constexpr bool takes = text_type<Type> || binary_type<Type>;
  using passed = std::string_view;
  static constexpr passed pass(std::string_view value) { return value; }
  static constexpr passed pass(bytes_view value) { return value.text(); }
};

/// Any integer. What does not fit 64 signed bits becomes the greatest that does.
struct whole {
  template <class Type>
  static constexpr bool takes = integer_type<Type>;
  using passed = std::int64_t;
  template <class Type>
  static constexpr passed pass(Type value) {
    return std::in_range<std::int64_t>(value) ? static_cast<std::int64_t>(value) : std::numeric_limits<std::int64_t>::max();
  }
};

/// Any number, as a double.
struct number {
  template <class Type>
  static constexpr bool takes = numeric_type<Type>;
  using passed = double;
  template <class Type>
  static constexpr passed pass(Type value) {
    return static_cast<double>(value);
  }
};

}  // namespace kind

/// `Body`, a function, as a scalar function called `Name` of columns of these kinds. Any NULL gives NULL; a body that returns
/// std::optional may give NULL itself. A body that returns a view returns a part of an argument.
template <fixed_string Name, auto Body, class... Kinds>
struct plain_function {
  using made = std::invoke_result_t<decltype(Body), typename Kinds::passed...>;

  template <class... Types>
  using type = std::conditional_t<(Kinds::template takes<Types> && ...), owned_t<made>, plan_error::no_such_operation<Name, Types...>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<Name>(names...); }

  template <class... Values>
  [[nodiscard]] constexpr auto operator()(Values const&... values) const {
    return Body(Kinds::pass(values)...);
  }
};

}  // namespace sluice
