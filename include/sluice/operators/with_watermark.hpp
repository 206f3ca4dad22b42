// SPDX-License-Identifier: Apache-2.0
// `with_watermark<"event_time">(10min)`: how late rows may come. The watermark is the greatest event time seen less the delay;
// it moves between batches, never back (semantics 3.1).
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/logic.hpp>
#include <sluice/expressions/window.hpp>
#include <sluice/operators/errors.hpp>
#include <sluice/operators/explain_text.hpp>
#include <sluice/operators/node.hpp>
#include <sluice/operators/where.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice {

/// The fused step of `with_watermark`: notes each row's event time and passes the row on.
template <fixed_string Column, class Next>
struct with_watermark_step : linear_step<Next> {
  std::int64_t delay;
  std::int64_t newest = no_watermark;  ///< over the life of the query
  std::int64_t batch_min = 0;
  std::int64_t batch_max = no_watermark;
  std::int64_t batch_base = 0;  ///< the batch's first time; the mean is taken from it, so that it is exact
  double batch_sum = 0;         ///< in double: a backfill of years overflows 64 bits
  std::uint64_t batch_rows = 0;

  with_watermark_step(std::int64_t late_by, Next then) : linear_step<Next>{std::move(then)}, delay(late_by) {}

  static constexpr auto needs = one_column<Column> | Next::needs;

  void begin(batch_context const& context) {
    batch_rows = 0;
    batch_sum = 0;
    batch_max = no_watermark;
    this->next.begin(context);
  }

  template <class Row>
  void push(Row const& row) {
    note(column_reference<Column>{}.evaluate(row));
    this->next.push(row);
  }

  void report(step_report& report) const {
    watermark_progress progress;
    progress.rows = batch_rows;
    progress.watermark = watermark();
    if (batch_rows > 0) {
      progress.min = batch_min;
      progress.max = batch_max;
      progress.mean = static_cast<double>(batch_base) + batch_sum / static_cast<double>(batch_rows);
    }
    report.watermarks.push_back(progress);
    this->next.report(report);
  }

  void fold_watermark(watermark_fold& fold) const {
    fold.add(watermark());
    this->next.fold_watermark(fold);
  }

  void list_state(durable_parts& found) {
    found.newest_times.push_back(&newest);
    this->next.list_state(found);
  }

  void finish() {
    if (batch_max > newest) newest = batch_max;
    this->next.finish();
  }

 private:
  /// Event times are floored to milliseconds first, so a delay in milliseconds gives a watermark in milliseconds.
  [[nodiscard]] std::int64_t watermark() const {
    std::int64_t const seen = batch_max > newest ? batch_max : newest;
    return seen == no_watermark ? no_watermark : timestamp{seen}.milliseconds() * 1000 - delay;
  }

  void note(timestamp time) {
    std::int64_t const value = time.microseconds;
    if (batch_rows++ == 0) {
      batch_base = batch_min = batch_max = value;
      return;
    }
    if (value > batch_max) batch_max = value;
    if (value < batch_min) batch_min = value;
    batch_sum += static_cast<double>(value - batch_base);
  }
  void note(time_window window) { note(window.end - std::chrono::microseconds{1}); }
  template <class Time>
  void note(std::optional<Time> time) {
    if (time) note(*time);
  }
};

/// In a batch run there is no watermark: the step passes rows through (semantics 1).
template <class Next>
struct pass_step : linear_step<Next> {
  explicit pass_step(Next then) : linear_step<Next>{std::move(then)} {}
  static constexpr auto needs = Next::needs;
  template <class Row>
  void push(Row const& row) {
    this->next.push(row);
  }
};

namespace detail {

template <fixed_string Column, class... Columns>
auto mark_event_time(schema<Columns...>)
    -> schema<column<Columns::name, typename Columns::type, Columns::name == Column>...>;

}  // namespace detail

template <fixed_string Column>
struct with_watermark_operator : operator_base<with_watermark_operator<Column>> {
  std::chrono::microseconds delay;

  constexpr explicit with_watermark_operator(std::chrono::microseconds late_by) : delay(late_by) {
    if (late_by.count() < 0) {
      throw option_error("with_watermark", "the delay must not be negative", std::to_string(late_by.count()) + " us",
                         "give how much later than the newest row a row may come");
    }
  }

  static constexpr operator_kind kind = operator_kind::with_watermark;
  static constexpr bool keeps_rows = true;
  static constexpr auto column_name = Column;
  [[nodiscard]] std::string explain() const {
    return "with_watermark on " + std::string{Column.view()} + ", " + detail::span_text(delay.count()) + " behind the newest";
  }

