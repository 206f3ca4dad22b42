// SPDX-License-Identifier: Apache-2.0
// Which plan may run in which mode, under which trigger, into which sink: the rows of semantics 2.1, 2.2 and 2.4 for the
// operators there are.
#include <sluice/aggregates.hpp>
#include <sluice/plan.hpp>

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

using namespace sluice;

namespace {

struct event {
  timestamp time;
  std::string key;
  int value;
  std::vector<std::string> tags;
};
SLUICE_RECORD(event, time, key, value, tags);

struct pair {
  std::string key;
  int value;
};
SLUICE_RECORD(pair, key, value);

constexpr sink_traits any_sink{.name = "any"};
constexpr sink_traits file_sink{.name = "file", .append = true, .update = false, .complete = false};
constexpr sink_traits batch_sink{.name = "batch", .continuous = false};

template <class Query>
constexpr auto stages_of(Query const&) {
  return decltype(pushed_rows<event>{} | std::declval<Query>())::stages;
}

/// The verdicts in append, update and complete are these, under each trigger that runs batches.
template <std::size_t Size>
constexpr bool verdicts(stage_list<Size> const& plan, rule in_append, rule in_update, rule in_complete) {
  for (auto trigger : {trigger_kind::processing_time, trigger_kind::once, trigger_kind::available_now})
    if (verdict(plan, mode::append, trigger, any_sink) != in_append || verdict(plan, mode::update, trigger, any_sink) != in_update ||
        verdict(plan, mode::complete, trigger, any_sink) != in_complete)
      return false;
  return true;
}
/// The continuous trigger takes it in append and update.
template <std::size_t Size>
constexpr bool flows(stage_list<Size> const& plan) {
  return verdict(plan, mode::append, trigger_kind::continuous, any_sink) == rule::allowed &&
         verdict(plan, mode::update, trigger_kind::continuous, any_sink) == rule::allowed &&
         verdict(plan, mode::append, trigger_kind::continuous, batch_sink) == rule::sink_refuses_continuous_trigger;
}
/// The continuous trigger takes it in no mode.
template <std::size_t Size>
constexpr bool needs_batches(stage_list<Size> const& plan) {
  for (auto which : {mode::append, mode::update, mode::complete})
    if (verdict(plan, which, trigger_kind::continuous, any_sink) != rule::continuous_trigger_refuses_operator) return false;
  return true;
}

/// The continuous trigger takes it in update mode alone.
template <std::size_t Size>
constexpr bool flows_in_update(stage_list<Size> const& plan) {
  return verdict(plan, mode::append, trigger_kind::continuous, any_sink) == rule::continuous_aggregation_needs_update &&
         verdict(plan, mode::update, trigger_kind::continuous, any_sink) == rule::allowed &&
         verdict(plan, mode::complete, trigger_kind::continuous, any_sink) == rule::continuous_aggregation_needs_update;
}

constexpr rule ok = rule::allowed;
using enum rule;

constexpr auto mark = with_watermark<"time">(10min);
constexpr auto by_window = group_by(window(col<"time">, 5min));
constexpr auto counted = count();

}  // namespace

// Rows one by one (2.1): append and update alike, complete needs an aggregation.
constexpr auto map_like = stages_of(select<"key", "value">() | with_column<"twice">(col<"value"> * 2) | drop<"value">() |
                                    rename<"twice", "value">() | where(col<"value"> > 1) | as<pair>());
static_assert(verdicts(map_like, ok, ok, complete_needs_aggregation));
static_assert(flows(map_like));
static_assert(verdicts(stage_list<0>{}, ok, ok, complete_needs_aggregation));
static_assert(flows(stage_list<0>{}));
static_assert(verdicts(stages_of(mark), ok, ok, complete_needs_aggregation));
static_assert(flows(stages_of(mark)));
constexpr auto exploded = stages_of(select(explode(col<"tags">).as<"tag">()));
static_assert(verdicts(exploded, ok, ok, complete_needs_aggregation));
static_assert(needs_batches(exploded));
static_assert(needs_batches(stages_of(with_column<"tag">(explode(col<"tags">)))));
constexpr auto united = stages_of(union_with(pushed_rows<event>{}));
static_assert(verdicts(united, ok, ok, complete_needs_aggregation));
static_assert(needs_batches(united));

