// SPDX-License-Identifier: Apache-2.0
// The micro-batch engine: one batch after the other, when the trigger says so (semantics 11).
#pragma once

#include <sluice/plan/trigger.hpp>
#include <sluice/runtime/engine.hpp>
#include <sluice/runtime/ticks.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace sluice {

/// Runs a query in batches.
class micro_batch_engine final : public engine {
 public:
  using engine::engine;

 private:
  [[gnu::cold]] void run_by_trigger(bool ran_planned) override {
    switch (options_.trigger) {
      case trigger_kind::once:
        // The batch that was left over is the batch of this run (semantics 11.2).
        if (!ran_planned) run_once();
        break;
      case trigger_kind::available_now:
        program_->fix_end();
        run_until_done();
        break;
      case trigger_kind::processing_time:
      case trigger_kind::continuous: run_by_ticks(options_.interval); break;
    }
  }

  /// Trigger once: a single batch over all there is, and no batch without rows (semantics 11.2).
  [[gnu::cold]] void run_once() {
    begin_trigger();
    say("Getting offsets from sources", false);
    bool const new_data = program_->discover_all();
    times_.latest_offset = elapsed();
    if (new_data) {
      say("Processing new data", true);
      run_batch();
    }
    end_trigger();
  }

  [[gnu::cold]] void run_until_done() {
    while (!stopping() && run_trigger()) {}
  }

  [[gnu::cold]] void run_by_ticks(std::chrono::milliseconds interval) {
    while (!stopping()) {
      timestamp const started = options_.clock->now();
      std::uint64_t const asked = idle_requests();
      bool const worked = run_trigger();
      if (!worked) mark_idle(asked);
      if (stopping()) return;
      if (interval.count() > 0) {
        wait_for_tick(next_tick(started, interval));
      } else if (!worked) {
        say("Waiting for data to arrive", false);
        wait_for_data();
      }
    }
  }

  /// One tick: a batch if there is new data, or if a moved watermark has something to emit. False if there was nothing to do.
  [[gnu::cold]] bool run_trigger() {
    begin_trigger();
    say("Getting offsets from sources", false);
    bool const new_data = program_->discover();
    times_.latest_offset = elapsed();
    if (!new_data && !wants_no_data_batch()) {
      end_trigger();
      return false;
    }
    say(new_data ? "Processing new data" : "No new data but cleaning up state", new_data);
    run_batch();
    end_trigger();
    return true;
  }

  /// After a batch, if the watermark moved and somebody can use it (semantics 3.4). Unlike Spark also when the batch was of an earlier run, so
  /// that it does not matter where a query was stopped.
  [[nodiscard]] bool wants_no_data_batch() const {
    return options_.no_data_batches && next_batch_ > 0 && watermark_ > evicted_to_ && program_->wants_batch(watermark_);
  }
};

}  // namespace sluice
