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

/// The base of what stands left of a pipe. `StandIn` is a type of the same verdicts that does not carry the query, so that
/// diagnostics name the columns and not the operators above them.
template <class StandIn>
struct pipe_input {};

template <class Schema, class Row, bool Streaming>
struct rows_of;
template <class Record, bool Streaming>
struct records_of;

namespace detail {

/// Records that are as they were declared are named by their type alone: of a wide one the columns would fill pages.
template <class Schema, class Row, bool Streaming>
struct stand_in_for {
  using type = rows_of<Schema, Row, Streaming>;
};
template <class Schema, record Row, bool Streaming>
  requires std::same_as<Schema, schema_of<Row>>
struct stand_in_for<Schema, Row, Streaming> {
  using type = records_of<Row, Streaming>;
};

}  // namespace detail

/// The base of nodes: their columns, what their rows are when they are owned, and whether they have no end.
template <class Schema, class Row, bool Streaming>
struct node_base : node_tag, pipe_input<typename detail::stand_in_for<Schema, Row, Streaming>::type> {
  using schema = Schema;
  using row_type = Row;
  static constexpr bool streaming = Streaming;
};

/// Rows of which nothing else is known: stands in for every node that makes such.
template <class Schema, class Row, bool Streaming>
struct rows_of : node_base<Schema, Row, Streaming> {
  static constexpr stage_list<0> stages{};
  static constexpr std::size_t source_count = 1;
};

template <class Record, bool Streaming>
struct records_of : rows_of<schema_of<Record>, Record, Streaming> {};

/// A refused query on its way to the pipe that raises the refusal.
template <class Refusal>
struct refused_query {
  using refusal = Refusal;
};

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
  template <class... Arguments>
  constexpr inert stop(Arguments const&...) const { return {}; }
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
struct node : node_base<typename Operator::template output<typename Input::schema>,
                        typename decltype(detail::find_row_type<Input, Operator>())::type, Input::streaming> {
  Input input;
  Operator operation;

  constexpr node(Input below, Operator here) : input(std::move(below)), operation(std::move(here)) {}

  static constexpr auto stages =
      Input::stages + stage_list<1>{{Input::stages.followed_by(detail::stage_on<Operator, typename Input::schema>())}};

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

/// The verdict on an operator put on a node.
template <class Node, class Operator>
using operator_verdict_t =
    first_refusal_t<refusal_of<Operator, typename Node::schema>, flow_refusal_of<Operator, typename Node::row_type, Node::streaming>>;

}  // namespace detail

/// `left | part`, with a refusal as a value. Found by argument-dependent lookup: group_by and with_watermark add theirs.
template <query_node Node, query_operator Operator>
[[nodiscard]] constexpr auto put_on(Node below, Operator const& operation) {
  using verdict = detail::operator_verdict_t<Node, Operator>;
  if constexpr (refused<verdict>) return refused_query<verdict>{};
  else if constexpr (requires { operation.apply(std::move(below)); }) return operation.apply(std::move(below));
  else return node<Node, Operator>{std::move(below), operation};
}
template <class Refusal, class Part>
[[nodiscard]] constexpr auto put_on(refused_query<Refusal> query, Part const&) {
  return query;
}

namespace detail {

template <std::size_t Index, class Left, class... Operators>
constexpr auto put_all_on(Left below, std::tuple<Operators...> const& operators) {
  if constexpr (Index == sizeof...(Operators)) return below;
  else return put_all_on<Index + 1>(put_on(std::move(below), std::get<Index>(operators)), operators);
}

}  // namespace detail

template <class Left, class... Operators>
[[nodiscard]] constexpr auto put_on(Left below, fragment<Operators...> const& part) {
  return detail::put_all_on<0>(std::move(below), part.operators);
}

namespace detail {

template <class Outcome>
struct outcome_verdict {
  using type = accepted;
};
template <class Refusal>
struct outcome_verdict<refused_query<Refusal>> {
  using type = Refusal;
};

/// The verdict on `left | part`; `accepted` also where there is no such pipe. An operator on a node is judged without making a node.
template <class Left, class Part>
consteval auto find_pipe_verdict() {
  if constexpr (query_node<Left> && query_operator<Part>) return operator_verdict_t<Left, Part>{};
  else if constexpr (requires(Left left, Part const& part) { put_on(std::move(left), part); })
    return typename outcome_verdict<decltype(put_on(std::declval<Left>(), std::declval<Part const&>()))>::type{};
  else return accepted{};
}
template <class Left, class Part>
using pipe_verdict_t = decltype(find_pipe_verdict<Left, Part>());

template <class StandIn>
StandIn stand_in_of(pipe_input<StandIn> const&);
template <class Left>
using stand_in_t = decltype(stand_in_of(std::declval<Left const&>()));

}  // namespace detail

/// The verdict on an embedded query; plan/live_query.hpp has it.
template <class Record, class Part, class Mode>
struct live_verdict;

/// Operators in a row, without an input: `auto f = where(...) | group_by(...) | aggregate(...);`.
template <class... Operators>
struct fragment {
  std::tuple<Operators...> operators;

  /// Embedded use: the operation fed by `push`. See plan/live_query.hpp.
  template <class Record, class Mode, class Receiver, class... When>
  [[nodiscard]] auto connect(Mode mode, Receiver&& receiver, When... when) const {
    using verdict = typename live_verdict<Record, fragment, Mode>::type;
    if constexpr (refused<verdict>) return verdict::raise(), inert{};
    else return connect_live<Record>(*this, mode, std::forward<Receiver>(receiver), when...);
  }
};

/// The base of operators.
template <class Derived>
struct operator_base : operator_tag {
  template <class Record, class Mode, class Receiver, class... When>
  [[nodiscard]] auto connect(Mode mode, Receiver&& receiver, When... when) const {
    using verdict = typename live_verdict<Record, fragment<Derived>, Mode>::type;
    if constexpr (refused<verdict>)
      return verdict::raise(), inert{};
    else
      return connect_live<Record>(fragment<Derived>{std::tuple<Derived>{static_cast<Derived const&>(*this)}}, mode,
                                  std::forward<Receiver>(receiver), when...);
  }
};

/// An operator that was written with other things than it takes: whatever it is put on refuses it.
template <class Refusal>
struct refused_operator : operator_base<refused_operator<Refusal>> {
  template <class Schema>
  using refusal = Refusal;
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

/// Puts an operator, or a fragment, on a query.
template <class Left, query_part Part>
  requires requires { typename detail::stand_in_t<Left>; } && (!refused<detail::pipe_verdict_t<detail::stand_in_t<Left>, Part>>)
[[nodiscard]] constexpr auto operator|(Left below, Part const& part) {
  return put_on(std::move(below), part);
}

/// The refused form: deduces the stand-in only, so that the message does not carry the query.
template <class StandIn, class Part>
  requires refused<detail::pipe_verdict_t<StandIn, Part>>
constexpr inert operator|(pipe_input<StandIn> const&, Part const&) {
  detail::pipe_verdict_t<StandIn, Part>::raise();
  return {};
}

template <class Part>
constexpr inert operator|(inert, Part const&) {
  return {};
}

}  // namespace sluice
