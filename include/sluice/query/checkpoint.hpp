// SPDX-License-Identifier: Apache-2.0
// `| checkpoint("folder")`: the query keeps its progress and its state there and goes on from them when it is started again, whatever
// ended it. A header of its own: a query without a checkpoint compiles nothing of this.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/uuid.hpp>
#include <sluice/checkpoint/local_storage.hpp>
#include <sluice/contract/state_store.hpp>
#include <sluice/contract/storage.hpp>
#include <sluice/query/write_stream.hpp>
#include <sluice/runtime/checkpointed_query.hpp>
#include <sluice/runtime/durable_program.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace sluice {

/// Where and how a query keeps its progress.
struct checkpoint_options {
  std::string location;         ///< a folder, "file:///folder", or "s3://bucket/prefix" with <sluice/s3.hpp>
  storage_ptr files;            ///< a storage in place of a location
  retention_options retention;  ///< how much of the past is kept
  /// In how many files a version of state lies, each for a range of the keys' hashes. A checkpoint keeps the number it began with. More of them
  /// bound the memory that a snapshot takes to that part of the state, and cost a file each per batch.
  std::size_t state_partitions = 1;
  /// For state larger than memory: where groups go that have had no row for long, such as rocksdb_state_store (sluice/rocksdb.hpp).
  std::shared_ptr<state_store_provider> state_store{};
};

/// A query with a checkpoint.
struct with_checkpoint : writer_part {
  static constexpr bool durable = true;
  template <class Node, class Sink, mode Mode, emission Emitted, class Sources>
  using program_type = checkpointed_program<Node, Sink, Mode, Emitted, Sources>;

  checkpoint_options options;

  /// Throws option_error for a location that cannot be, checkpoint_error if the checkpoint is in use or damaged.
  [[nodiscard, gnu::cold]] std::unique_ptr<query_durability> open() const {
    if (options.retention.min_batches_to_retain == 0)
      throw option_error("min_batches_to_retain", "it must be at least 1", "0", "The default is 100");
    if (options.state_partitions == 0 || options.state_partitions > retention_options::most_partitions)
      throw option_error("state_partitions", "it must be between 1 and " + std::to_string(retention_options::most_partitions),
                         std::to_string(options.state_partitions), "The default is 1");
    auto files = options.files ? options.files : open_storage(options.location);
    return std::make_unique<checkpointed_query>(std::move(files), make_uuid(), options.retention, options.state_partitions, options.state_store);
  }
};

/// Keeps the query's progress at a location: batches are logged before and after they run, in Spark's layout, and state is written with
/// each batch, in proportion to what the batch changed. The same query started on it again goes on where it stopped, under the same id.
/// What must not change meanwhile: number and order of sources, and the types of what the stateful operators keep (semantics 12.3).
/// `start()` throws checkpoint_error if another query uses the checkpoint; one that does not fit the query ends it at once, and the handle
/// tells. Costs per batch: three small files, two without state, each flushed to disk.
[[nodiscard]] inline with_checkpoint checkpoint(checkpoint_options options) { return {{}, std::move(options)}; }
[[nodiscard]] inline with_checkpoint checkpoint(std::string location) { return {{}, {std::move(location), nullptr, {}, 1, {}}}; }

template <class Node, class Sink, mode Mode, trigger_kind Trigger, class Before>
auto operator|(stream_writer<Node, Sink, Mode, Trigger, Before> writer, with_checkpoint keeps) {
  return stream_writer<Node, Sink, Mode, Trigger, with_checkpoint>{std::move(writer.query), std::move(writer.sink), std::move(writer.options),
                                                                   std::move(keeps)};
}

}  // namespace sluice
