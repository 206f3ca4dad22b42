// SPDX-License-Identifier: Apache-2.0
// The end of a streaming query: `| write_stream(sink) | output_mode(update) | trigger(processing_time(10s)) | start()`. The check of the whole
// plan is formed step by step; `start()` raises it.
#pragma once

#include <sluice/contract/reject.hpp>
#include <sluice/contract/source.hpp>
#include <sluice/operators/node.hpp>
#include <sluice/plan/errors.hpp>
#include <sluice/plan/modes.hpp>
#include <sluice/plan/trigger.hpp>
#include <sluice/query/errors.hpp>
#include <sluice/runtime/engine_options.hpp>
#include <sluice/runtime/program.hpp>
#include <sluice/runtime/streaming_query.hpp>
#ifndef SLUICE_COMPILED
#include <sluice/runtime/streaming_query_body.hpp>
#endif

#include <chrono>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

template <class Sink>
struct write_stream_part {
  Sink sink;
};
template <mode Mode>
struct output_mode_part : writer_part {};
template <trigger_kind Kind>
struct trigger_part : writer_part {
  trigger_of<Kind> trigger;
};

/// What can be said of a query by pipes; see the functions of these names.
struct writer_options {
  engine_options engine;
  std::string name;
};
struct query_name_part : writer_part {
  std::string name;
};
struct on_rejected_part : writer_part {
  reject_handler handler;
};
struct clock_part : writer_part {
  sluice::clock const* clock;
};
struct no_data_batches_part : writer_part {
  bool enabled;
};

/// A part written with other things than it takes.
template <class Refusal>
struct refused_part : writer_part {};

/// A query that keeps no progress: it starts anew each time. query/checkpoint.hpp has the other kind.
struct no_checkpoint {
  static constexpr bool durable = false;
  template <class Node, class Sink, mode Mode, emission Emitted, class Sources>
  using program_type = program<Node, Sink, Mode, Emitted, Sources>;

  [[nodiscard]] std::unique_ptr<query_durability> open() const { return nullptr; }
};

/// What every query with a sink is, to say what is wrong where one is taken for a query without, or for one that runs.
struct unstarted_query {
  template <query_part Part>
  friend constexpr inert operator|(unstarted_query const&, Part const&) {
    plan_error::sink_ends_the_operators<Part>::raise();
    return {};
  }
  template <class Sink>
  friend constexpr inert operator|(unstarted_query const&, write_stream_part<Sink> const&) {
    plan_error::sink_ends_the_operators<Sink>::raise();
    return {};
  }
  template <class... Arguments>
  constexpr inert await_termination(Arguments const&...) const {
    plan_error::query_is_not_started<std::tuple<Arguments...>>::raise();
    return {};
  }
  template <class... Arguments>
  constexpr inert process_all_available(Arguments const&...) const {
    plan_error::query_is_not_started<std::tuple<Arguments...>>::raise();
    return {};
  }
  template <class... Arguments>
  constexpr inert stop(Arguments const&...) const {
    plan_error::query_is_not_started<std::tuple<Arguments...>>::raise();
    return {};
  }
  template <class... Arguments>
  constexpr inert last_progress(Arguments const&...) const {
    plan_error::query_is_not_started<std::tuple<Arguments...>>::raise();
    return {};
  }
};

/// A query with its sink. Takes the other pipes in any order; derives from its verdict, so that a refused one is refused by `start()` with a
/// message that holds the facts only.
template <query_node Node, class Sink, mode Mode, trigger_kind Trigger, class Checkpoint = no_checkpoint>
struct [[nodiscard("a query runs when it ends with | start()")]] stream_writer : verdict_t<Node, Sink, Mode, Trigger, Checkpoint::durable>,
                                                                                 unstarted_query {
  using verdict_type = verdict_t<Node, Sink, Mode, Trigger, Checkpoint::durable>;

  Node query;
  Sink sink;
  writer_options options;
  Checkpoint checkpoint;

  stream_writer(Node from, Sink to, writer_options how, Checkpoint keeps = {})
      : query(std::move(from)), sink(std::move(to)), options(std::move(how)), checkpoint(std::move(keeps)) {}
};

/// Names the sink; output mode append and the fastest trigger, unless said otherwise.
template <class Sink>
[[nodiscard]] auto write_stream(Sink sink) {
  return write_stream_part<Sink>{std::move(sink)};
}
/// `append`, `update` or `complete` (semantics 1).
template <mode Mode>
[[nodiscard]] constexpr auto output_mode(mode_constant<Mode>) {
  return output_mode_part<Mode>{};
}
/// The refused form: a mode the compiler does not know, such as `output_mode("update")`.
template <class Mode>
[[nodiscard]] constexpr auto output_mode(Mode const&) {
  return refused_part<plan_error::output_mode_is_a_constant<Mode>>{};
}
/// When batches run: `processing_time(10s)`, `once()`, `available_now()`, `continuous(1s)`.
template <trigger_kind Kind>
[[nodiscard]] constexpr auto trigger(trigger_of<Kind> when) {
  return trigger_part<Kind>{{}, when};
}
/// `trigger(available_now)`, as one easily writes it.
template <trigger_kind Kind>
[[nodiscard]] constexpr auto trigger(trigger_of<Kind> (*when)()) {
  return trigger_part<Kind>{{}, when()};
}
/// The refused form: a span or a text without the kind, such as `trigger(10s)`.
template <class When>
[[nodiscard]] constexpr auto trigger(When const&) {
  return refused_part<plan_error::trigger_has_a_kind<When>>{};
}
/// A name, unique among the queries that run in this process.
[[nodiscard]] inline auto query_name(std::string name) { return query_name_part{{}, std::move(name)}; }
/// Where input goes that could not be read: called on the query's thread for each. It is counted in the progress in any case.
[[nodiscard]] inline auto on_rejected(reject_handler handler) { return on_rejected_part{{}, std::move(handler)}; }
/// The clock that triggers and batch times follow; it must outlive the query.
[[nodiscard]] inline auto use_clock(sluice::clock const& clock) { return clock_part{{}, &clock}; }
void use_clock(sluice::clock const&&) = delete;  // it would be gone before the query is
/// Whether a watermark that moved runs a batch without rows; on unless switched off (semantics 3.4).
[[nodiscard]] inline auto no_data_batches(bool enabled) { return no_data_batches_part{{}, enabled}; }
/// Starts the query.
[[nodiscard]] inline auto start() { return start_part{}; }

