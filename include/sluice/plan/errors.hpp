// SPDX-License-Identifier: Apache-2.0
// The refusals of whole plans. Each is the base of the writer it refuses; `| start()` finds the friend here, so that the message
// names the rule, the mode and the sink, and never the query.
#pragma once

#include <sluice/contract/refusal.hpp>
#include <sluice/contract/sink.hpp>
#include <sluice/operators/node.hpp>
#include <sluice/plan/validity.hpp>

#include <cstddef>
#include <type_traits>

namespace sluice::plan_error {

template <class Left>
struct part_stands_behind_write_stream : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Left>,
                  "output_mode, trigger, checkpoint, query_name, on_rejected and start() stand behind the sink: put | write_stream(sink) before them");
  }
};

template <class Left>
struct part_is_for_streams : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Left>,
                  "output_mode, trigger, checkpoint, on_rejected and start() are for streams: iterate over a batch query, or end it with "
                  "write(sink, save_mode, handler of rejected rows)");
  }
};

}  // namespace sluice::plan_error

namespace sluice {

/// The base of what stands behind `write_stream(sink)`, to say so where it does not.
struct writer_part {
  template <class StandIn>
  friend constexpr inert operator|(pipe_input<StandIn> const&, writer_part const&) {
    if constexpr (requires { requires !StandIn::streaming; }) plan_error::part_is_for_streams<StandIn>::raise();
    else plan_error::part_stands_behind_write_stream<StandIn>::raise();
    return {};
  }
  template <query_part Part>
  friend constexpr inert operator|(Part const&, writer_part const&) {
    plan_error::part_stands_behind_write_stream<Part>::raise();
    return {};
  }
};

/// `| start()`, as a value.
struct start_part : writer_part {};

}  // namespace sluice

namespace sluice::plan_error {

/// Facts, as the compiler prints them.
template <mode Mode>
struct in_mode;
template <class Sink>
struct into;

template <class Mode, class Sink>
struct stream_refuses_exact_distinct : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Mode>,
                  "a stream would keep every distinct value for ever: use approx_count_distinct, or run count_distinct, sum_distinct and "
                  "avg_distinct in batch");
  }
  friend inert operator|(stream_refuses_exact_distinct const&, start_part) { return raise(), inert{}; }
};

template <class Mode, class Sink>
struct one_watermark_per_path : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Mode>,
                  "a second with_watermark on the same rows, which would wait for what the first one holds back: declare one, before the "
                  "first aggregation; behind it col<\"window\"> carries the event time");
  }
  friend inert operator|(one_watermark_per_path const&, start_part) { return raise(), inert{}; }
};

template <class Mode, class Sink>
struct one_event_time_between_aggregations : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Mode>,
                  "the first aggregation has two event times among its keys, and by one of them its groups are late for the second: "
                  "group by the window or by the time alone");
  }
  friend inert operator|(one_event_time_between_aggregations const&, start_part) { return raise(), inert{}; }
};

template <class Mode, class Sink>
struct append_on_aggregation_needs_watermark : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Mode>,
                  "append on an aggregation needs with_watermark upstream and its column or window among the keys: "
                  "add them, or use output_mode(update)");
  }
  friend inert operator|(append_on_aggregation_needs_watermark const&, start_part) { return raise(), inert{}; }
};

template <class Mode, class Sink>
struct two_aggregations_need_append : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Mode>, "a query with two aggregations in a row runs in append mode only: use output_mode(append)");
  }
  friend inert operator|(two_aggregations_need_append const&, start_part) { return raise(), inert{}; }
};

template <class Mode, class Sink>
struct complete_needs_aggregation : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Mode>,
                  "complete mode needs an aggregation, since it hands out the whole result: use output_mode(append)");
  }
  friend inert operator|(complete_needs_aggregation const&, start_part) { return raise(), inert{}; }
};

template <class Mode, class Sink>
struct order_by_needs_complete : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Mode>, "order_by on a stream sorts a whole result: use it behind an aggregation with output_mode(complete)");
  }
  friend inert operator|(order_by_needs_complete const&, start_part) { return raise(), inert{}; }
};

template <class Mode, class Sink>
struct order_by_needs_aggregation : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Mode>, "order_by on a stream needs an aggregation before it: rows of a stream have no end to sort at");
  }
  friend inert operator|(order_by_needs_aggregation const&, start_part) { return raise(), inert{}; }
};

template <class Mode, class Sink>
struct limit_refuses_update : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Mode>, "limit does not work in update mode: use output_mode(append), or complete behind an aggregation");
  }
  friend inert operator|(limit_refuses_update const&, start_part) { return raise(), inert{}; }
};

template <class Mode, class Sink>
struct continuous_trigger_refuses_operator : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Mode>,
                  "the continuous trigger takes select, where and the like, and aggregations in update mode: use "
                  "trigger(processing_time(...)) for explode, union_with, order_by and limit");
  }
  friend inert operator|(continuous_trigger_refuses_operator const&, start_part) { return raise(), inert{}; }
};

