// SPDX-License-Identifier: Apache-2.0
// Console output with its rows sorted: rows of a batch have no order, and the tests of examples compare whole pages.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace support {

/// The text with the rows of each table in alphabetical order. Heads and rules of tables stay where they are.
inline std::string with_sorted_rows(std::string_view page) {
  std::string sorted;
  std::vector<std::string> rows;
  bool in_table = false;
  int rules = 0;
  while (!page.empty()) {
    std::size_t const end = std::min(page.find('\n'), page.size() - 1);
    std::string line{page.substr(0, end + 1)};
    page.remove_prefix(end + 1);
    bool const rule = line.starts_with("+-");
    if (rule) rules = in_table ? rules + 1 : 1;
    in_table = rule || line.starts_with("|");
    if (in_table && !rule && rules == 2) {
      rows.push_back(std::move(line));
      continue;
    }
    std::sort(rows.begin(), rows.end());
    for (auto const& row : rows) sorted += row;
    rows.clear();
    sorted += line;
  }
  for (auto const& row : rows) sorted += row;
  return sorted;
}

}  // namespace support
