// SPDX-License-Identifier: Apache-2.0
// Pieces of the lines that operators say of themselves for explain() (query/explain.hpp): an operator may have `std::string explain() const`,
// without it its kind and its columns are shown.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::detail {

/// Adds to a list: "a, b".
inline void append_listed(std::string& list, std::string_view item) {
  if (!list.empty()) list += ", ";
  list += item;
}

/// "sum(amount) as total"; the words alone if they are the name.
[[nodiscard]] inline std::string text_as(std::string words, std::string_view name) {
  if (words != name) words.append(" as ").append(name);
  return words;
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
