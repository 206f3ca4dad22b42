// SPDX-License-Identifier: Apache-2.0
// Queries as values. A *node* is an operator on top of its input; a *fragment* is a list of operators that have no input yet.
// `|` puts an operator on a node, or joins fragments. `connect(next)` turns a node into its running operation.
//
// An operator provides (see docs/new_operator.md)
//   static constexpr operator_kind kind;
//   template <class Schema> using refusal = accepted or a plan_error;
//   template <class Schema> using output = schema<...>;
//   template <class Schema, emission Mode, class Next> auto make_step(Next) const;
// and optionally
//   template <class Schema> static constexpr stage stage_on;        facts beyond its kind
//   template <class Node> auto apply(Node) const;                   when it becomes something else than node<Node, Self>
//   template <class Row, bool Streaming> using flow_refusal = ...;  a refusal that is not about columns
//   static constexpr bool keeps_rows = true;                        when it passes rows on as they are
//   using row_type = ...;                                           when its rows are a struct of the user's
#pragma once

#include <sluice/base/fixed_string.hpp>
#include <sluice/base/type_list.hpp>
#include <sluice/contract/refusal.hpp>
#include <sluice/operators/stage.hpp>
#include <sluice/operators/step.hpp>
#include <sluice/schema/row.hpp>

#include <concepts>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

struct operator_tag {};

/// A single operator, not yet applied.
template <class Type>
concept query_operator = std::derived_from<std::remove_cvref_t<Type>, operator_tag>;

struct node_tag {};

/// A query: rows of a known schema.
template <class Type>
concept query_node = std::derived_from<std::remove_cvref_t<Type>, node_tag>;

/// The base of nodes; carries the schema alone, so that diagnostics name the columns and not the operators above them.
template <class Schema>
struct rows_of : node_tag {
  using schema = Schema;
};

/// The second base of nodes: what their rows are when they are owned, and whether there is an end to them.
template <class Row, bool Streaming>
struct flow_of {};

/// What a refused query is: it takes every further pipe, and whatever is done to a running query or a result, in silence, so that
/// one mistake gives one error.
struct inert {
  template <class... Arguments>
  constexpr inert push(Arguments const&...) const { return {}; }
  template <class... Arguments>
  constexpr inert on_rejected(Arguments const&...) const { return {}; }
  template <class... Arguments>
  constexpr inert await_termination(Arguments const&...) const { return {}; }
  template <fixed_string Name>
  constexpr inert get() const { return {}; }
  template <class Record, class... Arguments>
  constexpr inert connect(Arguments const&...) const { return {}; }
  constexpr inert advance() const { return {}; }
  constexpr inert process_all_available() const { return {}; }
  constexpr inert stop() const { return {}; }
  [[nodiscard]] constexpr inert const* begin() const { return this; }
  [[nodiscard]] constexpr inert const* end() const { return this; }
};

template <class... Operators>
struct fragment;

/// Either of the two things without an input.
template <class Type>
inline constexpr bool is_fragment = false;
template <class... Operators>
inline constexpr bool is_fragment<fragment<Operators...>> = true;
template <class Type>
concept query_part = query_operator<Type> || is_fragment<std::remove_cvref_t<Type>>;

namespace detail {

/// The owned form of a node's rows: what came in, if the operator passes rows through; what it says; else a row of its columns.
template <class Input, class Operator>
consteval auto find_row_type() {
  if constexpr (requires { typename Operator::row_type; }) return std::type_identity<typename Operator::row_type>{};
  else if constexpr (requires { requires Operator::keeps_rows; }) return std::type_identity<typename Input::row_type>{};
  else return std::type_identity<row_of_t<typename Operator::template output<typename Input::schema>>>{};
}

template <class Operator, class Schema>
constexpr stage stage_on() {
  if constexpr (requires { Operator::template stage_on<Schema>; }) return Operator::template stage_on<Schema>;
  else return stage{Operator::kind};
}

}  // namespace detail

/// `Operator` on top of `Input`.
template <class Input, class Operator>
struct node : rows_of<typename Operator::template output<typename Input::schema>>,
              flow_of<typename decltype(detail::find_row_type<Input, Operator>())::type, Input::streaming> {
  Input input;
  Operator operation;

  using row_type = typename decltype(detail::find_row_type<Input, Operator>())::type;

  constexpr node(Input below, Operator here) : input(std::move(below)), operation(std::move(here)) {}

  static constexpr auto stages =
      Input::stages + stage_list<1>{{Input::stages.followed_by(detail::stage_on<Operator, typename Input::schema>())}};
  static constexpr bool streaming = Input::streaming;

  /// The running operation of the query, ending in `next`.
  template <emission Mode, class Next>
  [[nodiscard]] auto connect(Next next) const {
    return input.template connect<Mode>(
        operation.template make_step<typename Input::schema, Mode>(std::move(next)));
  }
  /// The streaming sources, left to right, as a tuple.
  [[nodiscard]] auto sources() const { return input.sources(); }
  static constexpr std::size_t source_count = Input::source_count;
  /// Calls `visit.source<n>(range)` for each bounded input, left to right, n from `First`.
  template <std::size_t First, class Visitor>
  constexpr void visit_sources(Visitor const& visit) const {
    input.template visit_sources<First>(visit);
  }
};