  template <class Schema>
  static consteval auto check() {
    using found = result_of<column_reference<Column>, Schema>;
    if constexpr (refused<found>) return found{};
    else if constexpr (Schema::index_of(Column.view()) == npos)
      return plan_error::watermark_needs_a_top_level_column<plan_error::column_named<Column>>{};
    else if constexpr (!std::same_as<non_null_t<typename found::type>, timestamp> &&
                       !std::same_as<non_null_t<typename found::type>, time_window>)
      return plan_error::watermark_needs_a_timestamp<plan_error::column_named<Column>, typename found::type>{};
    else if constexpr (Schema::has_event_time)
      return plan_error::watermark_is_already_declared<plan_error::column_named<Column>>{};
    else return accepted{};
  }
  template <class Schema>
  using refusal = decltype(check<Schema>());

  template <class Schema>
  using output = decltype(detail::mark_event_time<Column>(Schema{}));

  template <class Schema, emission Mode, class Next>
  [[nodiscard]] auto make_step(Next next) const {
    if constexpr (Mode == emission::batch) return pass_step<Next>{std::move(next)};
    else return with_watermark_step<Column, Next>{delay.count(), std::move(next)};
  }
};

/// Declares `Column` the event time of the rows, and how much later than the newest one a row may come. The column must be
/// a top-level timestamp, or a window. Rows are dropped only by the stateful operators behind it that use the event time
/// (semantics 3.3). Costs a few instructions per record. Throws option_error for a negative delay.
template <fixed_string Column>
[[nodiscard]] constexpr auto with_watermark(std::chrono::microseconds delay) {
  return with_watermark_operator<Column>{delay};
}
/// The refused forms: a column named as a text, and a delay that is none.
template <class Delay>
[[nodiscard]] constexpr auto with_watermark(std::string_view, Delay const&) {
  return refused_operator<plan_error::column_name_is_no_text<"with_watermark">>{};
}
template <fixed_string Column, class Delay>
  requires(!std::convertible_to<Delay const&, std::chrono::microseconds>)
[[nodiscard]] constexpr auto with_watermark(Delay const&) {
  return refused_operator<plan_error::span_is_no_duration<"with_watermark", Delay>>{};
}

namespace detail {

/// The event time of the with_watermark that a node is, or has below nothing but conditions; none otherwise.
template <class Node>
struct marked_below {
  static constexpr bool found = false;
};
template <class Input, fixed_string Column>
struct marked_below<node<Input, with_watermark_operator<Column>>> {
  static constexpr bool found = true;
  static constexpr std::string_view column = Column.view();
};
template <class Input, class Predicate>
struct marked_below<node<Input, where_operator<Predicate>>> : marked_below<Input> {};

/// Whether a condition on a node goes before the with_watermark below: it does not read the event time.
template <class Node, class Predicate>
consteval bool goes_before_watermark() {
  if constexpr (!marked_below<Node>::found) return false;
  else return !Predicate::needs.everything && !Predicate::needs.wants(marked_below<Node>::column);
}
/// Whether a part of a condition does, and not all of it.
template <class Node, class Predicate>
inline constexpr bool goes_in_parts = false;
template <class Node, class Left, class Right>
inline constexpr bool goes_in_parts<Node, logical_and<Left, Right>> =
    goes_before_watermark<Node, Left>() || goes_before_watermark<Node, Right>() || goes_in_parts<Node, Left> || goes_in_parts<Node, Right>;

}  // namespace detail

/// A condition behind with_watermark that does not read the event time is put before it, as Spark's optimizer does: rows that it
/// drops do not move the watermark (semantics 3.1). It passes other conditions on its way; of `a && b` each goes by itself. Conditions on
/// whole rows, and those behind a projection, stay where they are.
template <class Input, class Operator, expression Predicate>
  requires(detail::goes_before_watermark<node<Input, Operator>, Predicate>() &&
           !refused<detail::operator_verdict_t<node<Input, Operator>, where_operator<Predicate>>>)
[[nodiscard]] constexpr auto put_on(node<Input, Operator> below, where_operator<Predicate> const& condition) {
  return put_on(put_on(std::move(below.input), condition), below.operation);
}
template <class Input, class Operator, expression Left, expression Right>
  requires(!detail::goes_before_watermark<node<Input, Operator>, logical_and<Left, Right>>() &&
           detail::goes_in_parts<node<Input, Operator>, logical_and<Left, Right>> &&
           !refused<detail::operator_verdict_t<node<Input, Operator>, where_operator<logical_and<Left, Right>>>>)
[[nodiscard]] constexpr auto put_on(node<Input, Operator> below, where_operator<logical_and<Left, Right>> const& condition) {
  return put_on(put_on(std::move(below), where(condition.predicate.left)), where(condition.predicate.right));
}

}  // namespace sluice
