// SPDX-License-Identifier: Apache-2.0
// The handle of a running query: wait for it, look at it, stop it (semantics 18.2).
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/uuid.hpp>
#include <sluice/runtime/engine.hpp>
#include <sluice/runtime/query_core.hpp>
#include <sluice/runtime/query_events.hpp>
#include <sluice/runtime/query_registry.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace sluice {

/// A started query. Movable; when the handle goes, the query is stopped. All members may be called from any thread; on the query's own
/// (from a function that it calls), waiting throws query_error, and stop only asks.
class streaming_query {
 public:
  explicit streaming_query(std::shared_ptr<query_core> core) : core_(std::move(core)) {}
  streaming_query(streaming_query&&) = default;
  streaming_query& operator=(streaming_query&& other) noexcept {
    if (this != &other) {
      close();
      core_ = std::move(other.core_);
    }
    return *this;
  }
  ~streaming_query() { close(); }

  /// The query's lasting identifier, and that of this run.
  [[nodiscard]] std::string const& id() const { return core_->id; }
  [[nodiscard]] std::string const& run_id() const { return core_->run_id; }
  [[nodiscard]] std::string const& name() const { return core_->name; }

  /// Whether it still runs: true until it was stopped, finished or failed.
  [[nodiscard]] bool is_active() const {
    std::lock_guard const lock(core_->guard);
    return !core_->terminated;
  }

  /// Waits until the query has ended. Throws query_error if it failed, also when called after the failure.
  [[gnu::cold]] void await_termination() const {
    refuse_own_thread("await_termination");
    std::unique_lock lock(core_->guard);
    while (!core_->terminated) core_->changed.wait(lock);
    throw_failure();
  }

  /// Waits at most `timeout` (> 0, else option_error); true if the query has ended by then. Throws query_error if it failed.
  [[gnu::cold]] bool await_termination(std::chrono::milliseconds timeout) const {
    if (timeout.count() <= 0) {
      throw option_error("await_termination", "the timeout must be positive", std::to_string(timeout.count()) + " ms",
                         "without an argument it waits for as long as it takes");
    }
    refuse_own_thread("await_termination");
    // Cut, so that the longest timeout there is does not overflow the clock.
    auto const until = std::chrono::steady_clock::now() + std::min<std::chrono::milliseconds>(timeout, std::chrono::years{10});
    std::unique_lock lock(core_->guard);
    while (!core_->terminated)
      if (core_->changed.wait_until(lock, until) == std::cv_status::timeout && !core_->terminated) return false;
    throw_failure();
    return true;
  }

  /// Waits until all data that is available now has been processed and committed, batches without rows included. For tests: under
  /// constant input it may never return, and with a trigger that has an interval it takes the ticks that it takes. Throws query_error if the query
  /// fails meanwhile; returns if it is stopped.
  [[gnu::cold]] void process_all_available() const {
    refuse_own_thread("process_all_available");
    std::unique_lock lock(core_->guard);
    std::uint64_t const mine = ++core_->idle_asked;
    core_->notified = true;
    core_->wake_engine.notify_all();
    while (!core_->terminated && core_->idle_seen < mine) core_->changed.wait(lock);
    throw_failure();
  }

  /// Ends the query and waits for its thread: the batch that runs is finished first, unless its source is waiting for input. Does
  /// nothing to a query that has ended; never throws an earlier failure. On the query's own thread it does not wait.
  [[gnu::cold]] void stop() {
    core_->stop_requested.store(true);
    core_->notify();
    if (core_->on_own_thread()) return;
    std::lock_guard const lock(core_->joining);
    if (core_->thread.joinable()) core_->thread.join();
  }

  /// Why the query failed; empty if it did not.
  [[nodiscard]] std::optional<query_error> exception() const {
    std::lock_guard const lock(core_->guard);
    return core_->failure;
  }
  /// The exception that made the query fail, as it was thrown.
  [[nodiscard]] std::exception_ptr cause() const {
    std::lock_guard const lock(core_->guard);
    return core_->cause;
  }

