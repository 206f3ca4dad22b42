// SPDX-License-Identifier: Apache-2.0
// What both engines share: opening a query, running one batch of it, and talking to its handles. An engine knows nothing of types, the
// query is behind stream_program, and nothing of files, the checkpoint is behind query_durability.
//
// Order of a batch (semantics 12.1): discover, plan, run, save state, commit the sink, commit the batch, tell the sources. Wherever
// it is cut off, the next run goes on from the plan and the commit that are there.
#pragma once

#include <sluice/base/batch_time.hpp>
#include <sluice/base/clock.hpp>
#include <sluice/base/error.hpp>
#include <sluice/contract/reject.hpp>
#include <sluice/plan/trigger.hpp>
#include <sluice/runtime/batch_progress.hpp>
#include <sluice/runtime/engine_options.hpp>
#include <sluice/runtime/query_core.hpp>
#include <sluice/runtime/query_durability.hpp>
#include <sluice/runtime/query_events.hpp>
#include <sluice/runtime/stream_program.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace sluice {

/// Runs a query. All of it on one thread, the query's.
class engine {
 public:
  /// `durability`: null for a query without a checkpoint.
  engine(std::shared_ptr<query_core> core, std::unique_ptr<stream_program> program, engine_options options,
         std::unique_ptr<query_durability> durability)
      : core_(std::move(core)), durability_(std::move(durability)), program_(std::move(program)), options_(std::move(options)),
        rejects_(options_.on_rejected) {}
  engine(engine const&) = delete;
  engine& operator=(engine const&) = delete;
  virtual ~engine() = default;

  [[nodiscard]] timestamp now() const { return options_.clock->now(); }

  /// Runs until stopped, finished, or failed; what it throws is the failure. Returns for the other two.
  [[gnu::cold]] void run() {
    try {
      open();
      // A batch that an earlier run planned and did not finish comes first (semantics 11.2).
      bool const planned = planned_.has_value();
      if (planned) run_planned();
      run_by_trigger(planned);
    } catch (query_stopping const&) {
      // A source gave up its batch because of a stop; nothing of it was committed. Without a stop the query must not end in silence.
      if (!stopping()) {
        throw source_error({error_code::source_failed, "query_stopping", "a source gave up a batch though the query was not stopped", "",
                            "A reader throws query_stopping only when source_context::stopping() is true"});
      }
    }
  }

 protected:
  /// Runs batches until there is nothing more to do; `ran_planned`: whether one of an earlier run has been finished.
  virtual void run_by_trigger(bool ran_planned) = 0;

  [[nodiscard]] bool stopping() const { return core_->stop_requested.load(std::memory_order_relaxed); }

  [[nodiscard]] batch_context next_context() {
    batch_context context;
    context.batch_id = next_batch_;
    context.batch_time = options_.clock->now();
    context.late_watermark = evicted_to_;
    context.evict_watermark = watermark_;
    context.rejects = &rejects_;
    return context;
  }
  /// One batch over what was discovered.
  [[gnu::cold]] void run_batch() {
    batch_context context = next_context();
    std::uint64_t const rejected_before = rejects_.count();
    double const discovered = elapsed();
    if (durability_) plan_batch(context);
    double const planned = elapsed();
    batch_time const time(context.batch_time);
    program_->begin_batch(context.batch_id);
    program_->begin(context);
    program_->read(rejects_);
    program_->finish();
    if (durability_) durability_->save_state();
    program_->commit_sink(context.batch_id);
    double const ran = elapsed();
    // A re-run watermark operator may have forgotten rows of earlier runs: the watermark never goes back (semantics 3.6).
    std::int64_t const next_watermark = std::max(watermark_, logged_precision(program_->watermark()));
    if (durability_) durability_->commit(context.batch_id, next_watermark);
    program_->advance_sources();
    program_->mark_sources();
    program_->commit_sources();
    ++next_batch_;
    evicted_to_ = watermark_;
    watermark_ = next_watermark;
    times_.wal_commit = planned - discovered;
    times_.add_batch = ran - planned;
    times_.trigger_execution = elapsed();
    times_.commit = times_.trigger_execution - ran;
    post_progress(context, rejects_.count() - rejected_before);
  }

