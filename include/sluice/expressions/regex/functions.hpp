// SPDX-License-Identifier: Apache-2.0
// Regular expressions on columns: rlike, regexp_like, regexp_count, regexp_instr, regexp_substr, regexp_extract,
// regexp_extract_all, regexp_replace. The pattern is a constant. Needs PCRE2 (CMake component `regex`).
#pragma once

#include <sluice/base/utf8.hpp>
#include <sluice/expressions/functions/plain_function.hpp>
#include <sluice/expressions/regex/pattern.hpp>
#include <sluice/expressions/regex/replacement.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

namespace detail {

/// The number of a group that the pattern has.
[[nodiscard]] inline std::uint32_t checked_group(regex::pattern const& pattern, std::int32_t group, char const* function) {
  if (group < 0 || static_cast<std::uint32_t>(group) > pattern.groups())
    throw option_error(std::string{function} + " group", "the pattern has " + std::to_string(pattern.groups()) + " groups",
                       std::to_string(group), "groups count from 1; 0 is all of the match");
  return static_cast<std::uint32_t>(group);
}

/// What all these functions share: one text in, and no name, since the pattern is a constant.
template <fixed_string Name, class Result>
struct regex_function {
  template <class Type>
  using type = std::conditional_t<text_type<Type>, Result, plan_error::no_such_operation<Name, Type>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&...) { return fixed_string{""}; }
};

}  // namespace detail

struct rlike_function : detail::regex_function<"rlike", bool> {
  regex::pattern pattern;

  explicit rlike_function(std::string_view source) : pattern(source) {}
  [[nodiscard]] bool operator()(std::string_view text) const { return pattern.search(text); }
};

struct regexp_count_function : detail::regex_function<"regexp_count", std::int32_t> {
  regex::pattern pattern;

  explicit regexp_count_function(std::string_view source) : pattern(source) {}
  [[nodiscard]] std::int32_t operator()(std::string_view text) const {
    std::int32_t count = 0;
    for (bool found = pattern.search(text); found; found = pattern.search_next(text)) ++count;
    return count;
  }
};

struct regexp_instr_function : detail::regex_function<"regexp_instr", std::int32_t> {
  regex::pattern pattern;

  explicit regexp_instr_function(std::string_view source) : pattern(source) {}
  [[nodiscard]] std::int32_t operator()(std::string_view text) const {
    if (!pattern.search(text)) return 0;
    return static_cast<std::int32_t>(utf8::length(text.substr(0, pattern.group(0).first))) + 1;
  }
};

struct regexp_substr_function : detail::regex_function<"regexp_substr", std::optional<std::string>> {
  regex::pattern pattern;

  explicit regexp_substr_function(std::string_view source) : pattern(source) {}
  [[nodiscard]] std::optional<std::string_view> operator()(std::string_view text) const {
    if (!pattern.search(text) || pattern.group(0).of(text).empty()) return std::nullopt;
    return pattern.group(0).of(text);
  }
};

struct regexp_extract_function : detail::regex_function<"regexp_extract", std::string> {
  regex::pattern pattern;
  std::uint32_t group;

  regexp_extract_function(std::string_view source, std::int32_t number)
      : pattern(source), group(detail::checked_group(pattern, number, "regexp_extract")) {}
  [[nodiscard]] std::string_view operator()(std::string_view text) const {
    return pattern.search(text) ? pattern.group(group).of(text) : std::string_view{};
  }
};

struct regexp_extract_all_function : detail::regex_function<"regexp_extract_all", std::vector<std::string>> {
  regex::pattern pattern;
  std::uint32_t group;

  regexp_extract_all_function(std::string_view source, std::int32_t number)
      : pattern(source), group(detail::checked_group(pattern, number, "regexp_extract_all")) {}
  [[nodiscard]] std::vector<std::string> operator()(std::string_view text) const {
    std::vector<std::string> all;
    for (bool found = pattern.search(text); found; found = pattern.search_next(text)) all.emplace_back(pattern.group(group).of(text));
    return all;
  }
};

struct regexp_replace_function : detail::regex_function<"regexp_replace", std::string> {
  regex::pattern pattern;
  regex::replacement replacement;
  std::size_t skipped;

  regexp_replace_function(std::string_view source, std::string_view with, std::int32_t position)
      : pattern(source), replacement(with, pattern), skipped(static_cast<std::size_t>(position) - 1) {
    if (position < 1)
      throw option_error("regexp_replace position", "positions count from 1", std::to_string(position), "use 1 for all of the text");
  }
  [[nodiscard]] std::string operator()(std::string_view text) const {
    std::string out;
    std::size_t copied = 0;
    bool found = pattern.search(text, utf8::offset(text, skipped));
    for (; found; found = pattern.search_next(text)) {
      auto const match = pattern.group(0);
      out += text.substr(copied, match.first - copied);
      replacement.append(out, text, pattern);
      copied = match.last;
    }
    return out += text.substr(copied);
  }
};

/// Whether the pattern matches somewhere in the text. Throws option_error here if the pattern is wrong.
template <expression Text>
[[nodiscard]] auto rlike(Text text, std::string_view pattern) {
  return make_call(rlike_function{pattern}, std::move(text));
}
/// The same as `rlike`.
template <expression Text>
[[nodiscard]] auto regexp_like(Text text, std::string_view pattern) {
  return make_call(rlike_function{pattern}, std::move(text));
}
/// How many times the pattern matches, one match behind the other.
template <expression Text>
[[nodiscard]] auto regexp_count(Text text, std::string_view pattern) {
  return make_call(regexp_count_function{pattern}, std::move(text));
}
/// Where the first match begins, in characters from 1; 0 if there is none.
template <expression Text>
[[nodiscard]] auto regexp_instr(Text text, std::string_view pattern) {
  return make_call(regexp_instr_function{pattern}, std::move(text));
}
/// The first match; NULL if there is none, or it is empty. A view of the text.
template <expression Text>
[[nodiscard]] auto regexp_substr(Text text, std::string_view pattern) {
  return make_call(regexp_substr_function{pattern}, std::move(text));
}
/// A group of the first match, 0 for all of it; empty if there is none, or the group took no part. A view of the text. Throws option_error
/// here for a group that the pattern has not.
template <expression Text>
[[nodiscard]] auto regexp_extract(Text text, std::string_view pattern, std::int32_t group = 1) {
  return make_call(regexp_extract_function{pattern, group}, std::move(text));
}
/// A group of each match, as an array.
template <expression Text>
[[nodiscard]] auto regexp_extract_all(Text text, std::string_view pattern, std::int32_t group = 1) {
  return make_call(regexp_extract_all_function{pattern, group}, std::move(text));
}
/// The text with each match at or behind character `position` replaced. `$1` and `${name}` in the replacement are groups, a backslash takes
/// the next character literally. Throws option_error here if the pattern, the replacement or the position is wrong.
template <expression Text>
[[nodiscard]] auto regexp_replace(Text text, std::string_view pattern, std::string_view replacement, std::int32_t position = 1) {
  return make_call(regexp_replace_function{pattern, replacement, position}, std::move(text));
}

}  // namespace sluice
