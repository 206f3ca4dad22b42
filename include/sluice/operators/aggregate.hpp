// SPDX-License-Identifier: Apache-2.0
// `aggregate(sum(col<"amount">).as<"total">(), count())` behind a group_by, or on its own over all rows. An aggregate may also be
// piped directly: `group_by(...) | count()`.
#pragma once

#include <sluice/expressions/aggregates.hpp>
#include <sluice/operators/aggregate_step.hpp>
#include <sluice/operators/group_by.hpp>
#include <sluice/operators/node.hpp>

#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

/// An aggregate with the name its column gets.
template <fixed_string Name, aggregate_expression Aggregate>
struct named_aggregate {
  static constexpr auto name = Name;
  using aggregate_type = Aggregate;
  Aggregate aggregate;
};

namespace detail {

template <class Schema, bool Keyed, class Column>
consteval auto aggregate_verdict() {
  using function = typename Column::aggregate_type::template function<Schema, Keyed>;
  if constexpr (refused<function>) return function{};
  else return accepted{};
}

}  // namespace detail

/// Keys and aggregates together, once both are known.
template <class Keys, class... Columns>
struct aggregation_operator;

template <class... Keys, class... Columns>
struct aggregation_operator<std::tuple<Keys...>, Columns...>
    : operator_base<aggregation_operator<std::tuple<Keys...>, Columns...>> {
  std::tuple<Keys...> keys;
  std::tuple<Columns...> columns;

  constexpr aggregation_operator(std::tuple<Keys...> by, std::tuple<Columns...> made)
      : keys(std::move(by)), columns(std::move(made)) {}

  static constexpr operator_kind kind = operator_kind::aggregate;
  static constexpr bool keyed = sizeof...(Keys) > 0;
  template <class Schema>
  static consteval auto check() {
    using first = first_refusal_t<decltype(detail::aggregate_verdict<Schema, keyed, Columns>())...>;
    using names = decltype(detail::check_names<Keys::name..., Columns::name...>());
    if constexpr (refused<first>) return first{};
    else return names{};
  }
  template <class Schema>
  using refusal = decltype(check<Schema>());

  template <class Schema>
  static constexpr stage stage_on{operator_kind::aggregate, (false || ... || key_result_of<Keys, Schema>::event_time)};

  template <class Schema>
  using output = schema<
      column<Keys::name, typename key_result_of<Keys, Schema>::type, key_result_of<Keys, Schema>::event_time>...,
      column<Columns::name, aggregate_result_t<typename Columns::aggregate_type::template function<Schema, keyed>>>...>;

  template <class Schema, emission Mode, class Next>
  [[nodiscard]] auto make_step(Next next) const {
    return aggregate_step<Schema, Mode, std::tuple<Keys...>, std::tuple<Columns...>, Next>{keys, columns, std::move(next)};
  }
};

/// Aggregates that have no keys yet.
template <class... Columns>
struct aggregate_operator : operator_base<aggregate_operator<Columns...>> {
  std::tuple<Columns...> columns;

  constexpr explicit aggregate_operator(std::tuple<Columns...> made) : columns(std::move(made)) {}

  template <class... Keys>
  using with_keys = aggregation_operator<std::tuple<Keys...>, Columns...>;
  template <class Schema>
  using refusal = typename with_keys<>::template refusal<Schema>;

  template <class Node>
  [[nodiscard]] constexpr auto apply(Node below) const {
    return node<Node, with_keys<>>{std::move(below), with_keys<>{std::tuple<>{}, columns}};
  }
};

/// One row per group: the keys, then the aggregates. Without a group_by before it, one row over everything.
template <aggregate_expression... Aggregates>
[[nodiscard]] constexpr auto aggregate(Aggregates... aggregates) {
  return aggregate_operator<named_aggregate<Aggregates::name, Aggregates>...>{
      std::tuple<named_aggregate<Aggregates::name, Aggregates>...>{
          named_aggregate<Aggregates::name, Aggregates>{std::move(aggregates)}...}};
}

/// Puts aggregates on grouped rows.
template <class Input, class... Keys, class... Columns>
  requires(!refused<typename aggregation_operator<std::tuple<Keys...>, Columns...>::template refusal<typename Input::schema>>)
[[nodiscard]] constexpr auto operator|(grouped_node<Input, Keys...> below, aggregate_operator<Columns...> const& made) {
  using full = aggregation_operator<std::tuple<Keys...>, Columns...>;
  return node<Input, full>{std::move(below.input), full{std::move(below.keys), made.columns}};
}
template <class Schema, class... Keys, class... Columns>
  requires refused<typename aggregation_operator<std::tuple<Keys...>, Columns...>::template refusal<Schema>>
constexpr inert operator|(grouped_rows<Schema, Keys...> const&, aggregate_operator<Columns...> const&) {
  aggregation_operator<std::tuple<Keys...>, Columns...>::template refusal<Schema>::raise();
  return {};
}
/// Puts a fragment that begins with aggregates on grouped rows.
template <class Input, class... Keys, class... Columns, class... Operators>
[[nodiscard]] constexpr auto operator|(grouped_node<Input, Keys...> below,
                                       fragment<aggregate_operator<Columns...>, Operators...> const& part) {
  return detail::apply_from<0>(std::move(below), part.operators);
}

namespace detail {

template <class Part>
inline constexpr bool begins_with_aggregate = aggregate_expression<Part> || is_instance_of<Part, aggregate_operator>;
template <class... Columns, class... Operators>
inline constexpr bool begins_with_aggregate<fragment<aggregate_operator<Columns...>, Operators...>> = true;

}  // namespace detail

/// Anything else behind a group_by.
template <class Schema, class... Keys, class Part>
  requires(!detail::begins_with_aggregate<Part>)
constexpr inert operator|(grouped_rows<Schema, Keys...> const&, Part const&) {
  plan_error::group_by_is_not_followed_by_aggregate<plan_error::column_named<Keys::name>...>::raise();
  return {};
}

namespace detail {

template <aggregate_expression Aggregate>
constexpr auto shorthand(Aggregate const& aggregate) {
  using column = named_aggregate<Aggregate::shorthand_name, Aggregate>;
  return aggregate_operator<column>{std::tuple<column>{column{aggregate}}};
}

}  // namespace detail

/// A single aggregate, piped directly: `group_by(...) | count()`.
template <class Left, aggregate_expression Aggregate>
  requires(query_node<Left> || query_part<Left> || requires(Left const& left) { left.keys; })
[[nodiscard]] constexpr auto operator|(Left left, Aggregate const& aggregate) {
  return std::move(left) | detail::shorthand(aggregate);
}

}  // namespace sluice