// One aggregation (2.1): append needs the event time among the keys.
constexpr auto needs_mark = append_on_aggregation_needs_watermark;
static_assert(verdicts(stages_of(group_by<"key">() | counted), needs_mark, ok, ok));
static_assert(verdicts(stages_of(aggregate(count())), needs_mark, ok, ok));
static_assert(verdicts(stages_of(by_window | counted), needs_mark, ok, ok));
static_assert(verdicts(stages_of(mark | by_window | counted), ok, ok, ok));
static_assert(verdicts(stages_of(mark | group_by(col<"key">, window(col<"time">, 10min, 5min)) | counted), ok, ok, ok));
static_assert(verdicts(stages_of(mark | group_by<"time">() | counted), ok, ok, ok));
static_assert(verdicts(stages_of(mark | group_by<"key">() | counted), needs_mark, ok, ok));
static_assert(verdicts(stages_of(mark | group_by(cast<date>(col<"time">)) | counted), needs_mark, ok, ok));
static_assert(verdicts(stages_of(mark | group_by((col<"time"> + 1h).as<"later">()) | counted), needs_mark, ok, ok));
static_assert(verdicts(stages_of(by_window | counted | with_watermark<"window">(10min)), needs_mark, ok, ok));
static_assert(flows_in_update(stages_of(mark | by_window | counted)));
static_assert(flows_in_update(stages_of(group_by<"key">() | counted)));
// The mark lasts through names and projections, and is lost with its column.
static_assert(verdicts(stages_of(mark | select(col<"time">.as<"t">()) | group_by(window(col<"t">, 5min).as<"w">()) | counted), ok, ok, ok));
static_assert(verdicts(stages_of(mark | rename<"time", "t">() | group_by<"t">() | counted), ok, ok, ok));
static_assert(verdicts(stages_of(mark | with_column<"w">(window(col<"time">, 5min)) | group_by<"w">() | counted), ok, ok, ok));
static_assert(verdicts(stages_of(mark | with_column<"time">(col<"time"> + 1h) | by_window | counted), needs_mark, ok, ok));
static_assert(verdicts(stages_of(mark | where(col<"value"> > 1) | limit(5) | by_window | counted), ok, limit_refuses_update, ok));

// Exact distinct aggregates (2.1): in no mode; sketches and arrays in all.
constexpr auto no_distinct = stream_refuses_exact_distinct;
static_assert(verdicts(stages_of(mark | by_window | count_distinct(col<"key">)), no_distinct, no_distinct, no_distinct));
static_assert(verdicts(stages_of(group_by<"key">() | aggregate(count(), sum_distinct(col<"value">).as<"sum">())), no_distinct, no_distinct, no_distinct));
static_assert(verdicts(stages_of(mark | by_window | approx_count_distinct(col<"key">)), ok, ok, ok));
static_assert(verdicts(stages_of(mark | by_window | collect_set(col<"key">)), ok, ok, ok));

// Event times (3.5): one watermark on the way of a row, on each side of a union its own; one event time from aggregation to aggregation.
constexpr auto marked_twice = one_watermark_per_path;
static_assert(verdicts(stages_of(mark | by_window | counted | with_column<"start">(col<"window.start">) | drop<"window">() |
                                 with_watermark<"start">(0min) | group_by(window(col<"start">, 1h)) | sum(col<"count">)),
                       marked_twice, marked_twice, marked_twice));
static_assert(verdicts(stages_of(mark | select((col<"time"> + 1h).as<"later">()) | with_watermark<"later">(1min)), marked_twice, marked_twice,
                       marked_twice));
static_assert(verdicts(stages_of(mark | union_with(pushed_rows<event>{} | mark) | by_window | counted), ok, ok, ok));
static_assert(verdicts(stages_of(select<"time">() | union_with(pushed_rows<event>{} | mark | select<"time">()) | with_watermark<"time">(1min)),
                       marked_twice, marked_twice, marked_twice));
constexpr auto two_times = one_event_time_between_aggregations;
constexpr auto by_both = mark | group_by(window(col<"time">, 10min), col<"time">) | counted;
static_assert(verdicts(stages_of(by_both), ok, ok, ok));
static_assert(verdicts(stages_of(by_both | group_by<"time">() | sum(col<"count">)), two_times, two_times, two_times));
static_assert(verdicts(stages_of(by_both | drop<"window">() | group_by<"time">() | sum(col<"count">)), two_times, two_times, two_times));

