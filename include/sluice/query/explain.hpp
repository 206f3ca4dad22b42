// SPDX-License-Identifier: Apache-2.0
// `explain(query)`: the plan of a query as text, sink first as Spark prints it: the columns that each reader decodes, the state of each operator,
// the watermark and the output mode. `plan_of(query)` gives the same as values, for programs that look at plans. Nothing is opened or run.
#pragma once

#include <sluice/base/type_name.hpp>
#include <sluice/contract/needs.hpp>
#include <sluice/expressions/expression_text.hpp>
#include <sluice/operators/explain_text.hpp>
#include <sluice/operators/node.hpp>
#include <sluice/operators/union_with.hpp>
#include <sluice/plan/live_query.hpp>
#include <sluice/query/read.hpp>
#include <sluice/query/read_stream.hpp>
#include <sluice/query/write_stream.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

/// One line of a plan.
struct plan_entry {
  std::size_t depth = 0;             ///< 0 for the sink, or for the last operator where there is none; inputs stand one deeper
  std::string kind;                  ///< "sink", "source", or the operator's kind: "aggregate"
  std::string text;                  ///< in words
  std::vector<std::string> columns;  ///< what comes out; of a source, what it decodes
  std::string state;                 ///< what is kept between batches, and for how long; empty: nothing
};

/// A plan, sink first.
struct query_plan {
  std::string header;  ///< "streaming query, update mode, trigger processing_time(10 s), no checkpoint"
  std::vector<plan_entry> entries;

  /// The plan as lines of text.
  [[nodiscard]] std::string to_text() const {
    std::string text = header + '\n';
    for (auto const& entry : entries) {
      text.append(entry.depth * 3, ' ');
      text += "+- " + entry.text;
      std::string columns;
      for (auto const& name : entry.columns) detail::append_listed(columns, name);
      if (!columns.empty()) text += (entry.kind == "source" ? ": decodes " : " -> ") + columns;
      text += '\n';
      if (!entry.state.empty()) text += std::string(entry.depth * 3 + 6, ' ') + "keeps " + entry.state + '\n';
    }
    return text;
  }
};

namespace detail {

/// A source as it stands in a query, which may hold it by pointer.
template <class Held>
[[nodiscard]] auto const& held_source(Held const& held) {
  if constexpr (requires { *held; }) return *held;
  else return held;
}

/// The columns whose watermarks a node is under: "event_time", "ordered_at, paid_at".
struct list_watermarks {
  std::string names;

  template <class Input, class Operator>
  void visit(node<Input, Operator> const& at) {
    visit(at.input);
    if constexpr (Operator::kind == operator_kind::with_watermark) append_listed(names, Operator::column_name.view());
  }
  template <class Left, class Right>
  void visit(union_node<Left, Right> const& at) {
    visit(at.left);
    visit(at.right);
  }
  template <query_node Input>
  void visit(Input const&) {}
};

/// What tells one source or sink of a kind from another.
template <class End>
[[nodiscard]] std::string place_text(End const& end) {
  std::string place;
  if constexpr (requires { std::string{end.path}; }) place = end.path;
  if constexpr (requires { std::string{end.subscribe}; }) place = end.subscribe;
  if constexpr (requires { std::string{end.topic}; }) place = end.topic;
  return place.empty() ? place : " " + place;
}

struct names_of_schema {
  template <class... Columns>
  static std::vector<std::string> list(schema<Columns...>) {
    return {std::string{Columns::name.view()}...};
  }
  template <class... Before, class... After>
  static constexpr bool equal(schema<Before...>, schema<After...>) {
    if constexpr (sizeof...(Before) != sizeof...(After)) return false;
    else return (true && ... && (Before::name.view() == After::name.view()));
  }
};

template <std::size_t Capacity, class Schema>
[[nodiscard]] std::vector<std::string> decoded(path_set<Capacity> const& wanted, Schema columns) {
  if (wanted.everything) return names_of_schema::list(columns);
  std::vector<std::string> found;
  for (std::size_t i = 0; i < wanted.count; ++i) found.emplace_back(wanted.paths[i]);
  if (found.empty()) found.emplace_back("no column");
  return found;
}

/// The end of a query whose plan is looked at: it takes every column.
struct plan_end : last_step {
  template <class Row>
  void push(Row const&) {}
};

template <class Operation, emission Mode>
class plan_walk {
 public:
  explicit plan_walk(query_plan& to) : plan_(&to) {}

