// SPDX-License-Identifier: Apache-2.0
// Named time zones: when the clocks of a place were changed, and by which rule they will be. Read from the system's database (the compiled
// files of /usr/share/zoneinfo, or of the folder in TZDIR, RFC 8536), once for each use of a name; there is no global state.
#pragma once

#include <sluice/base/zone_rule.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::detail {

/// All changes of one zone. Immutable once it is made, so any number of threads may ask it. Up to 20 kB.
class zone_table {
 public:
  /// The zone of a name; std::nullopt if the system has none, or its file is damaged.
  [[nodiscard]] static std::optional<zone_table> find(std::string_view name) {
    if (!is_name(name)) return std::nullopt;
    char const* const folder = std::getenv("TZDIR");
    std::string const content = read(std::string{folder == nullptr ? "/usr/share/zoneinfo" : folder} + "/" + std::string{name});
    return parse(content);
  }

  /// Reads the bytes of a file of the database, of version 2 or later; std::nullopt for any others.
  [[nodiscard]] static std::optional<zone_table> parse(std::string_view content) {
    // Everything is there twice: with times of 32 bits for old readers, then with times of 64.
    header old, head;
    if (!old.read(content) || content.size() < header::size + old.body(4)) return std::nullopt;
    content.remove_prefix(header::size + old.body(4));
    // Leap seconds are in zones that nobody names: the clocks of a timestamp have none.
    if (!head.read(content) || head.leaps != 0 || head.types == 0 || content.size() < header::size + head.body(8)) return std::nullopt;
    char const* const times = content.data() + header::size;
    char const* const kinds = times + std::size_t{head.times} * 8;
    char const* const types = kinds + head.times;
    std::vector<std::int32_t> offsets(head.types);
    for (std::size_t i = 0; i < offsets.size(); ++i) {
      offsets[i] = static_cast<std::int32_t>(number(types + i * 6, 4));
      if (offsets[i] <= -26 * 3600 || offsets[i] >= 26 * 3600) return std::nullopt;
    }
    std::vector<zone_change> changes;
    changes.reserve(head.times);
    for (std::size_t i = 0; i < head.times; ++i) {
      auto const type = static_cast<unsigned char>(kinds[i]);
      auto const begin = static_cast<std::int64_t>(number(times + i * 8, 8));
      if (type >= head.types || (i > 0 && begin <= changes.back().begin)) return std::nullopt;
      changes.push_back({begin, offsets[type]});
    }
    content.remove_prefix(header::size + head.body(8));
    if (content.size() < 2 || content.front() != '\n' || content.back() != '\n') return std::nullopt;
    std::string_view const text = content.substr(1, content.size() - 2);
    std::optional<zone_rule> rule;
    if (!text.empty() && !(rule = zone_rule::parse(text))) return std::nullopt;
    return zone_table{offsets[0], std::move(changes), rule};
  }

  /// How far clocks are ahead of UTC at an instant, both in seconds. O(log n) of some hundreds of changes.
  [[nodiscard]] std::int32_t offset_at(std::int64_t instant) const noexcept { return offset_behind(begins_, instant); }

  /// How far clocks are ahead of UTC when they show `local`. A time that comes twice is meant the first time, and one that is skipped as if
  /// clocks had not been changed yet: as java.time, and so Spark, has it. O(log n).
  [[nodiscard]] std::int32_t offset_of_local(std::int64_t local) const noexcept { return offset_behind(local_begins_, local); }

