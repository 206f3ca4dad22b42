// SPDX-License-Identifier: Apache-2.0
// The nearest name to a misspelt one, computed at compile time and only on the way to an error.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace sluice {

/// Levenshtein distance of two short texts; texts longer than 63 characters are cut.
[[nodiscard]] constexpr std::size_t edit_distance(std::string_view left, std::string_view right) {
  left = left.substr(0, 63);
  right = right.substr(0, 63);
  std::array<std::size_t, 64> row{};
  for (std::size_t j = 0; j <= right.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      std::size_t const above = row[j];
      std::size_t best = diagonal + (left[i - 1] == right[j - 1] ? 0U : 1U);
      if (above + 1 < best) best = above + 1;
      if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
      row[j] = best;
      diagonal = above;
    }
  }
  return row[right.size()];
}

/// Index of the name nearest to `wanted`; 0 if there are none. Ties go to the first.
template <std::size_t Size>
[[nodiscard]] constexpr std::size_t nearest_name(std::string_view wanted, std::array<std::string_view, Size> const& names) {
  std::size_t best = 0;
  std::size_t best_distance = static_cast<std::size_t>(-1);
  for (std::size_t i = 0; i < Size; ++i) {
    std::size_t const distance = edit_distance(wanted, names[i]);
    if (distance < best_distance) {
      best = i;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace sluice
