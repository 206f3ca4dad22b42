// SPDX-License-Identifier: Apache-2.0
// `udf(f)(col<"a">, col<"b">)`: any callable over columns. It is called with views and plain values; a NULL argument
// gives NULL without calling it, unless it takes std::optional there. A callable with `auto` parameters cannot be asked, so it
// never sees NULL.
#pragma once

#include <sluice/expressions/call.hpp>
#include <sluice/expressions/errors.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

/// Whether a callable has one signature that can be asked what it takes: no `auto` parameters, no overloads.
template <class Callable>
inline constexpr bool has_one_signature = std::is_function_v<std::remove_pointer_t<Callable>>;
template <class Callable>
  requires requires { &Callable::operator(); }
inline constexpr bool has_one_signature<Callable> = true;

template <class Callable, std::size_t Index, class Sequence, class... Types>
inline constexpr bool takes_null_at = false;
template <class Callable, std::size_t Index, std::size_t... Other, class... Types>
  requires has_one_signature<Callable> && is_nullable<nth_type<Index, Types...>>
inline constexpr bool takes_null_at<Callable, Index, std::index_sequence<Other...>, Types...> =
    std::is_invocable_v<Callable const&, view_t<std::conditional_t<Other == Index, Types, non_null_t<Types>>>...>;

/// An argument as a callable gets it: a view, without its std::optional unless that is taken. Arrays made lazily (split) become the
/// vectors they stand for.
template <bool TakesNull, class Value>
constexpr decltype(auto) callable_argument(Value const& value) {
  if constexpr (is_nullable<Value> && !TakesNull) return callable_argument<false>(*value);
  else if constexpr (is_array<non_null_t<owned_t<Value>>> && !std::same_as<owned_t<Value>, Value>)
    return static_cast<owned_t<Value>>(value);
  else return as_view(value);
}

/// A callable's result; a text given by its address is a text.
template <class Result>
constexpr auto callable_result(Result result) {
  if constexpr (std::same_as<Result, char const*>) return std::string_view{result};
  else return result;
}

}  // namespace detail

/// A user's callable as a scalar function.
template <class Callable>
struct user_function {
  [[no_unique_address]] Callable callable;

  static constexpr bool handles_null = true;
  static constexpr auto name(auto const&...) { return fixed_string{""}; }

  template <class... Types>
  static consteval auto find_type() {
    return find_type<Types...>(std::index_sequence_for<Types...>{});
  }
  template <class... Types>
  using type = typename decltype(find_type<Types...>())::type;

  template <class... Values>
  [[nodiscard]] constexpr auto operator()(Values const&... values) const {
    return call_with(std::index_sequence_for<Values...>{}, values...);
  }

 private:
  /// Whether a NULL in this place reaches the callable.
  template <std::size_t Index, class... Types>
  static constexpr bool takes_null = detail::takes_null_at<Callable, Index, std::index_sequence_for<Types...>, Types...>;
  /// Whether some NULL does not, so that the result may be NULL.
  template <class... Types, std::size_t... Index>
  static consteval bool may_skip(std::index_sequence<Index...>) {
    return (false || ... || (is_nullable<Types> && !takes_null<Index, Types...>));
  }

  template <class... Types, std::size_t... Index>
  static consteval auto find_type(std::index_sequence<Index...> places) {
    using call = std::is_invocable<Callable const&,
                                   view_t<std::conditional_t<takes_null<Index, Types...>, Types, non_null_t<Types>>>...>;
    if constexpr (!call::value) {
      return std::type_identity<plan_error::function_does_not_take<Callable, Types...>>{};
    } else {
      using result = owned_t<std::invoke_result_t<
          Callable const&, view_t<std::conditional_t<takes_null<Index, Types...>, Types, non_null_t<Types>>>...>>;
      if constexpr (may_skip<Types...>(places)) return std::type_identity<nullable_t<result>>{};
      else return std::type_identity<result>{};
    }
  }

  template <std::size_t... Index, class... Values>
  [[nodiscard]] constexpr auto call_with(std::index_sequence<Index...> places, Values const&... values) const {
    if constexpr (may_skip<owned_t<Values>...>(places)) {
      using result = nullable_t<decltype(call_bare(places, values...))>;
      if ((true && ... && (takes_null<Index, owned_t<Values>...> || detail::has_value(values))))
        return result{call_bare(places, values...)};
      return result{};
    } else {
      return call_bare(places, values...);
    }
  }
  template <std::size_t... Index, class... Values>
  [[nodiscard]] constexpr auto call_bare(std::index_sequence<Index...>, Values const&... values) const {
    return detail::keep_result<decltype(detail::callable_argument<takes_null<Index, owned_t<Values>...>>(values))...>(
        detail::callable_result(
            callable(detail::callable_argument<takes_null<Index, owned_t<Values>...>>(values)...)));
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
