// SPDX-License-Identifier: Apache-2.0
// Base64 with the standard alphabet: how bytes stand in JSON, as in Spark.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice {

namespace detail {

inline constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// The value of each character; 64 for those that are none, which leaves a bit where no digit has one.
inline constexpr auto base64_values = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(64);
  for (std::size_t i = 0; i < base64_alphabet.size(); ++i)
    values[static_cast<unsigned char>(base64_alphabet[i])] = static_cast<std::uint8_t>(i);
  return values;
}();

}  // namespace detail

/// Appends `content` in base64, padded to groups of four.
inline void append_base64(std::string& out, std::string_view content) {
  auto const byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(content[i])); };
  std::size_t i = 0;
  for (; i + 3 <= content.size(); i += 3) {
    std::uint32_t const group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    for (unsigned shift = 24; shift > 0;) out += detail::base64_alphabet[group >> (shift -= 6) & 63U];
  }
  if (i == content.size()) return;
  bool const two = content.size() - i == 2;
  std::uint32_t const group = byte(i) << 16 | (two ? byte(i + 1) << 8 : 0U);
  out += detail::base64_alphabet[group >> 18];
  out += detail::base64_alphabet[group >> 12 & 63U];
  out += two ? detail::base64_alphabet[group >> 6 & 63U] : '=';
  out += '=';
}

/// Appends what a base64 text stands for; the padding may be missing. False for any other character, for a text that
/// ends within a byte, and for bits left over that are not zero; `out` is then as long as it was.
[[nodiscard]] inline bool append_from_base64(std::string& out, std::string_view text) {
  if (text.size() % 4 == 0)
    for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding) text.remove_suffix(1);
  std::size_t const before = out.size();
  std::uint32_t group = 0;
  std::uint32_t wrong = text.size() % 4 == 1 ? 64U : 0U;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::uint32_t const digit = detail::base64_values[static_cast<unsigned char>(text[i])];
    wrong |= digit;
    group = group << 6 | (digit & 63U);
    if (i % 4 == 3)
      for (unsigned shift = 24; shift > 0;) out += static_cast<char>(group >> (shift -= 8) & 255U);
  }
  if (text.size() % 4 == 2) {
    out += static_cast<char>(group >> 4 & 255U);
    wrong |= (group & 15U) != 0 ? 64U : 0U;
  } else if (text.size() % 4 == 3) {
    out += static_cast<char>(group >> 10 & 255U);
    out += static_cast<char>(group >> 2 & 255U);
    wrong |= (group & 3U) != 0 ? 64U : 0U;
  }
  if ((wrong & 64U) == 0) return true;
  out.resize(before);
  return false;
}

}  // namespace sluice
