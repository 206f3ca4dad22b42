// SPDX-License-Identifier: Apache-2.0
// The micro-batch engine: plans, runs and commits one batch after the other on a thread of its own, when the trigger says so. It
// knows nothing of types; the query is behind stream_program.
#pragma once

#include <sluice/base/clock.hpp>
#include <sluice/base/error.hpp>
#include <sluice/contract/reject.hpp>
#include <sluice/plan/trigger.hpp>
#include <sluice/runtime/query_core.hpp>
#include <sluice/runtime/stream_program.hpp>
#include <sluice/runtime/ticks.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sluice {

/// How a query is run.
struct engine_options {
  trigger_kind trigger = trigger_kind::processing_time;
  std::chrono::milliseconds interval{0};
  sluice::clock const* clock = &system_clock::instance();
  reject_handler on_rejected;
  std::chrono::milliseconds polling_delay{10};  ///< between looks for new data when there was none
  bool no_data_batches = true;                  ///< whether a moved watermark runs a batch without rows (semantics 3.4)
};

/// Runs a query. All of it on one thread, the query's.
class micro_batch_engine {
 public:
  micro_batch_engine(std::shared_ptr<query_core> core, std::unique_ptr<stream_program> program, engine_options options)
      : core_(std::move(core)), program_(std::move(program)), options_(std::move(options)), rejects_(options_.on_rejected) {}

  /// Runs until stopped, finished, or failed; what it throws is the failure. Returns for the other two.
  [[gnu::cold]] void run() {
    try {
      open();
      switch (options_.trigger) {
        case trigger_kind::once: run_once(); break;
        case trigger_kind::available_now:
          program_->fix_end();
          run_until_done();
          break;
        case trigger_kind::processing_time: run_by_ticks(options_.interval); break;
        // Batches as fast as they can be: rows wait for the one before them, not for the end of an interval.
        case trigger_kind::continuous: run_by_ticks(std::chrono::milliseconds{0}); break;
      }
    } catch (query_stopping const&) {
      // A source gave up its batch because of a stop; nothing of it was committed. Without a stop the query must not end in silence.
      if (!stopping()) {
        throw source_error({error_code::source_failed, "query_stopping", "a source gave up a batch though the query was not stopped", "",
                            "A reader throws query_stopping only when source_context::stopping() is true"});
      }
    }
  }

 private:
  [[gnu::cold]] void open() {
    say("Initializing sources", false);
    source_context context;
    context.clock = options_.clock;
    context.notify = waker{core_};
    context.stopping = stop_check{core_};
    program_->open(context, sink_context{options_.clock, core_->name, core_->id});
  }

  struct waker {
    std::weak_ptr<query_core> core;
    void operator()() const {
      if (auto const alive = core.lock()) alive->notify();
    }
  };
  struct stop_check {
    std::weak_ptr<query_core> core;
    bool operator()() const {
      auto const alive = core.lock();
      return !alive || alive->stop_requested.load(std::memory_order_relaxed);
    }
  };

  [[nodiscard]] bool stopping() const { return core_->stop_requested.load(std::memory_order_relaxed); }

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

  /// After a batch, if the watermark moved and somebody can use it (semantics 3.4).
  [[nodiscard]] bool wants_no_data_batch() const {
    return options_.no_data_batches && batches_run_ > 0 && watermark_ > evicted_to_ && program_->wants_batch(watermark_);
  }

  [[gnu::cold]] void run_batch() {
    batch_context context;
    context.batch_id = next_batch_;
    context.batch_time = options_.clock->now();
    context.late_watermark = evicted_to_;
    context.evict_watermark = watermark_;
    context.rejects = &rejects_;
    std::uint64_t const rejected_before = rejects_.count();
    double const planned = elapsed();
    program_->run(context);
    double const ran = elapsed();
    times_.add_batch = ran - planned;
    program_->commit_sources();
    ++next_batch_;
    ++batches_run_;
    evicted_to_ = watermark_;
    watermark_ = std::max(watermark_, program_->watermark());
    times_.trigger_execution = elapsed();
    times_.commit = times_.trigger_execution - ran;
    post_progress(context, rejects_.count() - rejected_before);
  }

  [[gnu::cold]] void begin_trigger() {
    previous_trigger_ = trigger_started_;
    trigger_started_ = options_.clock->now();
    times_ = {};
    std::lock_guard const lock(core_->guard);
    core_->status.is_trigger_active = true;
  }
  [[gnu::cold]] void end_trigger() {
    std::lock_guard const lock(core_->guard);
    core_->status.is_trigger_active = false;
    core_->status.is_data_available = false;
    core_->status.message = "Waiting for next trigger";
  }