template <class Mode, class Sink>
struct continuous_aggregation_needs_update : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Mode>,
                  "the continuous trigger hands out a group as soon as a row changes it: use output_mode(update), or "
                  "trigger(processing_time(...))");
  }
  friend inert operator|(continuous_aggregation_needs_update const&, start_part) { return raise(), inert{}; }
};

template <class Mode, class Sink>
struct sink_refuses_mode : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Mode>, "this sink does not take rows in this output mode: see docs/validity.md for what it takes");
  }
  friend inert operator|(sink_refuses_mode const&, start_part) { return raise(), inert{}; }
};

template <class Mode, class Sink>
struct sink_refuses_continuous_trigger : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Mode>, "this sink works on whole batches: use trigger(processing_time(...))");
  }
  friend inert operator|(sink_refuses_continuous_trigger const&, start_part) { return raise(), inert{}; }
};

template <class Mode, class Sink>
struct sink_needs_checkpoint : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Mode>, "this sink writes each batch once, which only a checkpoint can tell: add | checkpoint(\"folder\")");
  }
  friend inert operator|(sink_needs_checkpoint const&, start_part) { return raise(), inert{}; }
};

template <std::size_t Count>
struct inputs;

template <class Inputs>
struct embedded_query_has_one_input : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Inputs>, "an embedded query takes the records pushed into it only: leave union_with to read(...) and read_stream(...)");
  }
};

/// A sink's own refusal of a schema, in the place where plans are refused.
template <class Refusal>
struct sink_refuses_rows : refusal_base {
  static constexpr void raise() { Refusal::raise(); }
  friend inert operator|(sink_refuses_rows const&, start_part) { return Refusal::raise(), inert{}; }
};

}  // namespace sluice::plan_error

namespace sluice {

namespace detail {

template <class Sink, class Schema>
consteval auto sink_verdict() {
  if constexpr (requires { typename Sink::template refusal<Schema>; }) {
    using own = typename Sink::template refusal<Schema>;
    if constexpr (refused<own>) return plan_error::sink_refuses_rows<own>{};
    else return accepted{};
  } else {
    return accepted{};
  }
}

template <rule Broken, class Mode, class Sink>
consteval auto error_for() {
  using namespace plan_error;
  if constexpr (Broken == rule::stream_refuses_exact_distinct) return stream_refuses_exact_distinct<Mode, Sink>{};
  else if constexpr (Broken == rule::one_watermark_per_path) return one_watermark_per_path<Mode, Sink>{};
  else if constexpr (Broken == rule::one_event_time_between_aggregations) return one_event_time_between_aggregations<Mode, Sink>{};
  else if constexpr (Broken == rule::append_on_aggregation_needs_watermark) return append_on_aggregation_needs_watermark<Mode, Sink>{};
  else if constexpr (Broken == rule::two_aggregations_need_append) return two_aggregations_need_append<Mode, Sink>{};
  else if constexpr (Broken == rule::complete_needs_aggregation) return complete_needs_aggregation<Mode, Sink>{};
  else if constexpr (Broken == rule::order_by_needs_complete) return order_by_needs_complete<Mode, Sink>{};
  else if constexpr (Broken == rule::order_by_needs_aggregation) return order_by_needs_aggregation<Mode, Sink>{};
  else if constexpr (Broken == rule::limit_refuses_update) return limit_refuses_update<Mode, Sink>{};
  else if constexpr (Broken == rule::continuous_trigger_refuses_operator) return continuous_trigger_refuses_operator<Mode, Sink>{};
  else if constexpr (Broken == rule::continuous_aggregation_needs_update) return continuous_aggregation_needs_update<Mode, Sink>{};
  else if constexpr (Broken == rule::sink_refuses_mode) return sink_refuses_mode<Mode, Sink>{};
  else if constexpr (Broken == rule::sink_refuses_continuous_trigger) return sink_refuses_continuous_trigger<Mode, Sink>{};
  else if constexpr (Broken == rule::sink_needs_checkpoint) return sink_needs_checkpoint<Mode, Sink>{};
  else return accepted{};
}

template <class Node, class Sink, mode Mode, trigger_kind Trigger, bool Checkpoint>
consteval auto find_verdict() {
  constexpr rule broken = verdict(Node::stages, Mode, Trigger, Sink::traits, Checkpoint);
  if constexpr (broken == rule::allowed) return sink_verdict<Sink, typename Node::schema>();
  else return error_for<broken, plan_error::in_mode<Mode>, plan_error::into<Sink>>();
}

}  // namespace detail

/// The verdict on a query, a mode, a trigger and a sink, and on whether there is a checkpoint: `accepted`, or the plan_error that `| start()` would raise. Ask it to test
/// a rule without failing to compile.
template <class Node, class Sink, mode Mode, trigger_kind Trigger = trigger_kind::processing_time, bool Checkpoint = true>
using verdict_t = decltype(detail::find_verdict<Node, Sink, Mode, Trigger, Checkpoint>());

}  // namespace sluice
