// SPDX-License-Identifier: Apache-2.0
// Finds where a JSON string without escapes ends, and refuses what simdjson would: control characters and wrong UTF-8.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace sluice::json::detail {

/// Bytes that must be readable behind a text searched by `find_string_end`.
inline constexpr std::size_t string_padding = 16;

/// The length of the UTF-8 sequence at `text`, which begins with a byte above 127; 0 if there is none that is valid.
[[nodiscard]] inline std::size_t utf8_length(char const* text) noexcept {
  auto const byte = [text](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  auto const follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  std::uint32_t const lead = byte(0);
  if (lead < 0xC2) return 0;  // a byte that only follows, or an overlong form
  if (lead < 0xE0) return follows(1) ? 2 : 0;
  if (lead < 0xF0) {
    if (!follows(1) || !follows(2)) return 0;
    std::uint32_t const point = (lead & 15U) << 12 | (byte(1) & 63U) << 6 | (byte(2) & 63U);
    return point >= 0x800 && (point < 0xD800 || point > 0xDFFF) ? 3 : 0;
  }
  if (lead > 0xF4 || !follows(1) || !follows(2) || !follows(3)) return 0;
  std::uint32_t const top = (lead & 7U) << 6 | (byte(1) & 63U);  // the code point's bits above 4096
  return top >= 0x10 && top <= 0x10F ? 4 : 0;
}

/// How many bytes are looked at together.
inline constexpr std::size_t special_block = 16;

/// The place of the first byte in a block that a plain string cannot pass over: a quote, a backslash, a control
/// character, or one above 127. `special_block` if there is none.
[[nodiscard]] inline std::size_t find_special(char const* text) noexcept {
#if defined(__SSE2__)
  __m128i const bytes = _mm_loadu_si128(reinterpret_cast<__m128i const*>(text));
  // The comparison is signed, so bytes above 127 are below 32 too.
  __m128i const special =
      _mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)),
                   _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
  auto const found = static_cast<std::uint32_t>(_mm_movemask_epi8(special));
  return static_cast<std::size_t>(std::countr_zero(found | 1U << special_block));
#else
  std::size_t i = 0;
  for (; i < special_block; ++i) {
    auto const byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\') break;
  }
  return i;
#endif
}

/// The first quote or backslash from `text` on; there must be one. Reads up to `special_block` bytes behind it.
[[nodiscard]] inline char const* find_quote_or_escape(char const* text) noexcept {
#if defined(__SSE2__)
  for (;; text += special_block) {
    __m128i const bytes = _mm_loadu_si128(reinterpret_cast<__m128i const*>(text));
    __m128i const either =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    if (auto const found = static_cast<std::uint32_t>(_mm_movemask_epi8(either)); found != 0)
      return text + std::countr_zero(found);
  }
#else
  while (*text != '"' && *text != '\\') ++text;
  return text;
#endif
}

/// `find_string_end` for a string that is long or has more than plain ASCII.
[[nodiscard, gnu::noinline]] inline char const* find_string_end_slowly(char const* text, char const* end) noexcept {
  while (text < end) {
    std::size_t const plain = find_special(text);
    text += plain;
    if (plain == special_block) continue;
    if (text >= end) return nullptr;
    if (*text == '"') return text;
    if (static_cast<unsigned char>(*text) < 0x80) return nullptr;
    while (text < end && static_cast<unsigned char>(*text) >= 0x80) {
      std::size_t const length = utf8_length(text);
      if (length == 0) return nullptr;
      text += length;
    }
  }
  return nullptr;
}

/// The closing quote of the string whose content begins at `text`; null if it has an escape, a control character or
/// wrong UTF-8 before, or does not end before `end`. Reads up to `string_padding` bytes behind `end`; `text` may be a
/// few bytes behind it too.
[[nodiscard]] inline char const* find_string_end(char const* text, char const* end) noexcept {
  char const* const special = text + find_special(text);
  if (*special == '"' && special < end) [[likely]] return special;
  return find_string_end_slowly(text, end);
}

}  // namespace sluice::json::detail
