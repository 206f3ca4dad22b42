// SPDX-License-Identifier: Apache-2.0
// Embedded queries: `auto live = revenue.connect<order>(update, receiver); live.push(o);`. No thread, no I/O, and no allocation once
// its keys are known; the caller drives it, for services where latency counts.
#pragma once

#include <sluice/operators/node.hpp>
#include <sluice/plan/errors.hpp>
#include <sluice/plan/modes.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace sluice {

/// Rows that a caller pushes by hand: the input of an embedded query.
template <record Record>
struct pushed_rows : node_base<schema_of<Record>, Record, true> {
  static constexpr stage_list<0> stages{};
  static constexpr std::size_t source_count = 1;

  template <emission Mode, class Next>
  [[nodiscard]] auto connect(Next next) const {
    return operation<Next>{std::move(next)};
  }
};

/// A callable as the end of a query.
template <class Receiver>
struct receiver_step : last_step {
  Receiver receiver;

  explicit receiver_step(Receiver takes) : receiver(std::move(takes)) {}

  template <class Row>
  void push(Row const& row) {
    receiver(row);
  }
};

/// What stands for a callable in the validity table: it takes every mode.
struct callable_sink {
  static constexpr sink_traits traits{.name = "callable"};
};

/// When an embedded query hands out results and moves its watermark.
enum class advance_on {
  every_push,  ///< each push is a batch of its own: its results are out when push returns
  request,     ///< results come with advance()
};

/// A query that its caller drives. A push (or what was pushed up to `advance`) is a batch as the streaming engine would run it: late
/// rows are judged by the watermark before it, and when it has moved the watermark, a batch without rows hands out what became
/// final (semantics 3.2, 3.4). Not thread safe; the receiver is called inside push or advance.
template <record Record, class Operation>
class live_query {
 public:
  template <class Node, class Next, emission Mode>
  live_query(Node const& query, Next next, std::integral_constant<emission, Mode>, advance_on when)
      : operation_(query.template connect<Mode>(std::move(next))), when_(when) {
    context_.rejects = &rejects_;
    context_.many_rows = when == advance_on::request;
    operation_.begin(context_);
  }
  live_query(live_query const&) = delete;
  live_query& operator=(live_query const&) = delete;

  /// Takes one record. With advance_on::every_push, its results have been handed out when this returns. Whatever the query or
  /// the receiver throws passes through; the record is then partly counted, as after a failed batch.
  void push(Record const& record) {
    operation_.template push<0>(record);
    if (when_ == advance_on::every_push) advance();
  }

  /// Ends the batch: hands out its results, moves the watermark, and hands out and evicts what became final by it.
  void advance() {
    operation_.finish();
    watermark_fold fold;
    operation_.fold_watermark(fold);
    bool const moved = fold.value() > context_.evict_watermark;
    next_batch(moved ? fold.value() : context_.evict_watermark);
    if (moved && operation_.wants_batch(fold.value())) {
      operation_.begin(context_);
      operation_.finish();
      next_batch(context_.evict_watermark);
    }
    operation_.begin(context_);
  }

  /// The event time, in microseconds, up to which no more rows are expected; `no_watermark` before the first row.
  [[nodiscard]] std::int64_t watermark() const { return context_.evict_watermark; }
  /// Rows that could not be read so far (from_json).
  [[nodiscard]] std::uint64_t rejected() const { return rejects_.count(); }
  /// State metrics so far, and the event times seen since the last batch; operators source first. Allocates.
  [[nodiscard]] step_report report() const {
    step_report collected;
    operation_.report(collected);
    return collected;
  }
  /// Hands rejected rows to `handler` from now on.
  void on_rejected(reject_handler handler) { rejects_ = reject_log{std::move(handler)}; }

 private:
  void next_batch(std::int64_t watermark) {
    ++context_.batch_id;
    context_.late_watermark = context_.evict_watermark;
    context_.evict_watermark = watermark;
  }

  Operation operation_;
  advance_on when_;
  reject_log rejects_;
  batch_context context_{};
};

namespace detail {

template <class Record, class... Operators, mode Mode>
consteval auto find_live_verdict(fragment<Operators...> const*, mode_constant<Mode>) {
  using outcome = decltype(put_on(std::declval<pushed_rows<Record>>(), std::declval<fragment<Operators...> const&>()));
  if constexpr (requires { typename outcome::refusal; }) return typename outcome::refusal{};
  else if constexpr (outcome::source_count != 1)
    return plan_error::embedded_query_has_one_input<plan_error::inputs<outcome::source_count>>{};
  else return verdict_t<outcome, callable_sink, Mode>{};
}

}  // namespace detail

/// The verdict on a fragment as an embedded query over records of `Record`: `accepted`, or the plan_error that connect raises.
template <class Record, class Part, class Mode>
struct live_verdict {
  using type = decltype(detail::find_live_verdict<Record>(static_cast<Part const*>(nullptr), Mode{}));
};

/// Connects a fragment to pushed records of `Record` and a receiver: what `fragment.connect<Record>(mode, receiver)` calls if the verdict
/// is `accepted`. `receiver` is called as `receiver(row)` with rows that live for the call.
template <record Record, class... Operators, mode Mode, class Receiver>
[[nodiscard]] auto connect_live(fragment<Operators...> const& query, mode_constant<Mode>, Receiver receiver,
                                advance_on when = advance_on::every_push) {
  constexpr emission emitted = detail::emission_of(Mode);
  using node_type = decltype(pushed_rows<Record>{} | query);
  using next = receiver_step<Receiver>;
  using operation_type = decltype(std::declval<node_type const&>().template connect<emitted>(std::declval<next>()));
  return live_query<Record, operation_type>{pushed_rows<Record>{} | query, next{std::move(receiver)},
                                            std::integral_constant<emission, emitted>{}, when};
}

}  // namespace sluice
