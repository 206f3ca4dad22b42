// SPDX-License-Identifier: Apache-2.0
// Patterns of file names as Hadoop has them: `*`, `?`, `[a-c]`, `[^a]`, `{csv,txt}`, and `\` before a character that is meant itself. One
// pattern is for one name of a path; no part of it crosses a '/'.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::files {

/// Whether a text has a character that makes it a pattern.
[[nodiscard]] constexpr bool is_pattern(std::string_view text) { return text.find_first_of("*?[{\\") != std::string_view::npos; }

namespace detail {

/// `[...]` at the front of a pattern against a letter; `pattern` goes behind it. A bracket that is not closed means itself.
[[nodiscard]] inline bool match_set(std::string_view& pattern, char letter) {
  std::size_t at = 1;
  bool const inverted = at < pattern.size() && (pattern[at] == '^' || pattern[at] == '!');
  if (inverted) ++at;
  bool found = false;
  for (std::size_t const first = at; at < pattern.size() && (pattern[at] != ']' || at == first); ++at) {
    if (at + 2 < pattern.size() && pattern[at + 1] == '-' && pattern[at + 2] != ']') {
      found = found || (pattern[at] <= letter && letter <= pattern[at + 2]);
      at += 2;
    } else {
      found = found || pattern[at] == letter;
    }
  }
  if (at >= pattern.size()) {
    pattern.remove_prefix(1);
    return letter == '[';
  }
  pattern.remove_prefix(at + 1);
  return found != inverted;
}

[[nodiscard]] inline bool match_plain(std::string_view pattern, std::string_view name) {
  // Of several stars only the last one has to be tried again: what stood before it matched at the first place.
  std::string_view after_star;
  std::string_view retry;
  bool starred = false;
  while (true) {
    if (!pattern.empty() && pattern.front() == '*') {
      pattern.remove_prefix(1);
      after_star = pattern;
      retry = name;
      starred = true;
      continue;
    }
    if (name.empty() && pattern.empty()) return true;
    bool matched = false;
    if (!name.empty() && !pattern.empty()) {
      if (pattern.front() == '[') {
        matched = match_set(pattern, name.front());
      } else {
        if (pattern.front() == '\\' && pattern.size() > 1) {
          pattern.remove_prefix(1);
          matched = pattern.front() == name.front();
        } else {
          matched = pattern.front() == '?' || pattern.front() == name.front();
        }
        pattern.remove_prefix(1);
      }
      name.remove_prefix(1);
    }
    if (matched) continue;
    if (!starred || retry.empty()) return false;
    retry.remove_prefix(1);
    pattern = after_star;
    name = retry;
  }
}

}  // namespace detail

/// The patterns that a pattern with alternatives stands for: "a{b,c{d,e}}" is "ab", "acd", "ace". Braces that do not match mean themselves.
[[nodiscard]] inline std::vector<std::string> expand_braces(std::string_view pattern) {
  std::size_t open = std::string_view::npos;
  std::vector<std::size_t> cuts;
  int depth = 0;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] == '\\') {
      ++at;
    } else if (pattern[at] == '{') {
      if (depth++ == 0) open = at, cuts = {at};
    } else if (pattern[at] == ',' && depth == 1) {
      cuts.push_back(at);
    } else if (pattern[at] == '}' && depth > 0 && --depth == 0) {
      cuts.push_back(at);
      std::vector<std::string> expanded;
      for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
        std::string one{pattern.substr(0, open)};
        one += pattern.substr(cuts[i] + 1, cuts[i + 1] - cuts[i] - 1);
        one += pattern.substr(at + 1);
        for (auto& further : expand_braces(one)) expanded.push_back(std::move(further));
      }
      return expanded;
    }
  }
  return {std::string{pattern}};
}

/// A pattern of names, ready to be asked often.
class name_pattern {
 public:
  explicit name_pattern(std::string_view pattern) : plain_(expand_braces(pattern)) {}

  [[nodiscard]] bool matches(std::string_view name) const {
    for (auto const& one : plain_)
      if (detail::match_plain(one, name)) return true;
    return false;
  }

 private:
  std::vector<std::string> plain_;
};

}  // namespace sluice::files
