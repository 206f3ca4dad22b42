// SPDX-License-Identifier: Apache-2.0
// What the handle of a query does, and how a query is started: its engine, on a thread of its own.
#pragma once

#include <sluice/base/compiled.hpp>
#include <sluice/base/error.hpp>
#include <sluice/base/uuid.hpp>
#include <sluice/runtime/continuous.hpp>
#include <sluice/runtime/engine.hpp>
#include <sluice/runtime/micro_batch.hpp>
#include <sluice/runtime/progress_body.hpp>
#include <sluice/runtime/query_core.hpp>
#include <sluice/runtime/query_events.hpp>
#include <sluice/runtime/query_registry.hpp>
#include <sluice/runtime/streaming_query.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
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

SLUICE_INLINE streaming_query& streaming_query::operator=(streaming_query&& other) noexcept {
  if (this != &other) {
    close();
    core_ = std::move(other.core_);
  }
  return *this;
}

SLUICE_INLINE streaming_query::~streaming_query() { close(); }

SLUICE_INLINE std::string const& streaming_query::id() const { return core_->id; }

SLUICE_INLINE std::string const& streaming_query::run_id() const { return core_->run_id; }

SLUICE_INLINE std::string const& streaming_query::name() const { return core_->name; }

SLUICE_INLINE bool streaming_query::is_active() const {
  std::lock_guard const lock(core_->guard);
  return !core_->terminated;
}

[[gnu::cold]] SLUICE_INLINE void streaming_query::await_termination() const {
  refuse_own_thread("await_termination");
  std::unique_lock lock(core_->guard);
  while (!core_->terminated) core_->changed.wait(lock);
  throw_failure();
}

[[gnu::cold]] SLUICE_INLINE bool streaming_query::await_termination(std::chrono::milliseconds timeout) const {
  check_timeout(timeout, "await_termination");
  refuse_own_thread("await_termination");
  if (!ends_within(timeout)) return false;
  std::lock_guard const lock(core_->guard);
  throw_failure();
  return true;
}

[[gnu::cold]] SLUICE_INLINE void streaming_query::process_all_available() const {
  refuse_own_thread("process_all_available");
  std::unique_lock lock(core_->guard);
  std::uint64_t const mine = ++core_->idle_asked;
  core_->notified = true;
  core_->wake_engine.notify_all();
  while (!core_->terminated && core_->idle_seen < mine) core_->changed.wait(lock);
  throw_failure();
}

[[gnu::cold]] SLUICE_INLINE void streaming_query::stop() {
  core_->stop_requested.store(true);
  core_->notify();
  if (core_->on_own_thread()) return;
  std::lock_guard const lock(core_->joining);
  if (core_->thread.joinable()) core_->thread.join();
}

[[gnu::cold]] SLUICE_INLINE bool streaming_query::stop(std::chrono::milliseconds timeout) {
  check_timeout(timeout, "stop");
  core_->stop_requested.store(true);
  core_->notify();
  if (core_->on_own_thread() || !ends_within(timeout)) return false;
  stop();
  return true;
}

SLUICE_INLINE std::optional<query_error> streaming_query::exception() const {
  std::lock_guard const lock(core_->guard);
  return core_->failure;
}

SLUICE_INLINE std::exception_ptr streaming_query::cause() const {
  std::lock_guard const lock(core_->guard);
  return core_->cause;
}

SLUICE_INLINE streaming_query_status streaming_query::status() const {
  std::lock_guard const lock(core_->guard);
  return core_->status;
}

SLUICE_INLINE std::optional<streaming_query_progress> streaming_query::last_progress() const {
  std::lock_guard const lock(core_->guard);
  if (core_->recent.empty()) return std::nullopt;
  return core_->recent[core_->newest];
}

SLUICE_INLINE std::vector<streaming_query_progress> streaming_query::recent_progress() const {
  std::lock_guard const lock(core_->guard);
  std::vector<streaming_query_progress> ordered;
  ordered.reserve(core_->recent.size());
  for (std::size_t i = 1; i <= core_->recent.size(); ++i)
    ordered.push_back(core_->recent[(core_->newest + i) % core_->recent.size()]);
  return ordered;
}

SLUICE_INLINE void streaming_query::close() noexcept {
  if (!core_) return;
  stop();
  // Left only on the query's own thread: it runs to its end, and holds what it needs.
  std::lock_guard const lock(core_->joining);
  if (core_->thread.joinable()) core_->thread.detach();
}

SLUICE_INLINE void streaming_query::check_timeout(std::chrono::milliseconds timeout, char const* member) {
  if (timeout.count() > 0) return;
  throw option_error(member, "the timeout must be positive", std::to_string(timeout.count()) + " ms",
                     "without an argument it waits for as long as it takes");
}

[[gnu::cold]] SLUICE_INLINE bool streaming_query::ends_within(std::chrono::milliseconds timeout) const {
  // Cut, so that the longest timeout there is does not overflow the clock.
  auto const until = std::chrono::steady_clock::now() + std::min<std::chrono::milliseconds>(timeout, std::chrono::years{10});
  std::unique_lock lock(core_->guard);
  while (!core_->terminated)
    if (core_->changed.wait_until(lock, until) == std::cv_status::timeout && !core_->terminated) return false;
  return true;
}

SLUICE_INLINE void streaming_query::refuse_own_thread(char const* member) const {
  if (!core_->on_own_thread()) return;
  throw query_error({error_code::unsupported_operation, member, "a query cannot wait for itself", "",
                     "Call it from another thread than the one that runs the query"});
}

SLUICE_INLINE void streaming_query::throw_failure() const {
  if (core_->failure) throw query_error(*core_->failure);
}

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

/// The engine that the trigger asks for.
[[nodiscard, gnu::cold]] inline std::unique_ptr<engine> make_engine(std::shared_ptr<query_core> const& core, query_parts& parts) {
  if (parts.options.trigger == trigger_kind::continuous)
    return std::make_unique<continuous_engine>(core, std::move(parts.program), std::move(parts.options), std::move(parts.durability));
  return std::make_unique<micro_batch_engine>(core, std::move(parts.program), std::move(parts.options), std::move(parts.durability));
}

}  // namespace detail

[[gnu::cold]] SLUICE_INLINE streaming_query start_query(query_parts parts) {
  auto core = std::make_shared<query_core>();
  core->id = parts.durability ? parts.durability->id() : make_uuid();
  core->run_id = make_uuid();
  core->name = std::move(parts.name);
  query_registry::instance().add(core);
  auto running = detail::make_engine(core, parts);
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
