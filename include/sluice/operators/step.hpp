// SPDX-License-Identifier: Apache-2.0
// The running side of operators. A *step* is a named class holding the next step, so that a whole query is one object and its
// per-record work inlines into one loop. Every driver (embedded push, batch, streaming) drives the same steps.
//
// A step provides
//   static constexpr auto needs;                 the columns it and all behind it read of the rows pushed into it
//   template <class Row> void push(Row const&);  one row; it lives for the call
//   void begin(batch_context const&);            a batch starts
//   void finish();                               its rows are through: emit, evict, and pass on
//   void report(step_report&) const;             metrics, source first
//   void fold_watermark(watermark_fold&) const;  what the watermark operators have seen
//   bool wants_batch(std::int64_t watermark) const;   whether a batch without rows would emit or evict something
//   void list_state(durable_parts&);  its state and that of all behind it, for a checkpoint
#pragma once

#include <sluice/base/time.hpp>
#include <sluice/contract/needs.hpp>
#include <sluice/contract/reject.hpp>
#include <sluice/state/durable_state.hpp>

#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

/// What a query hands on at the end of a batch. `batch` is a bounded input: the whole result, once.
enum class emission { append, update, complete, batch };

/// Before any event time was seen. Unlike Spark, which starts at 1970, so that old rows are not late from the first batch
/// (semantics 3.3, 22).
inline constexpr std::int64_t no_watermark = std::numeric_limits<std::int64_t>::min();

/// What steps know of the batch that runs. Times in microseconds.
struct batch_context {
  std::uint64_t batch_id = 0;
  timestamp batch_time{};
  std::int64_t late_watermark = no_watermark;   ///< rows at or before it are late (semantics 3.2)
  std::int64_t evict_watermark = no_watermark;  ///< groups at or before it are final
  reject_log* rejects = nullptr;
  bool many_rows = true;  ///< false when every row is a batch of its own, so that waiting for memory gains nothing
};

/// Metrics of one stateful operator (semantics 18.5). All but the totals count since the query began.
struct state_progress {
  std::string_view name;
  std::uint64_t rows_total = 0;
  std::uint64_t rows_updated = 0;
  std::uint64_t rows_removed = 0;
  std::uint64_t rows_dropped_by_watermark = 0;
  std::uint64_t memory_bytes = 0;
};

/// Event times that passed one with_watermark in this batch, and the watermark it asks for.
struct watermark_progress {
  std::int64_t watermark = no_watermark;
  std::uint64_t rows = 0;
  std::int64_t min = 0;
  std::int64_t max = 0;
  double mean = 0;
};

/// What a walk over the steps collects, source first.
struct step_report {
  std::vector<state_progress> states;
  std::vector<watermark_progress> watermarks;
};

/// The watermark of a query with several with_watermark: the least of them; one that has seen no row holds it back
/// (semantics 3.1).
struct watermark_fold {
  std::int64_t least = std::numeric_limits<std::int64_t>::max();

  void add(std::int64_t watermark) { least = watermark < least ? watermark : least; }
  [[nodiscard]] std::int64_t value() const {
    return least == std::numeric_limits<std::int64_t>::max() ? no_watermark : least;
  }
};

/// What most steps do besides pushing: pass everything on.
template <class Next>
struct linear_step {
  Next next;

  void begin(batch_context const& context) { next.begin(context); }
  void finish() { next.finish(); }
  void report(step_report& report) const { next.report(report); }
  void fold_watermark(watermark_fold& fold) const { next.fold_watermark(fold); }
  [[nodiscard]] bool wants_batch(std::int64_t watermark) const { return next.wants_batch(watermark); }
  void list_state(durable_parts& found) { next.list_state(found); }
};

/// What the last step of a query does besides taking rows: nothing.
struct last_step {
  static constexpr auto needs = all_columns;

  void begin(batch_context const&) {}
  void finish() {}
  void report(step_report&) const {}
  void fold_watermark(watermark_fold&) const {}
  [[nodiscard]] bool wants_batch(std::int64_t) const { return false; }
  void list_state(durable_parts&) {}
};

/// A chain of steps behind one source.
template <class Step>
class operation {
 public:
  static constexpr std::size_t source_count = 1;

  explicit operation(Step step) : step_(std::move(step)) {}

  /// The columns wanted of source `Source`.
  template <std::size_t Source>
  struct wanted {
    static constexpr auto value = Step::needs;
  };

  template <std::size_t Source, class Row>
  void push(Row const& row) {
    step_.push(row);
  }
  void begin(batch_context const& context) { step_.begin(context); }
  void finish() { step_.finish(); }
  void report(step_report& report) const { step_.report(report); }
  void fold_watermark(watermark_fold& fold) const { step_.fold_watermark(fold); }
  [[nodiscard]] bool wants_batch(std::int64_t watermark) const { return step_.wants_batch(watermark); }
  void list_state(durable_parts& found) { step_.list_state(found); }

 private:
  Step step_;
};

}  // namespace sluice
