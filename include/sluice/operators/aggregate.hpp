// SPDX-License-Identifier: Apache-2.0
// `aggregate(sum(col<"amount">).as<"total">(), count())` behind a group_by, or on its own over all rows. An aggregate may also be
// piped directly: `group_by(...) | count()`.
#pragma once

#include <sluice/expressions/aggregates.hpp>
#include <sluice/operators/aggregate_step.hpp>
#include <sluice/operators/explain_text.hpp>
#include <sluice/operators/group_by.hpp>
#include <sluice/operators/node.hpp>

#include <string>
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

/// "customer", "window of 5 min".
template <class Key>
[[nodiscard]] std::string key_text(Key const& key) {
  std::string text{Key::name.view()};
  if constexpr (requires { typename window_of<Key>::type; }) {
    auto const& spec = window_of<Key>::get(key).spec;
    text += " of " + span_text(spec.duration());
    if (spec.slide() != spec.duration()) text += " each " + span_text(spec.slide());
    return text;
  } else {
    return text_as(expression_text(key), text);
  }
}
struct list_keys {
  template <class... Keys>
  std::string operator()(Keys const&... keys) const {
    std::string by;
    (append_listed(by, key_text(keys)), ...);
    return by;
  }
};
/// "sum(amount) as total, count(1)".
struct list_aggregates {
  template <class... Columns>
  std::string operator()(Columns const&... columns) const {
    std::string made;
    (append_listed(made, text_as(expression_text(columns.aggregate), Columns::name.view())), ...);
    return made;
  }
};

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
  [[nodiscard]] std::string explain() const {
    return "aggregate " + std::apply(detail::list_aggregates{}, columns) +
           (keyed ? " by " + std::apply(detail::list_keys{}, keys) : std::string{" of everything"});
  }
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
  static constexpr stage stage_on{.kind = operator_kind::aggregate,
                                  .keyed_by_event_time = (false || ... || key_result_of<Keys, Schema>::event_time),
                                  .exact_distinct = (false || ... || Columns::aggregate_type::exact_distinct),
                                  .two_event_times = (0 + ... + (key_result_of<Keys, Schema>::event_time ? 1 : 0)) > 1};

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

/// Puts aggregates on grouped rows; nothing else goes there.
template <class Input, class... Keys, class... Columns>
[[nodiscard]] constexpr auto put_on(grouped_node<Input, Keys...> below, aggregate_operator<Columns...> const& made) {
  using full = aggregation_operator<std::tuple<Keys...>, Columns...>;
  using verdict = typename full::template refusal<typename Input::schema>;
  if constexpr (refused<verdict>) return refused_query<verdict>{};
  else return node<Input, full>{std::move(below.input), full{std::move(below.keys), made.columns}};
}
template <class Input, class... Keys, class Part>
  requires(!aggregate_expression<Part> && !is_fragment<Part>)
[[nodiscard]] constexpr auto put_on(grouped_node<Input, Keys...>, Part const&) {
  return refused_query<typename grouped_node<Input, Keys...>::refusal>{};
}

namespace detail {

template <aggregate_expression Aggregate>
constexpr auto shorthand(Aggregate const& aggregate) {
  using column = named_aggregate<Aggregate::shorthand_name, Aggregate>;
  return aggregate_operator<column>{std::tuple<column>{column{aggregate}}};
}
template <class Aggregate>
using shorthand_t = decltype(shorthand(std::declval<Aggregate const&>()));

}  // namespace detail

/// A single aggregate, piped directly: `group_by(...) | count()`.
template <class Left, aggregate_expression Aggregate>
  requires requires { typename detail::stand_in_t<Left>; } &&
           (!refused<detail::pipe_verdict_t<detail::stand_in_t<Left>, detail::shorthand_t<Aggregate>>>)
[[nodiscard]] constexpr auto operator|(Left left, Aggregate const& aggregate) {
  return put_on(std::move(left), detail::shorthand(aggregate));
}
template <class StandIn, aggregate_expression Aggregate>
  requires refused<detail::pipe_verdict_t<StandIn, detail::shorthand_t<Aggregate>>>
constexpr inert operator|(pipe_input<StandIn> const&, Aggregate const&) {
  detail::pipe_verdict_t<StandIn, detail::shorthand_t<Aggregate>>::raise();
  return {};
}
template <query_part Left, aggregate_expression Aggregate>
[[nodiscard]] constexpr auto operator|(Left const& left, Aggregate const& aggregate) {
  return left | detail::shorthand(aggregate);
}

}  // namespace sluice
