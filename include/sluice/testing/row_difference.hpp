// SPDX-License-Identifier: Apache-2.0
// What two tables of texts differ in, line by line. No templates; used by same_rows.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace sluice::testing {

/// Rows of cells.
using text_rows = std::vector<std::vector<std::string>>;

namespace detail {

inline void append_row_line(std::string& out, char mark, std::vector<std::string> const& cells) {
  out += mark;
  out += ' ';
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += " | ";
    out += cells[i];
  }
  out += '\n';
}

/// `longest[i][j]`: length of the longest common part of actual from i and expected from j.
inline std::vector<std::vector<std::size_t>> common_lengths(text_rows const& actual, text_rows const& expected) {
  std::vector<std::vector<std::size_t>> longest(actual.size() + 1, std::vector<std::size_t>(expected.size() + 1, 0));
  for (std::size_t i = actual.size(); i-- > 0;)
    for (std::size_t j = expected.size(); j-- > 0;)
      longest[i][j] = actual[i] == expected[j] ? longest[i + 1][j + 1] + 1 : std::max(longest[i + 1][j], longest[i][j + 1]);
  return longest;
}

[[nodiscard]] inline std::size_t equal_cells(std::vector<std::string> const& left, std::vector<std::string> const& right) {
  std::size_t equal = 0;
  for (std::size_t i = 0; i < left.size() && i < right.size(); ++i) equal += left[i] == right[i] ? 1U : 0U;
  return equal;
}

/// A line for each missing row that one of those there comes near to: half of its cells are as expected, and those that are not are shown in both
/// forms. In rows of two cells everybody sees it.
inline void append_near_rows(std::string& out, text_rows const& missing, text_rows unexpected) {
  bool first = true;
  for (auto const& row : missing) {
    std::size_t best = unexpected.size();
    std::size_t most = 0;
    for (std::size_t i = 0; i < unexpected.size(); ++i) {
      std::size_t const equal = equal_cells(row, unexpected[i]);
      if (row.size() < 3 || unexpected[i].size() != row.size() || equal * 2 < row.size() || equal <= most) continue;
      best = i;
      most = equal;
    }
    if (best == unexpected.size()) continue;
    auto cells = row;
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (cells[i] != unexpected[best][i]) cells[i] += " -> " + unexpected[best][i];
    unexpected.erase(unexpected.begin() + static_cast<std::ptrdiff_t>(best));
    if (most == row.size()) continue;  // the same row in another place
    if (first) out += "rows that come near, expected -> there:\n";
    first = false;
    append_row_line(out, '~', cells);
  }
}

inline std::string ordered_difference(text_rows const& actual, text_rows const& expected) {
  auto const longest = common_lengths(actual, expected);
  std::string out;
  text_rows missing;
  text_rows unexpected;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < actual.size() || j < expected.size()) {
    if (i < actual.size() && j < expected.size() && actual[i] == expected[j]) {
      append_row_line(out, '=', actual[i++]);
      ++j;
    } else if (j < expected.size() && (i == actual.size() || longest[i][j + 1] >= longest[i + 1][j])) {
      append_row_line(out, '-', missing.emplace_back(expected[j++]));
    } else {
      append_row_line(out, '+', unexpected.emplace_back(actual[i++]));
    }
  }
  append_near_rows(out, missing, std::move(unexpected));
  return out;
}

}  // namespace detail

/// Empty if both have the same rows; else a line for each row, marked `=` in both, `-` in `expected` only, `+` in `actual` only. Without
/// an order both are sorted first. Behind them, rows that differ in some cells are shown cell by cell.
[[nodiscard]] inline std::string row_difference(text_rows actual, text_rows expected, bool any_order) {
  if (any_order) {
    std::sort(actual.begin(), actual.end());
    std::sort(expected.begin(), expected.end());
  }
  if (actual == expected) return {};
  std::string out = "the rows differ (- expected and missing, + there and not expected):\n";
  // Beyond this a table would not be read anyway, and the search would take its time.
  constexpr std::size_t most_pairs = 4'000'000;
  if (actual.size() * expected.size() > most_pairs) {
    return out + "expected " + std::to_string(expected.size()) + " rows, there are " + std::to_string(actual.size()) + "\n";
  }
  return out + detail::ordered_difference(actual, expected);
}

}  // namespace sluice::testing
