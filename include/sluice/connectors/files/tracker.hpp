// SPDX-License-Identifier: Apache-2.0
// Decides which files make the next batch (semantics 15.3): those not seen yet and not too old, oldest first, up to the limit. What it takes
// it writes into the log before the batch is planned, so that it is taken once.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/files/cleaner.hpp>
#include <sluice/connectors/files/listing.hpp>
#include <sluice/connectors/files/manifest_reader.hpp>
#include <sluice/connectors/files/options.hpp>
#include <sluice/connectors/files/seen_files.hpp>
#include <sluice/connectors/files/seen_log.hpp>
#include <sluice/contract/source.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::files {

/// All files of a path now, by path, through its manifest if a file sink wrote the folder.
template <class Choice>
[[nodiscard]] std::vector<listed_file> list_now(listing& path, std::optional<manifest_reader>& manifest, Choice const& choice) {
  if (!manifest && !path.has_pattern() && has_manifest(path.root())) manifest.emplace(path.root());
  if (!manifest) return path.list(choice);
  auto found = manifest->list(choice);
  found.erase(std::remove_if(found.begin(), found.end(), [&path](listed_file const& file) { return !path.accepts(name_of(file.path)); }),
              found.end());
  return found;
}

/// The state of a file source that a query runs: what was seen, what comes next. On the query's thread.
class tracker {
 public:
  /// Reads the log of earlier runs.
  tracker(options const& how, source_context const& context)
      : how_(how.watch), path_(how), cleaner_(how_, path_), seen_(max_age(how_), how_.file_name_only), log_(context) {
    for (auto const& file : log_.restore()) seen_.add(file.path, file.modification_time);
    seen_.purge();
  }

  /// The batch of the source that the next read may end with; `start` if there is no new file. Looks at the folder, unless there are files
  /// left of an earlier look; then writes the log.
  [[nodiscard]] std::int64_t latest(std::int64_t start) {
    // An earlier run took files and ended before the query's batch was planned, or a batch was planned and has to come first.
    if (log_.latest() > start) return log_.latest();
    bool const cached = !waiting_.empty();
    if (!cached && !fixed_) waiting_ = find_new();
    auto batch = take(cached || fixed_);
    if (!fixed_ && (how_.latest_first || too_few_left())) waiting_.clear();
    if (batch.empty()) return log_.latest();
    seen_.purge();
    log_.add(std::move(batch), seen_.oldest());
    return log_.latest();
  }

  /// From here on only files are taken that are there now.
  void fix_end() {
    if (fixed_) return;
    waiting_ = find_new();
    fixed_ = true;
  }

  /// The files of the batches behind `start`, up to `end`.
  [[nodiscard]] std::vector<seen_file> files(std::int64_t start, std::int64_t end) { return log_.between(start, end); }

  /// Batches up to `end` are done: puts their files away, as far as this run has taken them.
  void commit(std::int64_t end) {
    if (cleaner_.active() && end > committed_) {
      std::vector<std::string> paths;
      for (auto& file : log_.between(committed_, end)) paths.push_back(std::move(file.path));
      cleaner_.put_away(std::move(paths));
    }
    committed_ = std::max(committed_, end);
    log_.forget(end);
  }
  /// The first read of this run begins behind `start`: what came before was another run's to put away.
  void begin_read(std::int64_t start) {
    if (!begun_) committed_ = std::max(committed_, start);
    begun_ = true;
  }

  [[nodiscard]] listing const& path() const { return path_; }
  [[nodiscard]] seen_files const& seen() const { return seen_; }

 private:
  [[nodiscard]] static std::optional<std::int64_t> max_age(watch const& how) {
    if (how.latest_first && (how.max_files_per_trigger || how.max_bytes_per_trigger)) return std::nullopt;
    return how.max_file_age.count();
  }

  struct new_files {
    seen_files const* seen;
    [[nodiscard]] bool known(std::string_view path) const { return seen->contains(path); }
    [[nodiscard]] bool wanted(listed_file const& file) const { return seen->is_new(file.path, file.modification_time); }
  };

  /// In the order they are to be taken.
  [[nodiscard]] std::vector<listed_file> find_new() {
    auto found = list_now(path_, manifest_, new_files{&seen_});
    if (manifest_ && cleaner_.active())
      throw option_error("clean_source", "the folder was written by a file sink, whose manifest would name files that are gone", path_.root(),
                         "Leave clean_source off");
    bool const newest_first = how_.latest_first;
    std::stable_sort(found.begin(), found.end(), [newest_first](listed_file const& left, listed_file const& right) {
      return newest_first ? left.modification_time > right.modification_time : left.modification_time < right.modification_time;
    });
    return found;
  }

  /// Takes from the front of `waiting_` what a batch may have. `look_again`: the listing is not of this moment.
  [[nodiscard]] std::vector<seen_file> take(bool look_again) {
    std::vector<seen_file> batch;
    std::uint64_t bytes = 0;
    auto next = waiting_.begin();
    for (; next != waiting_.end(); ++next) {
      if (batch.size() == how_.max_files_per_trigger.value_or(std::numeric_limits<std::uint64_t>::max())) break;
      if (!seen_.is_new(next->path, next->modification_time) || (look_again && !look_at(next->path))) continue;
      if (how_.max_bytes_per_trigger && !batch.empty() && bytes + next->size > *how_.max_bytes_per_trigger) break;
      bytes += next->size;
      seen_.add(next->path, next->modification_time);
      batch.push_back({std::move(next->path), next->modification_time, 0});
    }
    waiting_.erase(waiting_.begin(), next);
    return batch;
  }

  /// Whether the rest of a listing is not worth keeping.
  [[nodiscard]] bool too_few_left() {
    if (waiting_.size() > how_.max_cached_files) waiting_.resize(how_.max_cached_files);
    double left = 0;
    if (how_.max_files_per_trigger) left = static_cast<double>(waiting_.size()) / static_cast<double>(*how_.max_files_per_trigger);
    if (how_.max_bytes_per_trigger) {
      for (auto const& file : waiting_) left += static_cast<double>(file.size);
      left /= static_cast<double>(*how_.max_bytes_per_trigger);
    }
    return left < how_.discard_cached_input_ratio;
  }

  watch how_;
  listing path_;
  cleaner cleaner_;
  seen_files seen_;
  seen_log log_;
  std::optional<manifest_reader> manifest_;
  std::vector<listed_file> waiting_;
  bool fixed_ = false;
  std::int64_t committed_ = -1;
  bool begun_ = false;
};

}  // namespace sluice::files
