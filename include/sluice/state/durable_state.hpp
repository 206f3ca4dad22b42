// SPDX-License-Identifier: Apache-2.0
// How a stateful operator's state gets into a checkpoint and back. The operator knows its types, the engine knows files: between them are
// entries of bytes. An operator that nobody asked to keep its changes pays nothing for this.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

class state_store;

/// Takes the entries that a batch changed, in any order; the last word on a key counts. Called on the query's thread.
class state_changes {
 public:
  virtual void put(std::string_view key, std::string_view value) = 0;
  virtual void remove(std::string_view key) = 0;

 protected:
  ~state_changes() = default;
};

/// A stateful operator of a running query, seen from the engine. Valid as long as the operation it belongs to. Names and types of `key`,
/// `value` and `settings` are what a restart compares.
struct durable_operator {
  using parts = std::vector<std::pair<std::string, std::string>>;

  std::string name;
  parts key;
  parts value;
  parts settings;
  void* step = nullptr;
  /// From the next batch on, each finish tells `changes` what the batch changed. `changes` must live as long as the operation.
  void (*keep_changes)(void* step, state_changes* changes) = nullptr;
  /// Puts an entry back. Before the first batch only. Throws checkpoint_error for bytes that are no entry of it.
  void (*restore)(void* step, std::string_view key, std::string_view value) = nullptr;
  /// From now on at most `in_memory` groups stay in memory between batches, the others in `store`, which must live as long as the operation.
  /// Before anything is restored. Null for an operator that keeps few.
  void (*use_store)(void* step, state_store* store, std::uint64_t in_memory) = nullptr;
  /// The types that each part of the value had before, latest first; empty if none of them can be brought to what it is now.
  std::vector<std::vector<std::string>> older_values{};
  /// Appends the value as it is now, made of one whose parts were written so many types ago. Null if `older_values` is empty.
  void (*migrate)(std::string_view value, std::vector<std::size_t> const& ages, std::string& out) = nullptr;
};

/// What a running query has to keep, source first.
struct durable_parts {
  std::vector<durable_operator> states;
  /// The newest event time of each watermark operator, in microseconds. Where there are several, the query's watermark alone does not
  /// tell what each has seen.
  std::vector<std::int64_t*> newest_times;
};

}  // namespace sluice
