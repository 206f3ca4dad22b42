// SPDX-License-Identifier: Apache-2.0
// The files of one partition of one operator's state (semantics 14): `<v>.delta`, what batch v - 1 changed, and now and then
// `<v>.snapshot`, everything at version v. A batch costs what it changed; snapshots are made behind it from files alone, by any thread, so
// that the live state is never touched for them.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/checkpoint/state_file.hpp>
#include <sluice/contract/metadata_log.hpp>
#include <sluice/contract/storage.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace sluice {

/// The folder of a partition's files: "state/0/3". The name is the operator's id, see semantics 13.1.
[[nodiscard]] inline std::string state_folder(std::string_view operator_id, std::size_t partition) {
  return storage_path(storage_path("state", operator_id), std::to_string(partition));
}

/// State as entries of bytes: what files are read into. Deltas may remove what an earlier file put.
struct collected_state {
  std::map<std::string, std::string, std::less<>> entries;

  void put(std::string_view key, std::string_view value) { entries.insert_or_assign(std::string{key}, std::string{value}); }
  void remove(std::string_view key) {
    if (auto const found = entries.find(key); found != entries.end()) entries.erase(found);
  }
};

/// The state files in a folder of a storage. Version 0 is the empty state and has no file; batch N loads version N and writes N + 1. `write`,
/// `load` and `compact`, `retain` may run on different threads, as long as what is compacted is not being written: compact only versions
/// whose batch is committed. Members throw storage_error when the storage fails, checkpoint_error for files that are missing or damaged.
class state_files {
 public:
  /// `fingerprint`: of the schema the state has now (state_schema.hpp); files with another one are refused.
  state_files(storage_ptr files, std::string folder, std::uint64_t fingerprint)
      : files_(std::move(files)), folder_(std::move(folder)), fingerprint_(fingerprint) {}

  /// A writer for the changes that lead to `version`.
  [[nodiscard]] state_file_writer delta(std::uint64_t version) const { return {state_file_kind::delta, version, fingerprint_}; }

  /// Writes what the writer collected, in place of what a batch that was cut off may have left. A batch that changed nothing writes an empty
  /// delta: a version that has no file is missing.
  void write(state_file_writer writer) {
    std::string const target = path(writer.version(), writer.kind());
    std::string const content = std::move(writer).finish();
    files_->overwrite(target, content);
  }

  /// Gives the state of a version to `target`: put(key, value) and remove(key), oldest first, the last word on a key holds. Reads the
  /// newest snapshot at or before it and the deltas behind that. Throws before the first call if a file is missing.
  template <class Target>
  void load(std::uint64_t version, Target& target) {
    auto const present = look();
    std::uint64_t const snapshot = snapshot_for(present, version);
    for (std::uint64_t delta = snapshot + 1; delta <= version; ++delta)
      if (!present.deltas.contains(delta)) throw missing(path(delta, state_file_kind::delta), version);
    if (snapshot > 0) read(snapshot, state_file_kind::snapshot, version, target);
    for (std::uint64_t delta = snapshot + 1; delta <= version; ++delta) read(delta, state_file_kind::delta, version, target);
  }

  /// How many deltas a load of `version` reads: the measure of when to compact. Lists the folder.
  [[nodiscard]] std::uint64_t deltas_to_load(std::uint64_t version) { return version - snapshot_for(look(), version); }

  /// Writes the snapshot of a version from the files that are there. Needs memory for the whole state of the partition, once.
  void compact(std::uint64_t version) {
    collected_state all;
    load(version, all);
    write_snapshot(version, all);
  }
  /// Writes everything at a version, in place of a snapshot that may be there.
  void write_snapshot(std::uint64_t version, collected_state const& all) {
    state_file_writer snapshot{state_file_kind::snapshot, version, fingerprint_};
    for (auto const& [key, value] : all.entries) snapshot.put(key, value);
    write(std::move(snapshot));
  }
  /// As `compact`, if more than `min_deltas` would have to be read for that version. True if it was done.
  bool compact_if_due(std::uint64_t version, std::uint64_t min_deltas = 10) {
    if (deltas_to_load(version) <= min_deltas) return false;
    compact(version);
    return true;
  }

  /// Removes the files that no version from `oldest` on needs: those before the newest snapshot at or before it. Lists the folder.
  void retain(std::uint64_t oldest) {
    auto const present = look();
    std::uint64_t const snapshot = snapshot_for(present, oldest);
    for (auto const version : present.deltas)
      if (version <= snapshot) files_->remove(path(version, state_file_kind::delta));
    for (auto const version : present.snapshots)
      if (version < snapshot) files_->remove(path(version, state_file_kind::snapshot));
  }

  [[nodiscard]] std::string describe() const { return files_->describe(folder_); }

 private:
  struct files_present {
    std::set<std::uint64_t> deltas;
    std::set<std::uint64_t> snapshots;
  };
  [[nodiscard]] std::string path(std::uint64_t version, state_file_kind kind) const {
    return storage_path(folder_, std::to_string(version) + (kind == state_file_kind::delta ? ".delta" : ".snapshot"));
  }
  [[nodiscard]] files_present look() const {
    files_present present;
    for (auto const& name : files_->list(folder_)) {
      auto const dot = std::string_view{name}.rfind('.');
      auto const version = log_id(std::string_view{name}.substr(0, dot));
      if (!version || dot == std::string_view::npos) continue;
      auto const suffix = std::string_view{name}.substr(dot);
      if (suffix == ".delta") present.deltas.insert(*version);
      else if (suffix == ".snapshot") present.snapshots.insert(*version);
    }
    return present;
  }
  // The newest snapshot at or before a version; 0, the empty state, if there is none.
  [[nodiscard]] static std::uint64_t snapshot_for(files_present const& present, std::uint64_t version) {
    auto const after = present.snapshots.upper_bound(version);
    return after == present.snapshots.begin() ? 0 : *std::prev(after);
  }
  template <class Target>
  void read(std::uint64_t version, state_file_kind kind, std::uint64_t wanted, Target& target) {
    std::string const file = path(version, kind);
    auto const content = files_->read(file);
    if (!content) throw missing(file, wanted);
    read_state_file(*content, files_->describe(file), kind, version, fingerprint_, target);
  }
  [[nodiscard]] checkpoint_error missing(std::string const& file, std::uint64_t version) const {
    return checkpoint_error({error_code::state_load_failed, files_->describe(file),
                             "the file is missing, and version " + std::to_string(version) + " of the state needs it", "",
                             "Bring the file back from a copy, or start with a new checkpoint"});
  }

  storage_ptr files_;
  std::string folder_;
  std::uint64_t fingerprint_;
};

}  // namespace sluice
