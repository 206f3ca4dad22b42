// SPDX-License-Identifier: Apache-2.0
// The one table of which query may run in which output mode, under which trigger, into which sink (semantics 2). The compile-time
// checks, docs/validity.md and the tests all read it. A new operator is one line in `operator_rules`.
#pragma once

#include <sluice/contract/sink.hpp>
#include <sluice/operators/stage.hpp>
#include <sluice/plan/trigger.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace sluice {

/// The rules about whole plans. Each but `allowed` has a plan_error of the same name.
enum class rule {
  allowed,
  stream_refuses_exact_distinct,
  one_watermark_per_path,
  one_event_time_between_aggregations,
  append_on_aggregation_needs_watermark,
  two_aggregations_need_append,
  complete_needs_aggregation,
  order_by_needs_complete,
  order_by_needs_aggregation,
  limit_refuses_update,
  continuous_trigger_refuses_operator,
  continuous_aggregation_needs_update,
  sink_refuses_mode,
  sink_refuses_continuous_trigger,
  sink_needs_checkpoint,
};

/// When an operator is allowed in a mode.
enum class condition {
  always,
  never,
  keyed_by_event_time,    ///< one of its keys carries the watermark
  not_after_aggregation,  ///< no aggregation stands before it
  after_aggregation,      ///< an aggregation stands before it
  in_update_mode,
};

/// A condition and the rule that is broken when it does not hold.
struct requirement {
  condition when = condition::always;
  rule otherwise = rule::allowed;
};

/// One operator's line.
struct operator_rule {
  operator_kind kind;
  requirement append{};
  requirement update{};
  requirement complete{};
  requirement continuous{};
};

inline constexpr requirement fine{};
inline constexpr requirement not_continuous{condition::never, rule::continuous_trigger_refuses_operator};
inline constexpr requirement continuous_update{condition::in_update_mode, rule::continuous_aggregation_needs_update};
inline constexpr requirement needs_event_time{condition::keyed_by_event_time, rule::append_on_aggregation_needs_watermark};
inline constexpr requirement needs_to_be_first{condition::not_after_aggregation, rule::two_aggregations_need_append};
inline constexpr requirement needs_complete{condition::never, rule::order_by_needs_complete};
inline constexpr requirement needs_aggregation{condition::after_aggregation, rule::order_by_needs_aggregation};
inline constexpr requirement needs_no_update{condition::never, rule::limit_refuses_update};

/// The table (semantics 2.1, 2.2). That complete mode needs an aggregation somewhere is a rule about all operators.
inline constexpr std::array operator_rules{
    //            operator                        append            update             complete           continuous
    operator_rule{operator_kind::select,         fine,             fine,              fine,              fine},
    operator_rule{operator_kind::with_column,    fine,             fine,              fine,              fine},
    operator_rule{operator_kind::drop,           fine,             fine,              fine,              fine},
    operator_rule{operator_kind::rename,         fine,             fine,              fine,              fine},
    operator_rule{operator_kind::where,          fine,             fine,              fine,              fine},
    operator_rule{operator_kind::as_record,      fine,             fine,              fine,              fine},
    operator_rule{operator_kind::explode,        fine,             fine,              fine,              not_continuous},
    operator_rule{operator_kind::union_with,     fine,             fine,              fine,              not_continuous},
    operator_rule{operator_kind::with_watermark, fine,             fine,              fine,              fine},
    operator_rule{operator_kind::aggregate,      needs_event_time, needs_to_be_first, needs_to_be_first, continuous_update},
    operator_rule{operator_kind::order_by,       needs_complete,   needs_complete,    needs_aggregation, not_continuous},
    operator_rule{operator_kind::limit,          fine,             needs_no_update,   fine,              not_continuous},
};

/// The line of an operator.
[[nodiscard]] constexpr operator_rule const& rule_of(operator_kind kind) {
  for (auto const& line : operator_rules)
    if (line.kind == kind) return line;
  return operator_rules.front();
}

namespace detail {

constexpr bool holds(condition when, stage const& operation, mode which) {
  switch (when) {
    case condition::always: return true;
    case condition::never: return false;
    case condition::keyed_by_event_time: return operation.keyed_by_event_time;
    case condition::not_after_aggregation: return !operation.behind_aggregation;
    case condition::after_aggregation: return operation.behind_aggregation;
    case condition::in_update_mode: return which == mode::update;
  }
  return false;
}

constexpr requirement const& requirement_in(operator_rule const& line, mode which) {
  if (which == mode::append) return line.append;
  return which == mode::update ? line.update : line.complete;
}

constexpr bool takes(sink_traits const& sink, mode which) {
  if (which == mode::append) return sink.append;
  return which == mode::update ? sink.update : sink.complete;
}

}  // namespace detail

/// The verdict on a plan: the first rule it breaks, or `allowed`. What no mode mends is looked at first: exact distinct aggregates, event
/// times (semantics 3.5) and the trigger; then the operators, source first; then the plan as a whole; then the sink.
template <std::size_t Size>
[[nodiscard]] constexpr rule verdict(stage_list<Size> const& plan, mode which, trigger_kind trigger, sink_traits const& sink,
                                     bool checkpoint = true) {
  for (auto const& one : plan.stages)
    if (one.exact_distinct) return rule::stream_refuses_exact_distinct;
  for (auto const& one : plan.stages) {
    if (one.kind == operator_kind::with_watermark && one.behind_watermark) return rule::one_watermark_per_path;
    if (one.kind == operator_kind::aggregate && one.behind_two_event_times) return rule::one_event_time_between_aggregations;
  }
  if (trigger == trigger_kind::continuous) {
    for (std::size_t i = 0; i < Size; ++i) {
      auto const& need = rule_of(plan.stages[i].kind).continuous;
      if (!detail::holds(need.when, plan.stages[i], which)) return need.otherwise;
    }
    if (!sink.continuous) return rule::sink_refuses_continuous_trigger;
  }
  if (which == mode::complete && plan.count(operator_kind::aggregate) == 0) {
    for (std::size_t i = 0; i < Size; ++i)
      if (plan.stages[i].kind == operator_kind::order_by) return rule::order_by_needs_aggregation;
    return rule::complete_needs_aggregation;
  }
  for (std::size_t i = 0; i < Size; ++i) {
    auto const& need = detail::requirement_in(rule_of(plan.stages[i].kind), which);
    if (!detail::holds(need.when, plan.stages[i], which)) return need.otherwise;
  }
  if (!detail::takes(sink, which)) return rule::sink_refuses_mode;
  if (sink.needs_checkpoint && !checkpoint) return rule::sink_needs_checkpoint;
  return rule::allowed;
}

}  // namespace sluice