  /// Milliseconds since the trigger began, by the query's clock.
  [[nodiscard]] double elapsed() const {
    auto const spent = options_.clock->now() - *trigger_started_;
    return std::max(0.0, static_cast<double>(spent.count()) / 1e3);  // a real clock may be set back
  }

  [[gnu::cold]] void say(char const* message, bool data) {
    std::lock_guard const lock(core_->guard);
    core_->status.message = message;
    core_->status.is_data_available = data;
  }

  [[gnu::cold]] std::uint64_t idle_requests() {
    std::lock_guard const lock(core_->guard);
    return core_->idle_asked;
  }
  [[gnu::cold]] void mark_idle(std::uint64_t asked) {
    {
      std::lock_guard const lock(core_->guard);
      core_->idle_seen = std::max(core_->idle_seen, asked);
    }
    core_->changed.notify_all();
  }

  /// Waits for an instant of the query's clock, or a stop.
  [[gnu::cold]] void wait_for_tick(timestamp until) {
    // A clock that is not the machine's may be moved by hand, so it is looked at again and again.
    bool const real = options_.clock == &system_clock::instance();
    std::chrono::microseconds const longest = real ? std::chrono::hours{1} : std::chrono::microseconds{1000};
    std::unique_lock lock(core_->guard);
    while (!stopping()) {
      auto const left = until - options_.clock->now();
      if (left.count() <= 0) break;
      core_->wake_engine.wait_for(lock, std::min(left, longest));
    }
  }

  /// Waits for news of data, or a stop; at most the polling delay, of the machine's time whatever the query's clock is.
  [[gnu::cold]] void wait_for_data() {
    auto const until = std::chrono::steady_clock::now() + options_.polling_delay;
    std::unique_lock lock(core_->guard);
    while (!stopping() && !core_->notified)
      if (core_->wake_engine.wait_until(lock, until) == std::cv_status::timeout) break;
    core_->notified = false;
  }

  [[gnu::cold]] void post_progress(batch_context const& context, std::uint64_t rejected) {
    streaming_query_progress progress;
    progress.id = core_->id;
    progress.run_id = core_->run_id;
    progress.name = core_->name;
    progress.started = *trigger_started_;
    progress.batch_id = context.batch_id;
    progress.num_rejected_rows = rejected;
    progress.durations = times_;
    double const since_last =
        previous_trigger_ ? static_cast<double>((*trigger_started_ - *previous_trigger_).count()) / 1e6 : 0;
    double const took = times_.trigger_execution / 1e3;
    for (auto& source : program_->sources()) {
      source_progress& one = progress.sources.emplace_back();
      one.description = std::move(source.description);
      one.start_offset = context.batch_id == 0 ? std::string{} : std::move(source.start_offset);
      one.latest_offset = source.end_offset;
      one.end_offset = std::move(source.end_offset);
      one.num_input_rows = source.rows;
      one.input_rows_per_second = since_last > 0 ? static_cast<double>(source.rows) / since_last : 0;
      one.processed_rows_per_second = took > 0 ? static_cast<double>(source.rows) / took : 0;
      progress.num_input_rows += source.rows;
    }
    progress.input_rows_per_second = since_last > 0 ? static_cast<double>(progress.num_input_rows) / since_last : 0;
    progress.processed_rows_per_second = took > 0 ? static_cast<double>(progress.num_input_rows) / took : 0;
    add_state(progress, context);
    progress.sink_description = program_->sink_description();
    progress.num_output_rows = program_->output_rows();
    std::lock_guard const lock(core_->guard);
    core_->keep(std::move(progress));
  }

  /// Stateful operators nearest the sink first, as Spark numbers them; event times over all watermark operators.
  [[gnu::cold]] void add_state(streaming_query_progress& progress, batch_context const& context) {
    step_report const report = program_->report();
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
    progress.event_time.watermark = timestamp{context.evict_watermark == no_watermark ? 0 : context.evict_watermark};
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

  std::shared_ptr<query_core> core_;
  std::unique_ptr<stream_program> program_;
  engine_options options_;
  reject_log rejects_;
  std::uint64_t next_batch_ = 0;
  std::uint64_t batches_run_ = 0;
  std::int64_t watermark_ = no_watermark;   ///< what the next batch evicts by
  std::int64_t evicted_to_ = no_watermark;  ///< what the last batch evicted by, hence the next one's lateness
  std::vector<state_progress> previous_states_;
  std::optional<timestamp> trigger_started_;
  std::optional<timestamp> previous_trigger_;
  batch_durations times_;
};

}  // namespace sluice
