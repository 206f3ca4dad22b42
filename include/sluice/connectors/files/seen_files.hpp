// SPDX-License-Identifier: Apache-2.0
// The files that a source has taken, by path. Those that are too old to be taken are forgotten, so that the map does not grow for ever
// (semantics 15.3): a file is new if it is not older than the last purge allowed and its path is not known.
#pragma once

#include <sluice/connectors/files/listing.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sluice::files {

/// Not thread safe.
class seen_files {
 public:
  /// `max_age`: milliseconds behind the newest file seen; nothing is too old without a value. `file_name_only`: the folder does not count.
  explicit seen_files(std::optional<std::int64_t> max_age, bool file_name_only = false) : max_age_(max_age), name_only_(file_name_only) {}

  void add(std::string_view path, std::int64_t modification_time) {
    files_.insert_or_assign(std::string{key(path)}, modification_time);
    latest_ = std::max(latest_, modification_time);
  }
  [[nodiscard]] bool contains(std::string_view path) const { return files_.find(key(path)) != files_.end(); }
  [[nodiscard]] bool is_new(std::string_view path, std::int64_t modification_time) const {
    return modification_time >= oldest_ && !contains(path);
  }
  /// Forgets what is too old by now; returns how many files.
  std::size_t purge() {
    if (!max_age_ || latest_ == none || latest_ - *max_age_ <= oldest_) return 0;
    oldest_ = latest_ - *max_age_;
    std::size_t const before = files_.size();
    for (auto at = files_.begin(); at != files_.end();) at = at->second < oldest_ ? files_.erase(at) : std::next(at);
    return before - files_.size();
  }
  /// Modification time of the oldest file that may still be taken.
  [[nodiscard]] std::int64_t oldest() const { return oldest_; }
  [[nodiscard]] std::size_t size() const { return files_.size(); }

 private:
  static constexpr std::int64_t none = std::numeric_limits<std::int64_t>::min();

  /// Lets a view be looked up without a copy.
  struct text_hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  [[nodiscard]] std::string_view key(std::string_view path) const { return name_only_ ? name_of(path) : path; }

  std::optional<std::int64_t> max_age_;
  bool name_only_;
  std::unordered_map<std::string, std::int64_t, text_hash, std::equal_to<>> files_;
  std::int64_t latest_ = none;
  std::int64_t oldest_ = none;
};

}  // namespace sluice::files