 private:
  /// The calendar, weekdays too, repeats itself after 400 years.
  static constexpr std::int64_t cycle = 146'097 * std::int64_t{86'400};

  zone_table(std::int32_t first_offset, std::vector<zone_change> changes, std::optional<zone_rule> const& rule) {
    // Beyond all timestamps, and sums with an offset fit. The database has a change at what was the beginning of time to its makers.
    for (zone_change& one : changes) one.begin = std::clamp(one.begin, -beyond, beyond);
    if (rule && rule->changes()) add_changes_of(*rule, changes);
    else if (rule && changes.empty()) first_offset = rule->standard_offset();

    begins_.reserve(changes.size());
    local_begins_.reserve(changes.size());
    offsets_.reserve(changes.size() + 1);
    offsets_.push_back(first_offset);
    for (zone_change const& one : changes) {
      // Clocks that are put forward skip to `begin + one.offset`; those that are put back show what comes twice until the old offset's end.
      std::int64_t const local = one.begin + std::max(offsets_.back(), one.offset);
      local_begins_.push_back(local_begins_.empty() ? local : std::max(local, local_begins_.back()));
      begins_.push_back(one.begin);
      offsets_.push_back(one.offset);
    }
  }

  /// 400 years of a rule, behind the changes that are known, and what makes them do for all times behind.
  void add_changes_of(zone_rule const& rule, std::vector<zone_change>& changes) {
    std::int64_t const known = changes.empty() ? 0 : changes.back().begin;
    std::size_t const count = changes.size();
    std::int64_t const year = civil_of(floor_divide(known, 86'400)).year;
    // A year more at both ends, as years begin at another time in UTC than in the zone.
    cycle_last_ = days_of(civil_day{year + 402, 1, 1}) * 86'400 - 1;
    for (std::int64_t y = year; y <= year + 403; ++y) {
      for (zone_change const& one : rule.changes_in(y)) {
        if (count > 0 && one.begin <= known) continue;
        // A summer that is all of the year ends when the next one begins.
        if (changes.size() > count && one.begin <= changes.back().begin) changes.back().offset = one.offset;
        else changes.push_back(one);
      }
    }
  }

  [[nodiscard]] std::int32_t offset_behind(std::vector<std::int64_t> const& begins, std::int64_t time) const noexcept {
    if (time > cycle_last_) time -= (1 + (time - cycle_last_ - 1) / cycle) * cycle;
    return offsets_[static_cast<std::size_t>(std::upper_bound(begins.begin(), begins.end(), time) - begins.begin())];
  }

  struct header {
    static constexpr std::size_t size = 44;
    std::uint32_t ut_marks = 0, standard_marks = 0, leaps = 0, times = 0, types = 0, letters = 0;

    bool read(std::string_view content) {
      if (content.size() < size || !content.starts_with("TZif") || content[4] < '2') return false;
      std::uint32_t* const fields[] = {&ut_marks, &standard_marks, &leaps, &times, &types, &letters};
      for (std::size_t i = 0; i < 6; ++i) *fields[i] = static_cast<std::uint32_t>(number(content.data() + 20 + 4 * i, 4));
      return true;
    }
    [[nodiscard]] std::size_t body(std::size_t time_size) const {
      return times * (time_size + 1) + std::size_t{types} * 6 + letters + leaps * (time_size + 4) + standard_marks + ut_marks;
    }
  };

  static std::uint64_t number(char const* bytes, int count) {
    std::uint64_t value = 0;
    for (int i = 0; i < count; ++i) value = value << 8U | static_cast<unsigned char>(bytes[i]);
    return value;
  }
  /// A name leads to no place outside of the folder, and to none of the files in it that are another's zone or count leap seconds.
  static bool is_name(std::string_view name) {
    if (name.empty() || name.front() == '/' || name.find("..") != std::string_view::npos) return false;
    if (name == "localtime" || name.starts_with("posix") || name.starts_with("right/")) return false;
    return name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-") == std::string_view::npos;
  }
  static std::string read(std::string const& path) {
    std::string content;
    std::FILE* const file = std::fopen(path.c_str(), "rb");
    if (file == nullptr) return content;
    char block[4096];
    for (std::size_t count; (count = std::fread(block, 1, sizeof block, file)) > 0 && content.size() < 1'000'000;) content.append(block, count);
    std::fclose(file);
    return content;
  }

  static constexpr std::int64_t beyond = 100'000'000'000'000;

  // offsets_[i] holds from begins_[i - 1] to begins_[i], by local clocks from local_begins_[i - 1] to local_begins_[i].
  std::vector<std::int64_t> begins_;
  std::vector<std::int64_t> local_begins_;
  std::vector<std::int32_t> offsets_;
  std::int64_t cycle_last_ = std::numeric_limits<std::int64_t>::max();
};

}  // namespace sluice::detail
