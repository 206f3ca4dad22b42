// SPDX-License-Identifier: Apache-2.0
// A log of lines that is read as a whole (semantics 13.2): the files a file source has seen, the files a file sink wrote. Each batch adds
// its lines; every tenth batch writes all lines so far into one file, `9.compact`, so that reading never opens more than ten.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/contract/metadata_log.hpp>
#include <sluice/contract/storage.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

/// The compaction interval of a log that has these `.compact` files, sorted: one that every old file obeys, near the wanted one.
[[nodiscard]] inline std::uint64_t compact_interval(std::vector<std::uint64_t> const& compacted, std::uint64_t wanted) {
  if (compacted.empty()) return wanted;
  if (compacted.size() >= 2) return compacted.back() - compacted[compacted.size() - 2];
  std::uint64_t const first = compacted.front() + 1;
  if (first <= wanted) return first;
  if (wanted < (first + 1) / 2)
    for (std::uint64_t divisor = wanted; divisor < first; ++divisor)
      if (first % divisor == 0) return divisor;
  return first;
}

/// A log of lines in a folder of a storage. Batches are added in order, from 0. One thread; purge may run on another.
class compacting_log {
 public:
  using lines = std::vector<std::string>;
  /// Makes the live lines of all lines, oldest first: drops what is outdated.
  using compaction = std::function<lines(lines)>;

  /// `interval`: batches from one compaction to the next; an existing log keeps its own (13.2).
  compacting_log(storage_ptr files, std::string folder, std::uint64_t interval = 10)
      : files_(std::move(files)), folder_(std::move(folder)), interval_(interval) {
    if (interval_ == 0) throw option_error("compaction interval", "it must be at least 1", "0", "The default is 10");
  }

  /// Adds the lines of a batch; none may hold a line end. False, and nothing is changed, if the batch is there already. At every
  /// interval-th batch reads the whole log and writes it as one file, passed through `keep` where there is one.
  [[nodiscard]] bool add(std::uint64_t id, lines const& added, compaction const& keep = {}) {
    for (auto const& line : added)
      if (line.find('\n') != std::string::npos)
        throw checkpoint_error({error_code::checkpoint_corrupt, describe(id), "a line of the log cannot hold a line end", line, ""});
    if (!looked_ || next_ != id) look();
    if (next_ > id) return false;
    if (next_ < id) throw missing(next_);
    bool const compacts = (id + 1) % interval_ == 0;
    lines content = added;
    if (compacts) {
      content = id == 0 ? lines{} : all(id - 1);
      content.insert(content.end(), added.begin(), added.end());
      if (keep) content = keep(std::move(content));
    }
    std::string text = "v1";
    for (auto const& line : content) text += '\n' + line;
    if (!files_->create(path(id, compacts), text)) return false;
    next_ = id + 1;
    return true;
  }

  /// The last batch; empty if there is none. Lists the folder.
  [[nodiscard]] std::optional<std::uint64_t> latest() {
    look();
    if (next_ == 0) return std::nullopt;
    return next_ - 1;
  }

  /// Every live line up to a batch, oldest first: the newest compacted file at or before it and the files behind that one. Throws
  /// checkpoint_error, naming the file, if one of them is missing.
  [[nodiscard]] lines all(std::uint64_t last) {
    lines found;
    auto const present = files();
    std::uint64_t from = 0;
    for (auto const& [id, compacted] : present)
      if (id <= last && compacted) from = id;
    for (std::uint64_t id = from; id <= last; ++id) {
      auto const entry = present.find(id);
      if (entry == present.end()) throw missing(id);
      append(found, id, entry->second);
    }
    return found;
  }
  /// Every live line.
  [[nodiscard]] lines all() {
    auto const last = latest();
    return last ? all(*last) : lines{};
  }

  /// Removes the files that no reader of the last `retained` batches needs: those before a compacted one which is older. Lists the folder.
  void purge(std::uint64_t retained = 100) {
    auto const present = files();
    if (present.empty() || present.rbegin()->first < retained) return;
    std::uint64_t const newest = present.rbegin()->first;
    std::uint64_t first_kept = 0;
    for (auto const& [id, compacted] : present)
      if (compacted && id <= newest - retained) first_kept = id;
    for (auto const& [id, compacted] : present)
      if (id < first_kept) files_->remove(path(id, compacted));
  }

  [[nodiscard]] std::uint64_t interval() const { return interval_; }
  [[nodiscard]] std::string describe(std::uint64_t id) const { return files_->describe(path(id, false)); }

 private:
  static constexpr std::string_view suffix = ".compact";

  [[nodiscard]] std::string path(std::uint64_t id, bool compacted) const {
    return storage_path(folder_, std::to_string(id) + (compacted ? std::string{suffix} : std::string{}));
  }
  // Batch -> whether its file is compacted.
  [[nodiscard]] std::map<std::uint64_t, bool> files() const {
    std::map<std::uint64_t, bool> found;
    for (std::string_view name : files_->list(folder_)) {
      bool const compacted = name.ends_with(suffix);
      if (compacted) name.remove_suffix(suffix.size());
      if (auto const id = log_id(name)) found[*id] |= compacted;
    }
    return found;
  }
  // Finds out where the log ends, and the interval it was written with.
  void look() {
    auto const present = files();
    next_ = present.empty() ? 0 : present.rbegin()->first + 1;
    std::vector<std::uint64_t> compacted;
    for (auto const& [id, is_compacted] : present)
      if (is_compacted) compacted.push_back(id);
    interval_ = compact_interval(compacted, interval_);
    looked_ = true;
  }
  void append(lines& found, std::uint64_t id, bool compacted) const {
    auto const content = files_->read(path(id, compacted));
    if (!content) throw missing(id);
    std::string_view rest = log_body(*content, 1, files_->describe(path(id, compacted)));
    while (!rest.empty()) {
      auto const end = std::min(rest.find('\n'), rest.size());
      found.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(rest.size(), end + 1));
    }
  }
  [[nodiscard]] checkpoint_error missing(std::uint64_t id) const {
    return checkpoint_error({error_code::checkpoint_corrupt, describe(id), "the log has a gap: the file of batch " + std::to_string(id) + " is missing",
                             "", "Bring the file back from a copy, or start with a new checkpoint"});
  }

  storage_ptr files_;
  std::string folder_;
  std::uint64_t interval_;
  std::uint64_t next_ = 0;
  bool looked_ = false;
};

}  // namespace sluice
