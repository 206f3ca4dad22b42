// SPDX-License-Identifier: Apache-2.0
// The queries of this process, for those that run several (semantics 18.3).
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/runtime/query_core.hpp>
#include <sluice/runtime/query_registry.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

/// A query that somebody else holds the handle of: to look at and to stop, from any thread. It may end at any time.
class query_reference {
 public:
  explicit query_reference(std::shared_ptr<query_core> core) : core_(std::move(core)) {}

  [[nodiscard]] std::string const& id() const { return core_->id; }
  [[nodiscard]] std::string const& run_id() const { return core_->run_id; }
  [[nodiscard]] std::string const& name() const { return core_->name; }
  [[nodiscard]] bool is_active() const {
    std::lock_guard const lock(core_->guard);
    return !core_->terminated;
  }
  [[nodiscard]] streaming_query_status status() const {
    std::lock_guard const lock(core_->guard);
    return core_->status;
  }
  [[nodiscard]] std::optional<streaming_query_progress> last_progress() const {
    std::lock_guard const lock(core_->guard);
    if (core_->recent.empty()) return std::nullopt;
    return core_->recent[core_->newest];
  }
  /// Why it failed; empty if it did not.
  [[nodiscard]] std::optional<query_error> exception() const {
    std::lock_guard const lock(core_->guard);
    return core_->failure;
  }
  /// Asks it to stop, and does not wait.
  void request_stop() const {
    core_->stop_requested.store(true);
    core_->notify();
  }

 private:
  std::shared_ptr<query_core> core_;
};

/// The queries that run now.
[[nodiscard]] inline std::vector<query_reference> active_queries() {
  std::vector<query_reference> found;
  for (auto& core : query_registry::instance().running()) found.emplace_back(std::move(core));
  return found;
}
/// The one with this id, if it runs.
[[nodiscard]] inline std::optional<query_reference> find_query(std::string_view id) {
  for (auto& core : query_registry::instance().running())
    if (core->id == id) return query_reference{std::move(core)};
  return std::nullopt;
}

/// Waits until a query of this process has ended since it began or since reset_terminated(); throws query_error if one has failed.
inline void await_any_termination() {
  while (!query_registry::instance().await_any(std::chrono::hours{24})) {}
}
/// As above, at most `timeout` (> 0, else option_error). False if none has ended by then.
inline bool await_any_termination(std::chrono::milliseconds timeout) {
  if (timeout.count() <= 0)
    throw option_error("await_any_termination", "the timeout must be positive", std::to_string(timeout.count()) + " ms",
                       "without an argument it waits for as long as it takes");
  return query_registry::instance().await_any(std::min<std::chrono::milliseconds>(timeout, std::chrono::years{10}));
}
/// Forgets the queries that have ended, so that await_any_termination waits for another.
inline void reset_terminated() { query_registry::instance().reset(); }

}  // namespace sluice
