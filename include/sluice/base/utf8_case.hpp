// SPDX-License-Identifier: Apache-2.0
// Upper, lower and title case of texts in UTF-8, by Unicode's tables and without regard to a language. One character may become several
// (the German sharp s), and the Greek sigma has a form of its own at the end of a word. ASCII, the commonest, needs no table.
#pragma once

#include <sluice/base/case_tables.hpp>
#include <sluice/base/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

namespace sluice::utf8 {

namespace detail {

template <std::size_t Size>
[[nodiscard]] inline char32_t moved(case_run const (&runs)[Size], char32_t code) {
  auto const value = static_cast<std::uint32_t>(code);
  auto const* const run = std::lower_bound(std::begin(runs), std::end(runs), value,
                                           [](case_run const& one, std::uint32_t wanted) { return one.last < wanted; });
  if (run == std::end(runs) || value < run->first || (value - run->first) % run->stride != 0) return code;
  return static_cast<char32_t>(static_cast<std::int32_t>(value) + run->delta);
}
template <std::size_t Size>
[[nodiscard]] inline case_text const* text_of(case_text const (&texts)[Size], char32_t code) {
  auto const value = static_cast<std::uint32_t>(code);
  auto const* const entry = std::lower_bound(std::begin(texts), std::end(texts), value,
                                             [](case_text const& one, std::uint32_t wanted) { return one.code < wanted; });
  return entry == std::end(texts) || entry->code != value ? nullptr : entry;
}

[[nodiscard]] constexpr bool is_ascii_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}
[[nodiscard]] constexpr char ascii_upper(char letter) {
  return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}
[[nodiscard]] constexpr char ascii_lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/// Whether a character has another case, which is what makes it part of a word where a sigma asks.
[[nodiscard]] inline bool is_cased(std::string_view character) {
  if (character.size() == 1) return is_ascii_letter(character.front());
  char32_t const code = decode(character);
  return moved(upper_runs, code) != code || moved(lower_runs, code) != code || text_of(upper_texts, code) != nullptr;
}
/// Characters that do not interrupt a word: apostrophes, dots and combining accents.
[[nodiscard]] inline bool is_case_ignorable(std::string_view character) {
  if (character.size() == 1) {
    char const one = character.front();
    return one == '\'' || one == '.' || one == ':' || one == '^' || one == '`';
  }
  auto const code = static_cast<std::uint32_t>(decode(character));
  return (code >= 0x300 && code < 0x370) || code == 0xad || code == 0xb7 || code == 0x2019 || code == 0x2018;
}
/// Whether the sigma at `at` ends a word: a letter before it, none behind it.
[[nodiscard]] inline bool ends_word(std::string_view text, std::size_t at, std::size_t size) {
  std::string_view before = text.substr(0, at);
  while (!before.empty() && is_case_ignorable(before.substr(last(before)))) before = before.substr(0, last(before));
  if (before.empty() || !is_cased(before.substr(last(before)))) return false;
  std::string_view behind = text.substr(at + size);
  while (!behind.empty() && is_case_ignorable(front(behind))) behind.remove_prefix(front(behind).size());
  return behind.empty() || !is_cased(front(behind));
}

/// Appends a character of several bytes in upper case.
inline void append_upper(std::string& out, std::string_view character) {
  char32_t const code = decode(character);
  if (auto const* const entry = text_of(upper_texts, code)) {
    out += entry->text;
    return;
  }
  char32_t const to = moved(upper_runs, code);
  if (to == code) out += character;
  else append(out, to);
}
/// Appends a character of several bytes, which stands at `at` in `text`, in lower case.
inline void append_lower(std::string& out, std::string_view character, std::string_view text, std::size_t at) {
  char32_t const code = decode(character);
  if (code == 0x130) {
    out += "i\xcc\x87";
    return;
  }
  if (code == 0x3a3) {
    append(out, ends_word(text, at, character.size()) ? 0x3c2 : 0x3c3);
    return;
  }
  char32_t const to = moved(lower_runs, code);
  if (to == code) out += character;
  else append(out, to);
}

}  // namespace detail

/// The text in upper case.
[[nodiscard]] inline std::string to_upper(std::string_view text) {
  std::string out;
  if (is_ascii(text)) {
    out.resize(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) out[i] = detail::ascii_upper(text[i]);
    return out;
  }
  out.reserve(text.size());
  while (!text.empty()) {
    std::string_view const character = front(text);
    if (character.size() == 1) out += detail::ascii_upper(character.front());
    else detail::append_upper(out, character);
    text.remove_prefix(character.size());
  }
  return out;
}

/// The text in lower case.
[[nodiscard]] inline std::string to_lower(std::string_view text) {
  std::string out;
  if (is_ascii(text)) {
    out.resize(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) out[i] = detail::ascii_lower(text[i]);
    return out;
  }
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    std::string_view const character = front(text.substr(at));
    if (character.size() == 1) out += detail::ascii_lower(character.front());
    else detail::append_lower(out, character, text, at);
    at += character.size();
  }
  return out;
}

/// The text in lower case, but the first character of each word, which a space ends, in title case.
[[nodiscard]] inline std::string to_title(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool starts = true;
  for (std::size_t at = 0; at < text.size();) {
    std::string_view const character = front(text.substr(at));
    if (character.size() == 1) {
      out += starts ? detail::ascii_upper(character.front()) : detail::ascii_lower(character.front());
    } else if (!starts) {
      detail::append_lower(out, character, text, at);
    } else if (auto const* const entry = detail::text_of(title_texts, decode(character))) {
      out += entry->text;
    } else {
      detail::append_upper(out, character);
    }
    starts = character == " ";
    at += character.size();
  }
  return out;
}

}  // namespace sluice::utf8