template <query_node Node, class Sink>
auto operator|(Node query, write_stream_part<Sink> part) {
  if constexpr (Node::streaming) {
    return stream_writer<Node, Sink, mode::append, trigger_kind::processing_time>{std::move(query), std::move(part.sink), {}};
  } else {
    plan_error::write_stream_needs_a_stream<typename Node::row_type>::raise();
    return inert{};
  }
}
/// The refused form of `source | write_stream(...)`.
template <stream_source Source, class Sink>
constexpr inert operator|(Source const&, write_stream_part<Sink> const&) {
  plan_error::query_begins_with_read<Source>::raise();
  return {};
}
template <class Node, class Sink, mode Before, trigger_kind Trigger, class Checkpoint, mode Mode>
auto operator|(stream_writer<Node, Sink, Before, Trigger, Checkpoint> writer, output_mode_part<Mode>) {
  return stream_writer<Node, Sink, Mode, Trigger, Checkpoint>{std::move(writer.query), std::move(writer.sink), std::move(writer.options),
                                                              std::move(writer.checkpoint)};
}
template <class Node, class Sink, mode Mode, trigger_kind Before, class Checkpoint, trigger_kind Kind>
auto operator|(stream_writer<Node, Sink, Mode, Before, Checkpoint> writer, trigger_part<Kind> part) {
  writer.options.engine.trigger = Kind;
  writer.options.engine.interval = part.trigger.interval;
  return stream_writer<Node, Sink, Mode, Kind, Checkpoint>{std::move(writer.query), std::move(writer.sink), std::move(writer.options),
                                                           std::move(writer.checkpoint)};
}
template <class Node, class Sink, mode Mode, trigger_kind Trigger, class Checkpoint>
auto operator|(stream_writer<Node, Sink, Mode, Trigger, Checkpoint> writer, query_name_part part) {
  writer.options.name = std::move(part.name);
  return writer;
}
template <class Node, class Sink, mode Mode, trigger_kind Trigger, class Checkpoint>
auto operator|(stream_writer<Node, Sink, Mode, Trigger, Checkpoint> writer, on_rejected_part part) {
  writer.options.engine.on_rejected = std::move(part.handler);
  return writer;
}
template <class Node, class Sink, mode Mode, trigger_kind Trigger, class Checkpoint>
auto operator|(stream_writer<Node, Sink, Mode, Trigger, Checkpoint> writer, clock_part part) {
  writer.options.engine.clock = part.clock;
  return writer;
}
template <class Node, class Sink, mode Mode, trigger_kind Trigger, class Checkpoint>
auto operator|(stream_writer<Node, Sink, Mode, Trigger, Checkpoint> writer, no_data_batches_part part) {
  writer.options.engine.no_data_batches = part.enabled;
  return writer;
}

template <class Node, class Sink, mode Mode, trigger_kind Trigger, class Checkpoint, class Refusal>
constexpr inert operator|(stream_writer<Node, Sink, Mode, Trigger, Checkpoint> const&, refused_part<Refusal>) {
  Refusal::raise();
  return {};
}

namespace detail {

template <class Checked>
void check_options(Checked const& checked) {
  if constexpr (requires { checked.check(); }) checked.check();
}
/// Checks the options of all sources of a query.
struct check_all_options {
  template <class... Sources>
  void operator()(Sources const&... sources) const {
    (check_options(sources), ...);
  }
};

}  // namespace detail

/// Starts the query on a thread of its own. What can be known of its options is checked before this returns; what goes wrong later ends
/// the query, and the handle tells. Throws option_error for an option that cannot work, query_error if the name is in use.
template <class Node, class Sink, mode Mode, trigger_kind Trigger, class Checkpoint>
  requires(!refused<verdict_t<Node, Sink, Mode, Trigger, Checkpoint::durable>>)
[[nodiscard]] streaming_query operator|(stream_writer<Node, Sink, Mode, Trigger, Checkpoint> writer, start_part) {
  static_assert(sink_for<Sink, typename Node::schema>, "this is no sink: see contract/sink.hpp for what one provides");
  using sources_type = decltype(std::declval<Node const&>().sources());
  using program_type = typename Checkpoint::template program_type<Node, Sink, Mode, detail::emission_of(Mode), sources_type>;
  std::apply(detail::check_all_options{}, writer.query.sources());
  detail::check_options(writer.sink);
  auto durability = writer.checkpoint.open();
  return start_query({std::make_unique<program_type>(std::move(writer.query), std::move(writer.sink)), std::move(writer.options.engine),
                      std::move(writer.options.name), std::move(durability)});
}

}  // namespace sluice
