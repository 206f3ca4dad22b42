// SPDX-License-Identifier: Apache-2.0
// The queries that run in this process; a name is unique among them (semantics 18.1). query/queries.hpp looks at it for users.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/runtime/query_core.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sluice {

/// Who runs. Thread safe.
class query_registry {
 public:
  /// Never destroyed: a query whose handle is gone ends by itself, perhaps while the process does.
  [[nodiscard]] static query_registry& instance() {
    static auto* const shared = new query_registry;
    return *shared;
  }

  /// Adds a query; throws query_error if one that runs has its name. The empty name is anybody's.
  void add(std::shared_ptr<query_core> core) {
    std::lock_guard const lock(guard_);
    for (auto const& one : running_) {
      if (core->name.empty() || one->name != core->name) continue;
      throw query_error({error_code::query_name_in_use, "query_name",
                         "cannot start the query, a query with that name is already active", core->name,
                         "stop the other query first, or give this one another name"});
    }
    running_.push_back(std::move(core));
  }
  /// The query has ended, or never began.
  void remove(query_core const* core) {
    std::lock_guard const lock(guard_);
    for (std::size_t i = 0; i < running_.size(); ++i) {
      if (running_[i].get() != core) continue;
      running_[i] = std::move(running_.back());
      running_.pop_back();
      return;
    }
  }
  /// A query has ended, with this failure if any.
  void ended(std::optional<query_error> failure) {
    {
      std::lock_guard const lock(guard_);
      has_ended_ = true;
      if (failure && !failure_) failure_ = std::move(failure);
    }
    ended_.notify_all();
  }
  [[nodiscard]] std::vector<std::shared_ptr<query_core>> running() const {
    std::lock_guard const lock(guard_);
    return running_;
  }
  /// Waits until a query has ended since the last reset; throws query_error if one failed. False if it takes longer than `timeout`.
  [[gnu::cold]] bool await_any(std::chrono::milliseconds timeout) {
    auto const until = std::chrono::steady_clock::now() + timeout;
    std::unique_lock lock(guard_);
    while (!has_ended_)
      if (ended_.wait_until(lock, until) == std::cv_status::timeout && !has_ended_) return false;
    if (failure_) throw query_error(*failure_);
    return true;
  }
  void reset() {
    std::lock_guard const lock(guard_);
    has_ended_ = false;
    failure_.reset();
  }

 private:
  mutable std::mutex guard_;
  std::condition_variable ended_;
  std::vector<std::shared_ptr<query_core>> running_;
  bool has_ended_ = false;             ///< a query, since the last reset
  std::optional<query_error> failure_; ///< of the first that failed since then
};

}  // namespace sluice
