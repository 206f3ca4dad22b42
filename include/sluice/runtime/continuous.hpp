// SPDX-License-Identifier: Apache-2.0
// The continuous engine: whatever has arrived goes through at once, and every interval an epoch ends: its offsets are logged, the sink
// commits, and state and the commit are saved on another thread while rows flow on (semantics 11.3).
//
// Offsets are logged at the end of an epoch, when its rows are out already: after a crash, rows since the last epoch come again. State goes
// back with the offsets, so what comes again counts once. They are logged before the sink commits: an epoch that it has comes again with
// the same rows, so that a sink may skip it.
#pragma once

#include <sluice/base/batch_time.hpp>
#include <sluice/runtime/engine.hpp>
#include <sluice/runtime/ticks.hpp>

#include <algorithm>
#include <cstdint>
#include <mutex>

namespace sluice {

/// Runs a query row by row, in epochs. An epoch begins with its first row; where there are none, nothing is logged.
class continuous_engine final : public engine {
 public:
  using engine::engine;

 private:
  [[gnu::cold]] void run_by_trigger(bool) override {
    batch_time const time(*options_.clock);
    while (!stopping()) {
      std::uint64_t const asked = idle_requests();
      if (program_->discover()) {
        if (!in_epoch_) begin_epoch();
        run_slice();
        if (options_.clock->now() >= epoch_ends_) end_epoch();
        continue;
      }
      // Whoever waits for everything to be processed does not wait for the epoch's end.
      if (in_epoch_ && (options_.clock->now() >= epoch_ends_ || idle_asked_since(asked))) end_epoch();
      if (!in_epoch_) {
        if (has_mark_ && (idle_asked_since(asked) || durability_->has_saved_epoch())) settle();
        mark_idle(asked);
      }
      wait_for_data();
    }
    if (in_epoch_) end_epoch();
    if (durability_) settle();
  }

  [[gnu::cold]] void begin_epoch() {
    begin_trigger();
    say("Processing new data", true);
    context_ = next_context();
    epoch_ends_ = next_tick(context_.batch_time, options_.interval);
    rejected_before_ = rejects_.count();
    program_->begin_batch(context_.batch_id);
    if (durability_) durability_->begin_epoch();
    in_epoch_ = true;
  }

  /// What has arrived, as a small batch of its own within the epoch. The hot path of this engine.
  void run_slice() {
    program_->begin(next_context());
    program_->read(rejects_);
    finish_slice();
    program_->advance_sources();
  }
  void finish_slice() {
    program_->finish();
    evicted_to_ = watermark_;
    watermark_ = std::max(watermark_, logged_precision(program_->watermark()));
  }

  [[gnu::cold]] void end_epoch() {
    if (watermark_ > evicted_to_ && program_->wants_batch(watermark_)) {
      program_->begin(next_context());
      finish_slice();
    }
    double const ran = elapsed();
    if (durability_) {
      context_.evict_watermark = evicted_to_;
      durability_->plan_epoch(context_, *program_->durable());
      // Back from there, the epoch before is safe.
      if (has_mark_) program_->commit_sources();
      has_mark_ = false;
    }
    program_->commit_sink(context_.batch_id);
    if (durability_) {
      durability_->end_epoch(context_.batch_id, watermark_);
      program_->mark_sources();
      has_mark_ = true;
    } else {
      program_->mark_sources();
      program_->commit_sources();
    }
    times_.add_batch = ran;
    times_.trigger_execution = elapsed();
    times_.commit = times_.trigger_execution - ran;
    post_progress(context_, rejects_.count() - rejected_before_);
    ++next_batch_;
    in_epoch_ = false;
    end_trigger();
  }

  /// Waits until the last epoch is safe.
  [[gnu::cold]] void settle() {
    durability_->finish_epochs();
    if (has_mark_) program_->commit_sources();
    has_mark_ = false;
  }

  /// Whether somebody waits for the query to be idle.
  [[nodiscard]] bool idle_asked_since(std::uint64_t asked) {
    std::lock_guard const lock(core_->guard);
    return core_->idle_seen < asked;
  }

  batch_context context_;
  timestamp epoch_ends_{};
  std::uint64_t rejected_before_ = 0;
  bool in_epoch_ = false;
  bool has_mark_ = false;  ///< an epoch is being saved, and the sources do not know of it yet
};

}  // namespace sluice
