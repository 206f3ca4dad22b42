// SPDX-License-Identifier: Apache-2.0
// What the engine asks of a checkpoint. The implementation, over the logs and files of checkpoint/, is in runtime/checkpointed_query.hpp; a
// query without a checkpoint has none and compiles none of it. All members are called on the query's thread.
#pragma once

#include <sluice/base/time.hpp>
#include <sluice/contract/source.hpp>
#include <sluice/runtime/stream_program.hpp>

#include <cstdint>
#include <string>

namespace sluice {

/// Where a query goes on. Watermarks in microseconds, `no_watermark` where none was logged.
struct resumed_query {
  std::uint64_t next_batch = 0;
  bool planned = false;    ///< that batch was planned and not finished: it is run again, as it was planned
  timestamp batch_time{};  ///< of the planned batch
  std::int64_t evict_watermark = 0;
  std::int64_t late_watermark = 0;
};

/// Keeps a query's progress. Members throw checkpoint_error and storage_error.
class query_durability {
 public:
  query_durability() = default;
  query_durability(query_durability const&) = delete;
  query_durability& operator=(query_durability const&) = delete;
  virtual ~query_durability() = default;

  /// The query's lasting identifier.
  [[nodiscard]] virtual std::string const& id() const = 0;
  /// Tells readers where they may keep logs.
  virtual void prepare(source_context& context) const = 0;
  /// Puts an opened program where the query stood, state and all.
  virtual resumed_query resume(durable_program& program) = 0;
  /// Before a batch runs: logs what it will read. Not for a batch that was planned before.
  virtual void plan(batch_context const& batch, durable_program& program) = 0;
  /// Before a batch runs, also one that was planned before: its changes of state are collected from here on.
  virtual void begin(std::uint64_t batch) = 0;
  /// After a batch ran, before its sink commits: makes its changes of state safe.
  virtual void save_state() = 0;
  /// After its sink committed: the batch is done for good.
  virtual void commit(std::uint64_t batch, std::int64_t next_watermark) = 0;

  /// Continuous queries: collects the changes of state of an epoch, however many small batches it has.
  virtual void begin_epoch() = 0;
  /// After an epoch ran, before its sink commits: logs what it has read. Returns when the epoch before it is safe, and throws what kept that
  /// one from being so. `epoch.evict_watermark` is the one that the last small batch used.
  virtual void plan_epoch(batch_context const& epoch, durable_program& program) = 0;
  /// After its sink committed: saves its state and that it is done, in the background.
  virtual void end_epoch(std::uint64_t epoch, std::int64_t next_watermark) = 0;
  /// Whether the last epoch's saving has come to its end, well or not: then finish_epochs does not wait.
  [[nodiscard]] virtual bool has_saved_epoch() const = 0;
  /// Returns when the last epoch is safe, and throws what kept it from being so.
  virtual void finish_epochs() = 0;

  /// Why the newest housekeeping of the checkpoint that failed did; empty if none failed since it last went well.
  [[nodiscard]] virtual std::string maintenance_failure() const = 0;
};

}  // namespace sluice
