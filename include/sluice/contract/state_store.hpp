// SPDX-License-Identifier: Apache-2.0
// Where groups go that memory does not hold: what a store of state must provide. An operator keeps the groups of late in its own tables and
// hands the others over, as bytes; a group that gets a row again is taken back. What lasts is the checkpoint's business: a store is
// scratch space that begins empty with each run.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace sluice {

/// The groups of one operator that are not in memory. Members throw storage_error. On the query's thread.
class state_store {
 public:
  state_store() = default;
  state_store(state_store const&) = delete;
  state_store& operator=(state_store const&) = delete;
  virtual ~state_store() = default;

  virtual void put(std::string_view key, std::string_view value) = 0;
  /// Moves an entry into `value` and removes it; false if there is none.
  virtual bool take(std::string_view key, std::string& value) = 0;
  /// Takes an entry whose key begins with `prefix`; what it returns says whether that entry stays.
  using visitor = bool (*)(void* context, std::string_view key, std::string_view value);
  /// Visits all such entries, in any order, and removes those that do not stay.
  virtual void visit(std::string_view prefix, visitor stays, void* context) = 0;
  /// Bytes of memory, about.
  [[nodiscard]] virtual std::uint64_t memory_bytes() const = 0;
};

/// Makes the stores of a query, one for each stateful operator.
class state_store_provider {
 public:
  state_store_provider() = default;
  state_store_provider(state_store_provider const&) = delete;
  state_store_provider& operator=(state_store_provider const&) = delete;
  virtual ~state_store_provider() = default;

  /// An empty store; `query` and `operator_id` name it among others.
  [[nodiscard]] virtual std::unique_ptr<state_store> open(std::string const& query, std::string const& operator_id) = 0;
  /// How many groups an operator keeps in memory between batches.
  [[nodiscard]] virtual std::uint64_t groups_in_memory() const = 0;
};

}  // namespace sluice