  [[nodiscard]] streaming_query_status status() const {
    std::lock_guard const lock(core_->guard);
    return core_->status;
  }
  /// The newest batch's progress; empty before the first one.
  [[nodiscard]] std::optional<streaming_query_progress> last_progress() const {
    std::lock_guard const lock(core_->guard);
    if (core_->recent.empty()) return std::nullopt;
    return core_->recent[core_->newest];
  }
  /// The last batches' progress, oldest first, at most 100.
  [[nodiscard]] std::vector<streaming_query_progress> recent_progress() const {
    std::lock_guard const lock(core_->guard);
    std::vector<streaming_query_progress> ordered;
    ordered.reserve(core_->recent.size());
    for (std::size_t i = 1; i <= core_->recent.size(); ++i)
      ordered.push_back(core_->recent[(core_->newest + i) % core_->recent.size()]);
    return ordered;
  }

 private:
  void close() noexcept {
    if (!core_) return;
    stop();
    // Left only on the query's own thread: it runs to its end, and holds what it needs.
    std::lock_guard const lock(core_->joining);
    if (core_->thread.joinable()) core_->thread.detach();
  }
  void refuse_own_thread(char const* member) const {
    if (!core_->on_own_thread()) return;
    throw query_error({error_code::unsupported_operation, member, "a query cannot wait for itself", "",
                       "Call it from another thread than the one that runs the query"});
  }
  void throw_failure() const {
    if (core_->failure) throw query_error(*core_->failure);
  }

  std::shared_ptr<query_core> core_;
};

namespace detail {

/// The body of a query's thread.
struct run_engine {
  std::shared_ptr<query_core> core;
  std::unique_ptr<sluice::engine> engine;

  [[gnu::cold]] void operator()() {
    std::exception_ptr cause;
    std::string what;
    {
      std::lock_guard const lock(core->guard);
      core->runner = std::this_thread::get_id();
    }
    try {
      engine->run();
    } catch (std::exception const& failure) {
      cause = std::current_exception();
      what = failure.what();
    } catch (...) {
      cause = std::current_exception();
      what = "an exception that is no std::exception";
    }
    engine.reset();  // closes sources and sink before anybody learns that the query ended
    query_registry::instance().remove(core.get());
    {
      std::lock_guard const lock(core->guard);
      core->terminated = true;
      core->status = {cause ? "Terminated with exception: " + what : "Stopped", false, false};
      if (cause) {
        core->cause = cause;
        std::string const name = core->name.empty() ? std::string{} : core->name + " ";
        core->failure.emplace(error_info{error_code::query_failed, "",
                                         "Query " + name + "[id = " + core->id + ", runId = " + core->run_id +
                                             "] terminated with exception: " + what,
                                         "", ""});
      }
    }
    if (auto* const events = query_event_taker.load()) events->terminated({core->id, core->run_id, core->name}, what);
    core->changed.notify_all();
    query_registry::instance().ended(core->failure);
  }
};

}  // namespace detail

/// Makes the engine of a query.
using engine_maker = std::unique_ptr<engine> (*)(std::shared_ptr<query_core>, std::unique_ptr<stream_program>, engine_options,
                                                 std::unique_ptr<query_durability>);
template <class Engine>
[[nodiscard, gnu::cold]] std::unique_ptr<engine> make_engine(std::shared_ptr<query_core> core, std::unique_ptr<stream_program> program,
                                                             engine_options options, std::unique_ptr<query_durability> durability) {
  return std::make_unique<Engine>(std::move(core), std::move(program), std::move(options), std::move(durability));
}

/// What a query is started from; `durability` is null without a checkpoint.
struct query_parts {
  std::unique_ptr<stream_program> program;
  engine_options options;
  std::string name;
  std::unique_ptr<query_durability> durability;
};

/// Starts a query on a thread of its own. Throws query_error if the name is in use.
[[nodiscard, gnu::cold]] inline streaming_query start_query(query_parts parts, engine_maker make) {
  auto core = std::make_shared<query_core>();
  core->id = parts.durability ? parts.durability->id() : make_uuid();
  core->run_id = make_uuid();
  core->name = std::move(parts.name);
  query_registry::instance().add(core);
  auto running = make(core, std::move(parts.program), std::move(parts.options), std::move(parts.durability));
  try {
    if (auto* const events = query_event_taker.load()) events->started({core->id, core->run_id, core->name}, running->now());
    core->thread = std::thread(detail::run_engine{core, std::move(running)});
  } catch (...) {
    query_registry::instance().remove(core.get());
    throw;
  }
  return streaming_query{std::move(core)};
}

}  // namespace sluice
