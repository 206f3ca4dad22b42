// SPDX-License-Identifier: Apache-2.0
// What a query's thread and its handles share. Every member is guarded by `guard`, but for the constants and the stop flag.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/runtime/progress.hpp>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace sluice {

/// The state shared by the engine and the handles of one query.
struct query_core {
  // Set before the thread starts.
  std::string id;
  std::string run_id;
  std::string name;
  std::size_t most_progress = 100;

  std::atomic<bool> stop_requested{false};

  std::mutex guard;
  std::condition_variable wake_engine;  ///< new data, a stop, or somebody who waits for the query to be idle
  std::condition_variable changed;      ///< the query ended or became idle
  bool notified = false;
  bool terminated = false;
  std::optional<query_error> failure;
  std::exception_ptr cause;
  streaming_query_status status;
  std::vector<streaming_query_progress> recent;  ///< a ring once it is full
  std::size_t newest = 0;
  std::uint64_t idle_asked = 0;  ///< number of the newest process_all_available
  std::uint64_t idle_seen = 0;   ///< newest number for which everything was found processed

  std::thread::id runner;  ///< the query's own thread, once it runs

  std::mutex joining;
  std::thread thread;

  /// Whether the caller is the query's own thread, which cannot wait for itself.
  [[nodiscard]] bool on_own_thread() {
    std::lock_guard const lock(guard);
    return runner == std::this_thread::get_id();
  }

  /// Adds a batch's progress in place of the oldest. The caller holds `guard`.
  void keep(streaming_query_progress progress) {
    if (recent.size() < most_progress) {
      newest = recent.size();
      recent.push_back(std::move(progress));
    } else {
      newest = (newest + 1) % most_progress;
      recent[newest] = std::move(progress);
    }
  }

  /// Wakes the engine; any thread.
  void notify() {
    {
      std::lock_guard const lock(guard);
      notified = true;
    }
    wake_engine.notify_all();
  }
};

}  // namespace sluice
