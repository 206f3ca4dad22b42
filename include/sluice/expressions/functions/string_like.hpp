// SPDX-License-Identifier: Apache-2.0
// `like` and `ilike`: SQL's patterns, where `%` stands for any characters and `_` for one. Matching needs no memory, and time
// at most proportional to the lengths of text and pattern multiplied.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/utf8.hpp>
#include <sluice/base/utf8_case.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace sluice {

namespace detail {

[[noreturn]] inline void throw_bad_like(std::string_view pattern, char const* problem) {
  throw evaluation_error({error_code::invalid_parameter, "like", problem, std::string{pattern.substr(0, 100)},
                          "the escape character stands in front of %, _ or itself"});
}
/// Throws for an escape character that escapes nothing. All of a pattern is looked at, whatever the text.
inline void check_like(std::string_view pattern, char escape) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != escape) continue;
    if (++i == pattern.size()) throw_bad_like(pattern, "the pattern ends with its escape character");
    if (pattern[i] != '%' && pattern[i] != '_' && pattern[i] != escape)
      throw_bad_like(pattern, "the escape character stands in front of an ordinary one");
  }
}

/// Whether a text matches. After a mismatch the last `%` takes one more character; earlier ones need not be tried again.
[[nodiscard]] inline bool matches_like(std::string_view text, std::string_view pattern, char escape) {
  constexpr std::size_t none = std::string_view::npos;
  std::size_t at = 0;
  std::size_t in_pattern = 0;
  std::size_t behind_percent = none;
  std::size_t retry = 0;
  while (at < text.size()) {
    if (in_pattern < pattern.size()) {
      char const one = pattern[in_pattern];
      bool const escaped = one == escape;
      if (!escaped && one == '%') {
        behind_percent = ++in_pattern;
        retry = at;
        continue;
      }
      if (!escaped && one == '_') {
        at += utf8::front(text.substr(at)).size();
        ++in_pattern;
        continue;
      }
      if (text[at] == pattern[in_pattern + (escaped ? 1 : 0)]) {
        ++at;
        in_pattern += escaped ? 2 : 1;
        continue;
      }
    }
    if (behind_percent == none) return false;
    retry += utf8::front(text.substr(retry)).size();
    at = retry;
    in_pattern = behind_percent;
  }
  return pattern.find_first_not_of('%', in_pattern) == none;
}

}  // namespace detail

struct like_function {
  char escape = '\\';

  template <class Text, class Pattern>
  using type = std::conditional_t<text_type<Text> && text_type<Pattern>, bool, plan_error::no_such_operation<"like", Text, Pattern>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& text, auto const& pattern) { return detail::infix_name<"LIKE">(text, pattern); }

  [[nodiscard]] bool operator()(std::string_view text, std::string_view pattern) const {
    detail::check_like(pattern, escape);
    return detail::matches_like(text, pattern, escape);
  }
};

struct ilike_function {
  char escape = '\\';

  template <class Text, class Pattern>
  using type = std::conditional_t<text_type<Text> && text_type<Pattern>, bool, plan_error::no_such_operation<"ilike", Text, Pattern>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& text, auto const& pattern) { return detail::call_name<"ilike">(text, pattern); }

  [[nodiscard]] bool operator()(std::string_view text, std::string_view pattern) const {
    detail::check_like(pattern, escape);
    return detail::matches_like(utf8::to_lower(text), utf8::to_lower(pattern), escape);
  }
};

/// Whether the text, all of it, matches an SQL pattern: `%` any characters, `_` one, `escape` in front of either takes it literally.
/// Throws evaluation_error for a pattern with an escape character that escapes nothing.
template <operand Text, operand Pattern>
  requires function_operands<Text, Pattern>
[[nodiscard]] constexpr auto like(Text&& text, Pattern&& pattern, char escape = '\\') {
  return make_call(like_function{escape}, std::forward<Text>(text), std::forward<Pattern>(pattern));
}
/// `like` without regard to case.
template <operand Text, operand Pattern>
  requires function_operands<Text, Pattern>
[[nodiscard]] constexpr auto ilike(Text&& text, Pattern&& pattern, char escape = '\\') {
  return make_call(ilike_function{escape}, std::forward<Text>(text), std::forward<Pattern>(pattern));
}

}  // namespace sluice
