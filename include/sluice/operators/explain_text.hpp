// SPDX-License-Identifier: Apache-2.0
// Pieces of the lines that operators say of themselves for explain() (plan/explain.hpp): an operator may have `std::string explain() const`,
// without it its kind and its columns are shown.
#pragma once

#include <sluice/contract/needs.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::detail {

/// Adds to a list: "a, b".
inline void append_listed(std::string& list, std::string_view item) {
  if (!list.empty()) list += ", ";
  list += item;
}

/// The columns of a set: "amount, data.customer".
template <std::size_t Capacity>
[[nodiscard]] std::string columns_text(path_set<Capacity> const& set) {
  if (set.everything) return "all columns";
  std::string text;
  for (std::size_t i = 0; i < set.count; ++i) append_listed(text, set.paths[i]);
  return text.empty() ? std::string{"no column"} : text;
}

/// A span of time in the largest unit that divides it: "10 min".
[[nodiscard]] inline std::string span_text(std::int64_t microseconds) {
  struct unit {
    std::int64_t size;
    char const* name;
  };
  for (auto const& [size, name] : {unit{86'400'000'000, " d"}, unit{3'600'000'000, " h"}, unit{60'000'000, " min"}, unit{1'000'000, " s"}, unit{1'000, " ms"}})
    if (microseconds != 0 && microseconds % size == 0) return std::to_string(microseconds / size) + name;
  return std::to_string(microseconds) + (microseconds == 0 ? " s" : " us");
}

}  // namespace sluice::detail
