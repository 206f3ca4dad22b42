// SPDX-License-Identifier: Apache-2.0
// `udf(f)(col<"a">, col<"b">)`: any callable over columns. It is called with views and plain values; a NULL argument
// gives NULL without calling it, unless it takes std::optional there.
#pragma once

#include <sluice/expressions/call.hpp>
#include <sluice/expressions/errors.hpp>

#include <type_traits>
#include <utility>

namespace sluice {

/// A user's callable as a scalar function.
template <class Callable>
struct user_function {
  [[no_unique_address]] Callable callable;

  static constexpr bool handles_null = true;
  static constexpr auto name(auto const&...) { return fixed_string{""}; }

  /// NULL arguments reach the callable only if it takes them.
  template <class... Values>
  static constexpr bool takes_nulls = std::is_invocable_v<Callable const&, Values...>;

  template <class... Types>
  static consteval auto find_type() {
    if constexpr (takes_nulls<view_t<Types>...>) {
      return std::type_identity<owned_t<std::invoke_result_t<Callable const&, view_t<Types>...>>>{};
    } else if constexpr (std::is_invocable_v<Callable const&, view_t<non_null_t<Types>>...>) {
      return std::type_identity<
          nullable_t<owned_t<std::invoke_result_t<Callable const&, view_t<non_null_t<Types>>...>>>>{};
    } else {
      return std::type_identity<plan_error::function_does_not_take<Callable, Types...>>{};
    }
  }
  template <class... Types>
  using type = typename decltype(find_type<Types...>())::type;

  template <class... Values>
  [[nodiscard]] constexpr auto operator()(Values const&... values) const {
    if constexpr (takes_nulls<Values...>) return callable(values...);
    else return detail::lift(callable, values...);
  }
};

/// A callable made ready for columns.
template <class Callable>
struct user_function_maker {
  [[no_unique_address]] Callable callable;

  template <operand... Operands>
  [[nodiscard]] constexpr auto operator()(Operands&&... operands) const {
    return make_call(user_function<Callable>{callable}, std::forward<Operands>(operands)...);
  }
};

/// Makes any callable a function of columns. It must be pure and safe to copy. Its result needs a name: `.as<"x">()`.
template <class Callable>
[[nodiscard]] constexpr auto udf(Callable callable) {
  return user_function_maker<Callable>{std::move(callable)};
}

}  // namespace sluice