  template <std::size_t Source, class Input, class Operator>
  void visit(node<Input, Operator> const& at, std::size_t depth) {
    plan_entry& entry = add(depth, std::string{to_string(Operator::kind)});
    entry.text = text_of(at.operation);
    if constexpr (Mode == emission::batch && Operator::kind == operator_kind::with_watermark) entry.text += ": without effect in batch";
    if constexpr (!keeps_columns<typename Input::schema, typename node<Input, Operator>::schema>)
      entry.columns = names_of_schema::list(typename node<Input, Operator>::schema{});
    entry.state = state_of(node<Input, Operator>::stages.stages.back(), at.input);
    visit<Source>(at.input, depth + 1);
  }
  template <std::size_t Source, class Left, class Right>
  void visit(union_node<Left, Right> const& at, std::size_t depth) {
    add(depth, "union_with").text = "union_with, of two inputs";
    visit<Source>(at.left, depth + 1);
    visit<Source + Left::source_count>(at.right, depth + 1);
  }
  template <std::size_t Source, class Stream>
  void visit(stream_input<Stream> const& at, std::size_t depth) {
    source<Source, typename stream_input<Stream>::schema>("source " + type_name<Stream>() + place_text(held_source(at.source)), depth);
  }
  template <std::size_t Source, class Range>
  void visit(range_input<Range> const&, std::size_t depth) {
    source<Source, typename range_input<Range>::schema>("source range of " + type_name<record_in<std::remove_reference_t<Range>>>(), depth);
  }
  template <std::size_t Source, class From>
  void visit(source_input<From> const& at, std::size_t depth) {
    source<Source, typename source_input<From>::schema>("source " + type_name<From>() + place_text(at.from), depth);
  }
  template <std::size_t Source, class Record>
  void visit(pushed_rows<Record> const&, std::size_t depth) {
    source<Source, typename pushed_rows<Record>::schema>("source pushed " + type_name<Record>(), depth);
  }
  /// Any other input that is the start of a query.
  template <std::size_t Source, query_node Input>
    requires(Input::stages.size == 0)
  void visit(Input const&, std::size_t depth) {
    source<Source, typename Input::schema>("source " + type_name<Input>(), depth);
  }

 private:
  plan_entry& add(std::size_t depth, std::string kind) {
    plan_entry& entry = plan_->entries.emplace_back();
    entry.depth = depth;
    entry.kind = std::move(kind);
    return entry;
  }
  template <std::size_t Source, class Schema>
  void source(std::string text, std::size_t depth) {
    plan_entry& entry = add(depth, "source");
    entry.text = std::move(text);
    entry.columns = decoded(Operation::template wanted<Source>::value, Schema{});
  }
  template <class Operator>
  static std::string text_of(Operator const& what) {
    if constexpr (requires { what.explain(); }) return what.explain();
    else return std::string{to_string(Operator::kind)};
  }
  template <class Before, class After>
  static constexpr bool keeps_columns = names_of_schema::equal(Before{}, After{});

  template <class Input>
  static std::string state_of(stage const& at, Input const& input) {
    switch (at.kind) {
      case operator_kind::aggregate:
        if (Mode == emission::batch) return "a group for each key until the end";
        if (at.keyed_by_event_time && Mode != emission::complete) {
          list_watermarks found;
          found.visit(input);
          return "a group for each key until the watermark of " + found.names + " passes it";
        }
        return "a group for each key, for ever";
      case operator_kind::order_by: return Mode == emission::batch ? "all rows, to sort them" : "the rows of a batch, to sort them";
      case operator_kind::limit:
        // Behind an aggregation in complete mode it counts each result anew.
        return Mode == emission::batch || (at.behind_aggregation && Mode == emission::complete) ? "" : "the number of rows so far";
      default: return {};
    }
  }

  query_plan* plan_;
};

template <emission Mode, class Node>
void add_plan(query_plan& plan, Node const& query, std::size_t depth) {
  using operation = decltype(query.template connect<Mode>(plan_end{}));
  plan_walk<operation, Mode>{plan}.template visit<0>(query, depth);
}

[[nodiscard]] inline std::string trigger_text(engine_options const& options) {
  std::string const span = span_text(std::int64_t{options.interval.count()} * 1000);
  switch (options.trigger) {
    case trigger_kind::once: return "once";
    case trigger_kind::available_now: return "available_now";
    case trigger_kind::continuous: return "continuous(" + span + ")";
    case trigger_kind::processing_time: break;
  }
  return options.interval.count() == 0 ? "as fast as possible" : "processing_time(" + span + ")";
}

}  // namespace detail

/// The plan of a query over a bounded input, or of a stream without a sink.
template <query_node Node>
[[nodiscard]] query_plan plan_of(Node const& query) {
  query_plan plan;
  plan.header = Node::streaming ? "streaming query, no sink yet" : "batch query";
  detail::add_plan<Node::streaming ? emission::append : emission::batch>(plan, query, 0);
  return plan;
}
/// The plan of a streaming query with its sink, before it is started.
template <class Node, class Sink, mode Mode, trigger_kind Trigger, class Checkpoint>
[[nodiscard]] query_plan plan_of(stream_writer<Node, Sink, Mode, Trigger, Checkpoint> const& writer) {
  query_plan plan;
  plan.header = "streaming query, " + std::string{to_string(Mode)} + " mode, trigger " + detail::trigger_text(writer.options.engine);
  if constexpr (Checkpoint::durable) {
    auto const& location = writer.checkpoint.options.location;
    plan.header += ", checkpoint " + (location.empty() ? std::string{"in a storage of its own"} : location);
  } else {
    plan.header += ", no checkpoint";
  }
  plan_entry& end = plan.entries.emplace_back();
  end.kind = "sink";
  end.text = "sink " + std::string{Sink::traits.name} + detail::place_text(writer.sink);
  detail::add_plan<detail::emission_of(Mode)>(plan, writer.query, 1);
  return plan;
}

/// The plan of a query as text.
template <class Query>
[[nodiscard]] std::string explain(Query const& query) {
  return plan_of(query).to_text();
}

}  // namespace sluice
