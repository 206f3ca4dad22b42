// SPDX-License-Identifier: Apache-2.0
// Makes the progress of a batch out of what its program and its engine know (semantics 18.5).
#pragma once

#include <sluice/base/time.hpp>
#include <sluice/operators/step.hpp>
#include <sluice/runtime/progress.hpp>
#include <sluice/runtime/stream_program.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sluice {

/// What the engine knows of a batch. Instants are of the query's clock.
struct batch_facts {
  batch_context const* context = nullptr;
  batch_durations durations;
  timestamp started{};                ///< of the trigger
  std::optional<timestamp> previous;  ///< start of the trigger before it
  std::uint64_t rejected = 0;
};

/// Turns totals into what changed in a batch. One per run of a query, on its thread.
class progress_maker {
 public:
  [[nodiscard, gnu::cold]] streaming_query_progress make(stream_program const& program, batch_facts const& facts) {
    streaming_query_progress progress;
    progress.started = facts.started;
    progress.batch_id = facts.context->batch_id;
    progress.num_rejected_rows = facts.rejected;
    progress.durations = facts.durations;
    double const since_last = facts.previous ? static_cast<double>((facts.started - *facts.previous).count()) / 1e6 : 0;
    double const took = facts.durations.trigger_execution / 1e3;
    for (auto& source : program.sources()) {
      source_progress& one = progress.sources.emplace_back();
      one.description = std::move(source.description);
      one.start_offset = facts.context->batch_id == 0 ? std::string{} : std::move(source.start_offset);
      one.latest_offset = source.end_offset;
      one.end_offset = std::move(source.end_offset);
      one.num_input_rows = source.rows;
      one.metrics = std::move(source.metrics);
      one.input_rows_per_second = since_last > 0 ? static_cast<double>(source.rows) / since_last : 0;
      one.processed_rows_per_second = took > 0 ? static_cast<double>(source.rows) / took : 0;
      progress.num_input_rows += source.rows;
    }
    progress.input_rows_per_second = since_last > 0 ? static_cast<double>(progress.num_input_rows) / since_last : 0;
    progress.processed_rows_per_second = took > 0 ? static_cast<double>(progress.num_input_rows) / took : 0;
    add_state(progress, program.report(), facts.context->evict_watermark);
    progress.sink_description = program.sink_description();
    progress.num_output_rows = program.output_rows();
    return progress;
  }

 private:
  /// Stateful operators nearest the sink first, as Spark numbers them; event times over all watermark operators.
  [[gnu::cold]] void add_state(streaming_query_progress& progress, step_report const& report, std::int64_t evicted_to) {
    previous_states_.resize(report.states.size());
    for (std::size_t i = report.states.size(); i-- > 0;) {
      state_progress const& now = report.states[i];
      state_progress const& before = previous_states_[i];
      progress.state_operators.push_back({std::string{now.name}, now.rows_total, now.rows_updated - before.rows_updated,
                                          now.rows_removed - before.rows_removed,
                                          now.rows_dropped_by_watermark - before.rows_dropped_by_watermark,
                                          now.memory_bytes});
    }
    previous_states_ = report.states;
    if (report.watermarks.empty()) return;
    // Before any event time, Spark reports 1970; so does this.
    progress.event_time.watermark = timestamp{evicted_to == no_watermark ? 0 : evicted_to};
    std::uint64_t rows = 0;
    double mean = 0;
    for (auto const& seen : report.watermarks) {
      if (seen.rows == 0) continue;
      progress.event_time.min = std::min(progress.event_time.min.value_or(timestamp{seen.min}), timestamp{seen.min});
      progress.event_time.max = std::max(progress.event_time.max.value_or(timestamp{seen.max}), timestamp{seen.max});
      rows += seen.rows;
      // From mean to mean: a sum of times would lose their last digits.
      mean += (seen.mean - mean) * (static_cast<double>(seen.rows) / static_cast<double>(rows));
    }
    if (rows > 0) progress.event_time.avg = timestamp{std::llround(mean)};
  }

  std::vector<state_progress> previous_states_;
};

}  // namespace sluice