  /// Logs the plan of a batch, or takes the time of the plan that is logged already.
  [[gnu::cold]] void plan_batch(batch_context& context) {
    if (planned_) {
      context.batch_time = *planned_;
      planned_.reset();
    } else {
      say("Writing offsets to log", true);
      context.batch_time = timestamp::from_milliseconds(context.batch_time.milliseconds());
      durability_->plan(context, *program_->durable());
    }
    durability_->begin(context.batch_id);
  }
  /// Logs hold milliseconds; a query with a checkpoint counts in them from the start, so that a restart changes nothing.
  [[nodiscard]] std::int64_t logged_precision(std::int64_t watermark) const {
    if (!durability_ || watermark == no_watermark) return watermark;
    return timestamp{watermark}.milliseconds() * 1000;
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
    auto* const events = query_event_taker.load();
    if (events == nullptr) return;
    timestamp const at = options_.clock->now();
    if (!told_) told_ = at;
    if (at - *told_ < options_.idle_event_interval) return;
    told_ = at;
    events->idle({core_->id, core_->run_id, core_->name}, at);
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
    auto progress = progress_.make(*program_, {&context, times_, *trigger_started_, previous_trigger_, rejected});
    progress.id = core_->id;
    progress.run_id = core_->run_id;
    progress.name = core_->name;
    if (durability_) progress.maintenance_failure = durability_->maintenance_failure();
    told_ = options_.clock->now();
    if (auto* const events = query_event_taker.load()) events->progress(progress);
    std::lock_guard const lock(core_->guard);
    core_->keep(std::move(progress));
  }

 private:
  [[gnu::cold]] void open() {
    say("Initializing sources", false);
    source_context context;
    context.clock = options_.clock;
    context.notify = waker{core_};
    context.stopping = stop_check{core_};
    context.is_awaited = await_check{core_};
    if (durability_) durability_->prepare(context);
    program_->open(context, sink_context{options_.clock, core_->name, core_->id});
    if (durability_) resume();
    else program_->start_new();
  }

  [[gnu::cold]] void resume() {
    auto const point = durability_->resume(*program_->durable());
    next_batch_ = point.next_batch;
    watermark_ = point.evict_watermark;
    evicted_to_ = point.late_watermark;
    if (point.planned) planned_ = point.batch_time;
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

  struct await_check {
    std::weak_ptr<query_core> core;
    bool operator()() const {
      auto const alive = core.lock();
      if (!alive) return true;
      std::lock_guard const lock(alive->guard);
      return alive->idle_seen < alive->idle_asked;
    }
  };

  [[gnu::cold]] void run_planned() {
    begin_trigger();
    say("Processing new data", true);
    run_batch();
    end_trigger();
  }

 protected:
  std::shared_ptr<query_core> core_;
  std::unique_ptr<query_durability> durability_;  // before the program, whose readers and state use what it holds
  std::unique_ptr<stream_program> program_;
  engine_options options_;
  reject_log rejects_;
  std::uint64_t next_batch_ = 0;
  std::int64_t watermark_ = no_watermark;   ///< what the next batch evicts by
  std::int64_t evicted_to_ = no_watermark;  ///< what the last batch evicted by, hence the next one's lateness
  progress_maker progress_;
  std::optional<timestamp> planned_;        ///< the time of the batch that an earlier run planned, until it has run
  std::optional<timestamp> trigger_started_;
  std::optional<timestamp> previous_trigger_;
  std::optional<timestamp> told_;  ///< when listeners last heard of the query
  batch_durations times_;
};

}  // namespace sluice
