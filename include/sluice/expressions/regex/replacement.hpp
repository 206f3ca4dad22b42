// SPDX-License-Identifier: Apache-2.0
// What regexp_replace puts in place of a match, in Java's form: `$1` and `${name}` are groups, a backslash takes the next character
// literally. Read once, when the expression is built.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/expressions/regex/pattern.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::regex {

/// A replacement: pieces of text, each followed by a group. Throws option_error for a group that the pattern has not.
class replacement {
 public:
  replacement(std::string_view source, pattern const& of) {
    std::uint32_t const groups = of.groups();
    pieces_.push_back({});
    for (std::size_t i = 0; i < source.size(); ++i) {
      if (source[i] == '\\') {
        if (++i == source.size()) refuse(source, "it ends with a backslash, which takes the next character literally");
        pieces_.back().text += source[i];
      } else if (source[i] == '$') {
        pieces_.back().group = ++i < source.size() && source[i] == '{' ? named_group(source, i, of) : numbered_group(source, i, groups);
        pieces_.push_back({});
      } else {
        pieces_.back().text += source[i];
      }
    }
  }

  /// Appends what replaces the match that `of` has just found in `text`.
  void append(std::string& out, std::string_view text, pattern const& of) const {
    for (auto const& one : pieces_) {
      out += one.text;
      if (one.group != none) out += of.group(one.group).of(text);
    }
  }

 private:
  static constexpr std::uint32_t none = ~0U;
  struct piece {
    std::string text;
    std::uint32_t group = none;
  };

  [[noreturn]] static void refuse(std::string_view source, char const* problem) {
    throw option_error("replacement of regexp_replace", problem, std::string{source}, "write \\$ for a dollar and \\\\ for a backslash");
  }
  static bool is_digit(char one) { return one >= '0' && one <= '9'; }

  /// `i` is at the first digit, and is left at the last. As many digits count as make a group that is there.
  static std::uint32_t numbered_group(std::string_view source, std::size_t& i, std::uint32_t groups) {
    if (i >= source.size() || !is_digit(source[i])) refuse(source, "a dollar stands without a group");
    auto group = static_cast<std::uint32_t>(source[i] - '0');
    if (group > groups) refuse(source, "the pattern has no group of this number");
    while (i + 1 < source.size() && is_digit(source[i + 1])) {
      std::uint32_t const longer = group * 10 + static_cast<std::uint32_t>(source[i + 1] - '0');
      if (longer > groups) break;
      group = longer;
      ++i;
    }
    return group;
  }
  /// `i` is at the opening brace, and is left at the closing one.
  static std::uint32_t named_group(std::string_view source, std::size_t& i, pattern const& of) {
    std::size_t const end = source.find('}', i);
    if (end == std::string_view::npos) refuse(source, "a group's name has no closing brace");
    auto const group = of.group_called(std::string{source.substr(i + 1, end - i - 1)});
    if (!group) refuse(source, "the pattern has no group of this name");
    i = end;
    return *group;
  }

  std::vector<piece> pieces_;
};

}  // namespace sluice::regex
