// SPDX-License-Identifier: Apache-2.0
// Where a record's columns stand in a file: by position, or by the names in its header. Used once per file.
#pragma once

#include <sluice/base/edit_distance.hpp>
#include <sluice/base/error.hpp>
#include <sluice/base/time_pattern.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::csv::detail {

/// The place of a column that stands in no file.
inline constexpr std::uint32_t nowhere = static_cast<std::uint32_t>(-1);

[[nodiscard]] inline bool same_name(std::string_view left, std::string_view right) noexcept {
  return left.size() == right.size() && sluice::detail::begins_with_word(left, right);
}

/// The error of a header that lacks a column: the column, the file, what was found, and what may have been meant.
[[noreturn, gnu::cold]] inline void refuse_header(std::string_view column, std::string_view file,
                                                  std::vector<std::string_view> const& header) {
  std::string found;
  std::string_view nearest;
  std::size_t distance = static_cast<std::size_t>(-1);
  for (std::string_view name : header) {
    found += (found.empty() ? "" : ", ") + std::string{name};
    if (auto const here = edit_distance(column, name); here < distance) {
      distance = here;
      nearest = name;
    }
  }
  std::string advice = "name the column in the header, or set enforce_schema = true to read columns by position";
  if (distance <= std::max<std::size_t>(2, column.size() / 3)) advice = "did you mean " + std::string{nearest} + "? " + advice;
  throw source_error({error_code::source_failed, "csv column " + std::string{column},
                      "the header" + (file.empty() ? std::string{} : " of " + std::string{file}) + " has no column of that name",
                      std::move(found), std::move(advice)});
}

/// Where a header names a column: exactly, or else in other case, as Spark compares names.
[[nodiscard]] inline std::uint32_t place_in_header(std::string_view column, std::string_view file, std::vector<std::string_view> const& header) {
  auto found = std::find(header.begin(), header.end(), column);
  if (found == header.end())
    found = std::find_if(header.begin(), header.end(), [column](std::string_view name) { return same_name(name, column); });
  if (found == header.end()) refuse_header(column, file, header);
  return static_cast<std::uint32_t>(found - header.begin());
}

/// The columns that are wanted, as slots of the decoded row.
struct wanted_slots {
  std::span<std::string_view const> names;  ///< in the record's order
  std::span<bool const> nullable_texts;
};

/// Where the slots stand in a file.
struct column_places {
  std::vector<std::uint32_t> places;  ///< of each slot
  std::vector<std::uint32_t> order;   ///< the slots as they follow each other in the file, without that of corrupt records
  std::vector<std::uint32_t> gaps;    ///< of each slot, how many values stand between it and the one before it in the file
  std::size_t corrupt = 0;            ///< the slot that takes the text of malformed records; the number of slots if none does
  std::uint32_t width = 0;            ///< columns in the file
  bool all_wanted = false;
  bool in_order = true;

  /// As the record has its columns, without the one of corrupt records.
  void by_position(std::span<std::string_view const> columns, wanted_slots const& wanted, std::string_view corrupt_name) {
    places.clear();
    corrupt = wanted.names.size();
    width = 0;
    for (std::string_view column : columns) {
      std::size_t const slot = places.size();
      bool const is_wanted = slot < wanted.names.size() && wanted.names[slot] == column;
      if (column != corrupt_name) {
        if (is_wanted) places.push_back(width);
        ++width;
      } else if (is_wanted) {
        if (!wanted.nullable_texts[slot])
          throw option_error("csv column_name_of_corrupt_record", "the field of that name must be std::optional<std::string>",
                             std::string{column}, "change its type, or name another column");
        corrupt = slot;
        places.push_back(nowhere);
      }
    }
    finish();
  }

  /// As a header names them; throws source_error if it lacks one.
  void by_name(std::vector<std::string_view> const& header, wanted_slots const& wanted, std::string_view file) {
    for (std::size_t slot = 0; slot < places.size(); ++slot)
      if (slot != corrupt) places[slot] = place_in_header(wanted.names[slot], file, header);
    width = static_cast<std::uint32_t>(header.size());
    finish();
  }

 private:
  void finish() {
    order.clear();
    for (std::uint32_t slot = 0; slot < places.size(); ++slot)
      if (slot != corrupt) order.push_back(slot);
    auto const falls = [this](std::uint32_t left, std::uint32_t right) { return places[left] >= places[right]; };
    in_order = std::adjacent_find(order.begin(), order.end(), falls) == order.end();
    std::stable_sort(order.begin(), order.end(), [this](std::uint32_t left, std::uint32_t right) { return places[left] < places[right]; });
    gaps.assign(places.size(), 0);
    std::uint32_t next = 0;
    for (std::uint32_t const slot : order) {
      gaps[slot] = places[slot] - next;
      next = places[slot] + 1;
    }
    all_wanted = order.size() == width;
  }
};

}  // namespace sluice::csv::detail
