// SPDX-License-Identifier: Apache-2.0
// `greatest` and `least` of several values; NULLs are passed over. Numbers take their common type; NaN is above every number.
#pragma once

#include <sluice/expressions/comparison.hpp>
#include <sluice/expressions/conditional.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <optional>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

template <fixed_string Name, class... Types>
consteval auto extreme_type() {
  using common = common_value_t<Types...>;
  if constexpr (refused<common>) return std::type_identity<plan_error::no_such_operation<Name, Types...>>{};
  else if constexpr (!ordered_type<non_null_t<common>>) return std::type_identity<plan_error::no_such_operation<Name, Types...>>{};
  else if constexpr ((true && ... && is_nullable<Types>)) return std::type_identity<nullable_t<common>>{};
  else return std::type_identity<non_null_t<common>>{};
}

/// Keeps the extreme of the values that are not NULL. `Greatest` says which.
template <bool Greatest, class Result>
struct extreme_finder {
  std::optional<Result> found;

  template <class Value>
  constexpr void consider(Value const& value) {
    if (!has_value(value)) return;
    auto const candidate = into_common<Result>(unwrap(value), Greatest ? "greatest" : "least");
    if (!found || (Greatest ? values_less(*found, candidate) : values_less(candidate, *found))) found = candidate;
  }
};

}  // namespace detail

template <fixed_string Name, bool Greatest>
struct extreme_of_row_function {
  template <class... Types>
  using type = typename decltype(detail::extreme_type<Name, Types...>())::type;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const&... names) { return detail::call_name<Name>(names...); }

  template <class... Values>
  [[nodiscard]] constexpr auto operator()(Values const&... values) const {
    detail::extreme_finder<Greatest, non_null_t<detail::branch_value_t<Values...>>> finder;
    (finder.consider(values), ...);
    if constexpr ((true && ... && is_nullable<Values>)) return finder.found;
    else return *std::move(finder.found);  // one of the arguments is never NULL
  }
};

/// The greatest of the values that are not NULL; NULL if all are.
template <operand First, operand Second, operand... Rest>
  requires function_operands<First, Second, Rest...>
[[nodiscard]] constexpr auto greatest(First&& first, Second&& second, Rest&&... rest) {
  return make_call(extreme_of_row_function<"greatest", true>{}, std::forward<First>(first), std::forward<Second>(second),
                   std::forward<Rest>(rest)...);
}
/// The least of the values that are not NULL; NULL if all are.
template <operand First, operand Second, operand... Rest>
  requires function_operands<First, Second, Rest...>
[[nodiscard]] constexpr auto least(First&& first, Second&& second, Rest&&... rest) {
  return make_call(extreme_of_row_function<"least", false>{}, std::forward<First>(first), std::forward<Second>(second),
                   std::forward<Rest>(rest)...);
}

}  // namespace sluice