namespace detail {

template <class Node, class Operator>
constexpr auto apply(Node below, Operator const& operation) {
  if constexpr (requires { operation.apply(std::move(below)); }) return operation.apply(std::move(below));
  else return node<Node, Operator>{std::move(below), operation};
}

template <class Operator, class Schema>
using refusal_of = typename Operator::template refusal<Schema>;

template <class Operator, class Row, bool Streaming>
struct find_flow_refusal {
  using type = accepted;
};
template <class Operator, class Row, bool Streaming>
  requires requires { typename Operator::template flow_refusal<Row, Streaming>; }
struct find_flow_refusal<Operator, Row, Streaming> {
  using type = typename Operator::template flow_refusal<Row, Streaming>;
};
template <class Operator, class Row, bool Streaming>
using flow_refusal_of = typename find_flow_refusal<Operator, Row, Streaming>::type;

}  // namespace detail

/// Operators in a row, without an input: `auto f = where(...) | group_by(...) | aggregate(...);`.
template <class... Operators>
struct fragment {
  std::tuple<Operators...> operators;

  /// Embedded use: the operation fed by `push`. See plan/live_query.hpp.
  template <class Record, class Mode, class Receiver, class... When>
  [[nodiscard]] auto connect(Mode mode, Receiver&& receiver, When... when) const {
    return connect_live<Record>(*this, mode, std::forward<Receiver>(receiver), when...);
  }
};

/// The base of operators.
template <class Derived>
struct operator_base : operator_tag {
  template <class Record, class Mode, class Receiver, class... When>
  [[nodiscard]] auto connect(Mode mode, Receiver&& receiver, When... when) const {
    return connect_live<Record>(fragment<Derived>{std::tuple<Derived>{static_cast<Derived const&>(*this)}}, mode,
                                std::forward<Receiver>(receiver), when...);
  }
};

namespace detail {

template <class Operator>
constexpr auto as_tuple(Operator const& operation) {
  return std::tuple<Operator>{operation};
}
template <class... Operators>
constexpr auto const& as_tuple(fragment<Operators...> const& part) {
  return part.operators;
}
template <class... Operators>
constexpr auto make_fragment(std::tuple<Operators...> operators) {
  return fragment<Operators...>{std::move(operators)};
}

}  // namespace detail

/// Joins operators and fragments.
template <query_part Left, query_part Right>
[[nodiscard]] constexpr auto operator|(Left const& left, Right const& right) {
  return detail::make_fragment(std::tuple_cat(detail::as_tuple(left), detail::as_tuple(right)));
}

/// Puts an operator on a query.
template <query_node Node, query_operator Operator>
  requires(!refused<detail::refusal_of<Operator, typename Node::schema>> &&
           !refused<detail::flow_refusal_of<Operator, typename Node::row_type, Node::streaming>>)
[[nodiscard]] constexpr auto operator|(Node below, Operator const& operation) {
  return detail::apply(std::move(below), operation);
}

/// The refused form: deduces the schema only, so that the message does not carry the query.
template <class Schema, query_operator Operator>
  requires refused<detail::refusal_of<Operator, Schema>>
constexpr inert operator|(rows_of<Schema> const&, Operator const&) {
  detail::refusal_of<Operator, Schema>::raise();
  return {};
}

template <class Row, bool Streaming, query_operator Operator>
  requires refused<detail::flow_refusal_of<Operator, Row, Streaming>>
constexpr inert operator|(flow_of<Row, Streaming> const&, Operator const&) {
  detail::flow_refusal_of<Operator, Row, Streaming>::raise();
  return {};
}

template <class Part>
constexpr inert operator|(inert, Part const&) {
  return {};
}

namespace detail {

template <std::size_t Index, class Node, class... Operators>
constexpr auto apply_from(Node below, std::tuple<Operators...> const& operators) {
  if constexpr (Index == sizeof...(Operators)) return below;
  else return apply_from<Index + 1>(std::move(below) | std::get<Index>(operators), operators);
}

}  // namespace detail

/// Puts a fragment on a query.
template <query_node Node, class... Operators>
[[nodiscard]] constexpr auto operator|(Node below, fragment<Operators...> const& part) {
  return detail::apply_from<0>(std::move(below), part.operators);
}

}  // namespace sluice
