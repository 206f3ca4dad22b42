// SPDX-License-Identifier: Apache-2.0
// The housekeeping of a checkpoint, off the way of the batches: old logs go, and deltas of state become snapshots (semantics 13, 14). It
// reads and removes files of finished batches only, which nobody else touches.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/checkpoint/query_checkpoint.hpp>
#include <sluice/checkpoint/state_files.hpp>

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace sluice {

/// How much of the past a checkpoint keeps.
struct retention_options {
  std::uint64_t min_batches_to_retain = 100;    ///< finished batches whose logs and state can still be read
  std::uint64_t min_deltas_for_snapshot = 10;   ///< deltas of state in a row before a snapshot is made of them
  static constexpr std::uint64_t most_partitions = 100'000;
  bool in_background = true;                    ///< on a thread of its own; false: within the batch, for tests that count storage operations
};

/// Does the housekeeping of one checkpoint. What it works on must outlive it. A failure of the storage loses nothing: the work is due
/// again after the next batch; the newest failure is kept to be looked at.
class checkpoint_maintenance {
 public:
  checkpoint_maintenance(query_checkpoint& checkpoint, std::vector<state_files>& states, retention_options options)
      : checkpoint_(&checkpoint), states_(&states), options_(options) {
    if (options_.in_background) worker_ = std::thread(worker{this});
  }
  checkpoint_maintenance(checkpoint_maintenance const&) = delete;
  checkpoint_maintenance& operator=(checkpoint_maintenance const&) = delete;
  /// Waits for the work that is under way.
  ~checkpoint_maintenance() {
    if (!worker_.joinable()) return;
    {
      std::lock_guard const lock(guard_);
      ending_ = true;
    }
    due_.notify_one();
    worker_.join();
  }

  /// A batch was committed. Returns at once, unless the work is done in place.
  void committed(std::uint64_t batch) {
    if (!options_.in_background) return tidy(batch);
    {
      std::lock_guard const lock(guard_);
      newest_ = batch;
      has_work_ = true;
    }
    due_.notify_one();
  }
  /// Why the newest work failed; empty if it did not.
  [[nodiscard]] std::string last_failure() const {
    std::lock_guard const lock(guard_);
    return failure_;
  }

 private:
  struct worker {
    checkpoint_maintenance* self;
    void operator()() const { self->work(); }
  };

  void work() {
    std::unique_lock lock(guard_);
    while (true) {
      while (!has_work_ && !ending_) due_.wait(lock);
      if (ending_) return;
      has_work_ = false;
      std::uint64_t const batch = newest_;
      lock.unlock();
      tidy(batch);
      lock.lock();
    }
  }

  void tidy(std::uint64_t batch) {
    std::string failure;
    try {
      checkpoint_->purge(batch, options_.min_batches_to_retain);
      make_snapshots(batch + 1);
    } catch (std::exception const& failed) {  // also a want of memory: a snapshot takes all of a partition's state
      failure = failed.what();
    }
    std::lock_guard const lock(guard_);
    failure_ = std::move(failure);
  }

  /// Looking costs a listing, so it is done only when there may be something to do.
  void make_snapshots(std::uint64_t version) {
    if (version < looked_at_ + options_.min_deltas_for_snapshot) return;
    for (auto& files : *states_) {
      files.compact_if_due(version, options_.min_deltas_for_snapshot);
      if (version > options_.min_batches_to_retain) files.retain(version - options_.min_batches_to_retain);
    }
    looked_at_ = version;
  }

  query_checkpoint* checkpoint_;
  std::vector<state_files>* states_;
  retention_options options_;
  std::uint64_t looked_at_ = 0;  // the worker's own

  mutable std::mutex guard_;
  std::condition_variable due_;
  std::uint64_t newest_ = 0;
  bool has_work_ = false;
  bool ending_ = false;
  std::string failure_;
  std::thread worker_;
};

}  // namespace sluice
