// SPDX-License-Identifier: Apache-2.0
// How wide a text is on a terminal, and the text without what would break a table. UTF-8.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::console::detail {

/// Whether a byte begins a character.
[[nodiscard]] inline bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; }

/// Characters (code points) of a text.
[[nodiscard]] inline std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

/// The first `count` characters.
[[nodiscard]] inline std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    if (!begins_character(text[end])) continue;
    if (count-- == 0) break;
  }
  return text.substr(0, end);
}

/// The code point that begins at `at`; bytes that are no UTF-8 give some other one, which is good enough for a width.
[[nodiscard]] inline std::uint32_t code_point(std::string_view text, std::size_t at) {
  auto const first = static_cast<unsigned char>(text[at]);
  std::size_t const more = first < 0xc0 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
  std::uint32_t point = more == 0 ? first : first & (0x3fU >> more);
  for (std::size_t i = 1; i <= more && at + i < text.size(); ++i)
    point = (point << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3fU);
  return point;
}

/// Columns of a terminal that a text takes: two for Chinese, Japanese and Korean characters, as Spark counts.
[[nodiscard]] inline std::size_t width_of(std::string_view text) {
  struct span {
    std::uint32_t first;
    std::uint32_t last;
  };
  constexpr span wide[] = {{0x1100, 0x115f}, {0x2e80, 0xa4cf}, {0xac00, 0xd7a3}, {0xf900, 0xfaff},
                           {0xfe30, 0xfe6f}, {0xff00, 0xff60}, {0xffe0, 0xffe6}};
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!begins_character(text[i])) continue;
    ++width;
    std::uint32_t const point = code_point(text, i);
    for (auto const& one : wide) width += point >= one.first && point <= one.last ? 1U : 0U;
  }
  return width;
}

/// A cell in one line: line ends, tabs and the like become two characters, `\n`.
[[nodiscard]] inline std::string escaped(std::string_view text) {
  constexpr std::string_view special = "\a\b\t\n\v\f\r";  // in the order of their codes, from 7
  constexpr std::string_view letters = "abtnvfr";
  std::string out;
  out.reserve(text.size());
  for (char const letter : text) {
    std::size_t const which = special.find(letter);
    if (which == std::string_view::npos) {
      out += letter;
    } else {
      out += '\\';
      out += letters[which];
    }
  }
  return out;
}

}  // namespace sluice::console::detail