// Limits (2.1, 8).
static_assert(verdicts(stages_of(limit(5)), ok, limit_refuses_update, complete_needs_aggregation));
static_assert(verdicts(stages_of(mark | by_window | counted | limit(5)), ok, limit_refuses_update, ok));
static_assert(verdicts(stages_of(limit(5) | group_by<"key">() | counted), needs_mark, limit_refuses_update, ok));
static_assert(needs_batches(stages_of(limit(5))));

// Sorts (2.1, 8): a whole result only.
static_assert(verdicts(stages_of(group_by<"key">() | counted | order_by<"count">()), needs_mark, order_by_needs_complete, ok));
static_assert(verdicts(stages_of(mark | by_window | counted | order_by<"count">()), order_by_needs_complete, order_by_needs_complete, ok));
static_assert(verdicts(stages_of(order_by<"value">()), order_by_needs_complete, order_by_needs_complete, order_by_needs_aggregation));
static_assert(verdicts(stages_of(order_by<"value">() | group_by<"key">() | counted), order_by_needs_complete, order_by_needs_complete,
                       order_by_needs_aggregation));
static_assert(needs_batches(stages_of(order_by<"value">())));

// Two aggregations (2.2): in append only, and each with its mark.
constexpr auto chained = stages_of(mark | by_window | counted | group_by(window(col<"window">, 10min)) | sum(col<"count">));
static_assert(verdicts(chained, ok, two_aggregations_need_append, two_aggregations_need_append));
static_assert(verdicts(stages_of(mark | by_window | counted | group_by(window(window_time(col<"window">), 10min)) | sum(col<"count">)), ok,
                       two_aggregations_need_append, two_aggregations_need_append));
static_assert(verdicts(stages_of(mark | by_window | counted | max(col<"count">)), needs_mark, two_aggregations_need_append,
                       two_aggregations_need_append));
static_assert(verdicts(stages_of(group_by<"key">() | counted | group_by<"count">() | aggregate(count())), needs_mark, two_aggregations_need_append,
                       two_aggregations_need_append));

// Beside each other, on the sides of a union, they are no chain; a sort behind the union has them before it, one on a side has not.
constexpr auto counts = pushed_rows<event>{} | group_by<"key">() | count();
using counts_type = std::remove_const_t<decltype(counts)>;
static_assert(verdicts(decltype(counts | union_with(counts))::stages, needs_mark, ok, ok));
static_assert(verdicts(decltype(counts | union_with(counts) | order_by<"count">())::stages, needs_mark, order_by_needs_complete, ok));
static_assert(verdicts(decltype(counts | union_with(counts) | max(col<"count">))::stages, needs_mark, two_aggregations_need_append,
                       two_aggregations_need_append));
static_assert(verdict(decltype(counts | union_with(pushed_rows<event>{} | select(col<"key">, cast<std::int64_t>(col<"value">).as<"count">()) |
                                                   order_by<"count">()))::stages,
                      mode::complete, trigger_kind::processing_time, any_sink) == order_by_needs_aggregation);

// Sinks (2.4): after the plan itself.
static_assert(verdict(map_like, mode::append, trigger_kind::processing_time, file_sink) == ok);
static_assert(verdict(map_like, mode::update, trigger_kind::processing_time, file_sink) == sink_refuses_mode);
static_assert(verdict(map_like, mode::complete, trigger_kind::processing_time, file_sink) == complete_needs_aggregation);
static_assert(verdict(counts_type::stages, mode::complete, trigger_kind::once, file_sink) == sink_refuses_mode);
static_assert(verdict(counts_type::stages, mode::append, trigger_kind::once, file_sink) == needs_mark);

