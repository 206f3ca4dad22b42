// SPDX-License-Identifier: Apache-2.0
// Texts as sequences of characters: a character is a Unicode code point in UTF-8. A byte that begins no character counts as
// one, and a character cut off by the end of the text ends with it, so that every text can be walked. Texts of ASCII alone,
// the commonest, are recognised eight bytes at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace sluice::utf8 {

/// Bytes of the character that begins with `lead`.
[[nodiscard]] constexpr std::size_t width(char lead) noexcept {
  auto const byte = static_cast<unsigned char>(lead);
  if (byte < 0xc2 || byte > 0xf4) return 1;
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/// The first character of a text that is not empty.
[[nodiscard]] constexpr std::string_view front(std::string_view text) noexcept { return text.substr(0, width(text.front())); }

/// Whether all characters are ASCII.
[[nodiscard]] inline bool is_ascii(std::string_view text) noexcept {
  std::uint64_t high = 0;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    high |= word;
  }
  for (; i < text.size(); ++i) high |= static_cast<unsigned char>(text[i]);
  return (high & 0x8080'8080'8080'8080U) == 0;
}

/// Number of characters.
[[nodiscard]] inline std::size_t length(std::string_view text) noexcept {
  if (is_ascii(text)) return text.size();
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at += width(text[at])) ++count;
  return count;
}

/// Byte position of the character with this index; the size of the text if it has fewer.
[[nodiscard]] constexpr std::size_t offset(std::string_view text, std::size_t index) noexcept {
  std::size_t at = 0;
  while (index > 0 && at < text.size()) {
    at += width(text[at]);
    --index;
  }
  return at < text.size() ? at : text.size();
}

/// Byte position of the last character of a text that is not empty. Walks back over at most three continuation bytes.
[[nodiscard]] constexpr std::size_t last(std::string_view text) noexcept {
  for (std::size_t size = 1; size <= 4 && size <= text.size(); ++size) {
    std::size_t const at = text.size() - size;
    if ((static_cast<unsigned char>(text[at]) & 0xc0U) != 0x80) return width(text[at]) >= size ? at : text.size() - 1;
  }
  return text.size() - 1;
}

/// The code point of one character; U+FFFD for bytes that are none.
[[nodiscard]] constexpr char32_t decode(std::string_view character) noexcept {
  auto const byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(character[i])); };
  constexpr char32_t none = 0xfffd;
  std::uint32_t const lead = byte(0);
  if (lead < 0x80) return static_cast<char32_t>(lead);
  std::size_t const size = width(character.front());
  if (size == 1 || character.size() < size) return none;
  std::uint32_t code = lead & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return none;
    code = code << 6U | (byte(i) & 0x3fU);
  }
  bool const too_long = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
  return too_long || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? none : static_cast<char32_t>(code);
}

/// Appends a code point.
inline void append(std::string& out, char32_t code) {
  auto const value = static_cast<std::uint32_t>(code);
  if (value < 0x80) {
    out += static_cast<char>(value);
    return;
  }
  if (value < 0x800) {
    out += static_cast<char>(0xc0U | value >> 6U);
  } else {
    if (value < 0x10000) {
      out += static_cast<char>(0xe0U | value >> 12U);
    } else {
      out += static_cast<char>(0xf0U | value >> 18U);
      out += static_cast<char>(0x80U | (value >> 12U & 0x3fU));
    }
    out += static_cast<char>(0x80U | (value >> 6U & 0x3fU));
  }
  out += static_cast<char>(0x80U | (value & 0x3fU));
}

}  // namespace sluice::utf8
