// SPDX-License-Identifier: Apache-2.0
// The state of one operator between its checkpoint and the running query: which schema is expected of the files, and how entries get back,
// through the user's migration where a type has changed (state/migration.hpp).
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/checkpoint/state_files.hpp>
#include <sluice/checkpoint/state_schema.hpp>
#include <sluice/contract/storage.hpp>
#include <sluice/state/durable_state.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace sluice::detail {

inline state_schema schema_of_state(durable_operator const& of) {
  state_schema schema;
  schema.operator_name = of.name;
  for (auto const& [name, type] : of.key) schema.key.push_back({name, type});
  for (auto const& [name, type] : of.value) schema.value.push_back({name, type});
  schema.settings.insert(of.settings.begin(), of.settings.end());
  return schema;
}

/// Restores one operator.
class saved_state {
 public:
  [[gnu::cold]] saved_state(storage& files, std::string id, durable_operator const& of)
      : id_(std::move(id)), operator_(&of), wanted_(schema_of_state(of)), accepted_(wanted_) {
    if (of.migrate == nullptr) return;
    if (auto const saved = find_state_schema(files, id_)) accept_older(*saved);
  }

  [[nodiscard]] std::string const& id() const { return id_; }
  /// The schema the checkpoint must have: the operator's, or one that it can bring to its own.
  [[nodiscard]] state_schema const& accepted() const { return accepted_; }

  /// Puts the state of a version into the operator, and gives the files it goes on in, one for each partition.
  [[gnu::cold]] std::vector<state_files> restore(storage_ptr const& files, std::uint64_t version, std::size_t partitions) {
    std::vector<state_files> found;
    for (std::size_t part = 0; part < partitions; ++part) {
      auto& now = found.emplace_back(files, state_folder(id_, part), fingerprint(wanted_));
      collected_state all;
      if (accepted_ == wanted_) now.load(version, all);
      else migrate({files, state_folder(id_, part), fingerprint(accepted_)}, now, version, all);
      for (auto const& [key, value] : all.entries) operator_->restore(operator_->step, key, value);
    }
    if (accepted_ != wanted_) write_state_schema(*files, id_, wanted_);
    return found;
  }

 private:
  void accept_older(state_schema const& saved) {
    if (saved.value.size() != wanted_.value.size()) return;
    ages_.assign(saved.value.size(), 0);
    for (std::size_t i = 0; i < ages_.size(); ++i) {
      auto const& older = operator_->older_values[i];
      auto const found = std::find(older.begin(), older.end(), saved.value[i].type);
      if (saved.value[i].type == wanted_.value[i].type || found == older.end()) continue;
      ages_[i] = static_cast<std::size_t>(found - older.begin()) + 1;
      accepted_.value[i].type = *found;
    }
  }

  // The state is written as a whole before its new schema is: cut off in between, the next start finds the old schema, and old or new files.
  void migrate(state_files before, state_files& now, std::uint64_t version, collected_state& all) {
    try {
      before.load(version, all);
      for (auto& [key, value] : all.entries) {
        std::string migrated;
        operator_->migrate(value, ages_, migrated);
        value = std::move(migrated);
      }
    } catch (checkpoint_error const&) {
      all = {};
      if (!holds_all(now, version, all)) throw;
    }
    if (version > 0) now.write_snapshot(version, all);
  }
  static bool holds_all(state_files& now, std::uint64_t version, collected_state& all) {
    try {
      now.load(version, all);
    } catch (checkpoint_error const&) {
      return false;
    }
    return true;
  }

  std::string id_;
  durable_operator const* operator_;
  state_schema wanted_;
  state_schema accepted_;
  std::vector<std::size_t> ages_;  // per part of the value, how many types ago it was written
};

}  // namespace sluice::detail