namespace {

// Each rule has the plan_error of its name, with the mode and the sink for facts.
struct takes_all {
  static constexpr sink_traits traits = any_sink;
};
struct file {
  static constexpr sink_traits traits = file_sink;
};
struct whole_batches {
  static constexpr sink_traits traits = batch_sink;
};
struct once_only {
  static constexpr sink_traits traits{.name = "once only", .needs_checkpoint = true};
};
/// Takes rows of one column only.
struct narrow {
  static constexpr sink_traits traits = any_sink;
  struct too_wide : refusal_base {};
  template <class Schema>
  using refusal = std::conditional_t<Schema::size == 1, accepted, too_wide>;
};

template <class Query>
using plan = decltype(pushed_rows<event>{} | std::declval<Query>());
using mapped = plan<decltype(select<"key">())>;
using keyed = plan<decltype(group_by<"key">() | count())>;
using sorted = plan<decltype(order_by<"key">())>;
using counted_exactly = plan<decltype(group_by<"key">() | count_distinct(col<"value">))>;
using marked_again = plan<decltype(mark | drop<"key">() | with_column<"time">(col<"time"> + 1h) | mark)>;
using by_two_times = plan<decltype(by_both | group_by<"time">() | sum(col<"count">))>;
using limited = plan<decltype(limit(1))>;
using twice = plan<decltype(group_by<"key">() | count() | max(col<"count">))>;

template <template <class, class> class Error, mode Mode, class Sink, class Verdict>
constexpr bool is_error = std::is_same_v<Verdict, Error<plan_error::in_mode<Mode>, plan_error::into<Sink>>>;

}  // namespace

static_assert(std::is_same_v<verdict_t<mapped, takes_all, mode::append>, accepted>);
static_assert(is_error<plan_error::stream_refuses_exact_distinct, mode::update, takes_all, verdict_t<counted_exactly, takes_all, mode::update>>);
static_assert(is_error<plan_error::one_watermark_per_path, mode::append, takes_all, verdict_t<marked_again, takes_all, mode::append>>);
static_assert(is_error<plan_error::one_event_time_between_aggregations, mode::append, takes_all, verdict_t<by_two_times, takes_all, mode::append>>);
static_assert(is_error<plan_error::append_on_aggregation_needs_watermark, mode::append, takes_all, verdict_t<keyed, takes_all, mode::append>>);
static_assert(is_error<plan_error::two_aggregations_need_append, mode::update, takes_all, verdict_t<twice, takes_all, mode::update>>);
static_assert(is_error<plan_error::complete_needs_aggregation, mode::complete, takes_all, verdict_t<mapped, takes_all, mode::complete>>);
static_assert(is_error<plan_error::order_by_needs_complete, mode::append, takes_all, verdict_t<sorted, takes_all, mode::append>>);
static_assert(is_error<plan_error::order_by_needs_aggregation, mode::complete, takes_all, verdict_t<sorted, takes_all, mode::complete>>);
static_assert(is_error<plan_error::limit_refuses_update, mode::update, takes_all, verdict_t<limited, takes_all, mode::update>>);
static_assert(is_error<plan_error::continuous_trigger_refuses_operator, mode::append, takes_all,
                       verdict_t<limited, takes_all, mode::append, trigger_kind::continuous>>);
static_assert(is_error<plan_error::continuous_aggregation_needs_update, mode::complete, takes_all,
                       verdict_t<keyed, takes_all, mode::complete, trigger_kind::continuous>>);
static_assert(is_error<plan_error::sink_needs_checkpoint, mode::append, once_only,
                       verdict_t<mapped, once_only, mode::append, trigger_kind::processing_time, false>>);
static_assert(std::is_same_v<verdict_t<mapped, once_only, mode::append, trigger_kind::processing_time, true>, accepted>);
static_assert(is_error<plan_error::sink_refuses_mode, mode::update, file, verdict_t<mapped, file, mode::update>>);
static_assert(is_error<plan_error::sink_refuses_continuous_trigger, mode::append, whole_batches,
                       verdict_t<mapped, whole_batches, mode::append, trigger_kind::continuous>>);
static_assert(std::is_same_v<verdict_t<mapped, narrow, mode::append>, accepted>);
static_assert(std::is_same_v<verdict_t<limited, narrow, mode::append>, plan_error::sink_refuses_rows<narrow::too_wide>>);

namespace {

template <std::size_t... Index>
constexpr bool each_kind_has_one_line(std::index_sequence<Index...>) {
  for (std::size_t i = 0; i < operator_rules.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (operator_rules[i].kind == operator_rules[j].kind) return false;
  return ((rule_of(static_cast<operator_kind>(Index)).kind == static_cast<operator_kind>(Index)) && ...);
}

}  // namespace

// The table is complete: `limit` is the last kind.
static_assert(operator_rules.size() == static_cast<std::size_t>(operator_kind::limit) + 1);
static_assert(each_kind_has_one_line(std::make_index_sequence<operator_rules.size()>{}));
