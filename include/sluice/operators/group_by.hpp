// SPDX-License-Identifier: Apache-2.0
// `group_by(window(col<"event_time">, 5min), col<"customer">)`: the keys of an aggregation. Only an aggregate may follow.
#pragma once

#include <sluice/expressions/column.hpp>
#include <sluice/expressions/window.hpp>
#include <sluice/operators/errors.hpp>
#include <sluice/operators/node.hpp>

#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

/// Rows with keys, before their aggregation. Takes nothing but an aggregate.
template <class Input, class... Keys>
struct grouped_node : pipe_input<grouped_node<detail::stand_in_t<Input>, Keys...>> {
  Input input;
  std::tuple<Keys...> keys;

  constexpr grouped_node(Input below, std::tuple<Keys...> by) : input(std::move(below)), keys(std::move(by)) {}

  /// What it is as the end of a query.
  using refusal = plan_error::group_by_is_not_followed_by_aggregate<plan_error::column_named<Keys::name>...>;
  [[nodiscard]] constexpr inert const* begin() const { return refusal::raise(), nullptr; }
  [[nodiscard]] constexpr inert const* end() const { return nullptr; }
};

namespace detail {

template <class Type>
inline constexpr bool groupable =
    numeric_type<Type> || std::same_as<Type, bool> || std::same_as<Type, char> || text_type<Type> || binary_type<Type> ||
    std::same_as<Type, timestamp> || std::same_as<Type, date> || std::same_as<Type, time_window> || std::is_enum_v<Type>;

template <class... Results>
consteval auto key_verdict() {
  using first = first_refusal_t<Results...>;
  if constexpr (refused<first>) return first{};
  else return first_refusal_t<std::conditional_t<groupable<non_null_t<typename Results::type>>, accepted,
                                                 plan_error::column_cannot_be_a_key<typename Results::type>>...>{};
}

}  // namespace detail

template <class... Keys>
struct group_by_operator : operator_base<group_by_operator<Keys...>> {
  std::tuple<Keys...> keys;

  constexpr explicit group_by_operator(std::tuple<Keys...> by) : keys(std::move(by)) {}

  template <class Schema>
  static consteval auto check() {
    using verdict = decltype(detail::key_verdict<key_result_of<Keys, Schema>...>());
    if constexpr (refused<verdict>) return verdict{};
    else if constexpr ((0 + ... + (is_window<Keys> ? 1 : 0)) > 1) return plan_error::one_time_window_per_group_by<Schema>{};
    else return accepted{};
  }
  template <class Schema>
  using refusal = decltype(check<Schema>());

  template <class Node>
  [[nodiscard]] constexpr auto apply(Node below) const {
    return grouped_node<Node, Keys...>{std::move(below), keys};
  }
};

/// Groups rows by the values of the keys. NULL is a group of its own; -0.0 and 0.0 are one group, and so are all NaN
/// (semantics 5).
template <expression... Keys>
[[nodiscard]] constexpr auto group_by(Keys... keys) {
  return group_by_operator<Keys...>{std::tuple<Keys...>{std::move(keys)...}};
}
/// The refused form.
template <class... Keys>
  requires(!(expression<Keys> && ...))
[[nodiscard]] constexpr auto group_by(Keys const&...) {
  if constexpr ((false || ... || detail::text_like<Keys>)) return refused_operator<plan_error::column_name_is_no_text<"group_by">>{};
  else return refused_operator<plan_error::group_by_takes_expressions<std::tuple<Keys...>>>{};
}
/// Columns by name: `group_by<"customer">()`.
template <fixed_string... Names>
  requires(sizeof...(Names) > 0)
[[nodiscard]] constexpr auto group_by() {
  return group_by(col<Names>...);
}

}  // namespace sluice
