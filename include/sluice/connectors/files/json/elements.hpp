// SPDX-License-Identifier: Apache-2.0
// The elements of a JSON array that stands in a text, and where a value in it ends: by brackets and quotes alone, since what stands between is
// for the decoder to judge.
#pragma once

#include <cstddef>
#include <string_view>

namespace sluice::json::detail {

[[nodiscard]] constexpr bool is_gap(char letter) noexcept { return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r'; }

/// How many bytes the value at the front of a text has; all of them if it does not end in it. A text that begins no value gives 0.
[[nodiscard]] inline std::size_t value_size(std::string_view text) noexcept {
  std::size_t at = 0;
  std::size_t depth = 0;
  while (at < text.size()) {
    char const letter = text[at];
    if (letter == '"') {
      for (++at; at < text.size() && text[at] != '"'; ++at)
        if (text[at] == '\\') ++at;
    } else if (letter == '{' || letter == '[') {
      ++depth;
    } else if (letter == '}' || letter == ']') {
      if (depth == 0) return at;
      if (--depth == 0) return at + 1;
    } else if (depth == 0 && (letter == ',' || is_gap(letter))) {
      return at;
    }
    ++at;
    if (depth == 0 && letter == '"') return at < text.size() ? at : text.size();
  }
  return text.size();
}

/// Calls `take(value)` for each element of the array that the text begins with, or once for the text itself if it begins with something else.
/// Blanks around are left out; an empty text gives nothing.
template <class Take>
void take_elements(std::string_view text, Take&& take) {
  while (!text.empty() && is_gap(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_gap(text.back())) text.remove_suffix(1);
  if (text.empty()) return;
  if (text.front() != '[') {
    take(text);
    return;
  }
  text.remove_prefix(1);
  while (true) {
    while (!text.empty() && (is_gap(text.front()) || text.front() == ',')) text.remove_prefix(1);
    if (text.empty() || text.front() == ']') return;
    std::size_t const size = value_size(text);
    take(text.substr(0, size == 0 ? 1 : size));
    text.remove_prefix(size == 0 ? 1 : size);
  }
}

}  // namespace sluice::json::detail
