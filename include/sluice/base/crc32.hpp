// SPDX-License-Identifier: Apache-2.0
// CRC-32 as in zlib, gzip and Java: a checksum against damage, a table look-up per byte.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice {

namespace detail {

// What a byte does to the checksum, for the reversed polynomial.
inline constexpr auto crc32_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1U) != 0 ? value >> 1U ^ 0xedb88320U : value >> 1U;
    table[i] = value;
  }
  return table;
}();

}  // namespace detail

/// The CRC-32 of `content`.
[[nodiscard]] constexpr std::uint32_t crc32_of(std::string_view content) noexcept {
  std::uint32_t value = 0xffffffffU;
  for (char const one : content) value = value >> 8U ^ detail::crc32_table[(value ^ static_cast<unsigned char>(one)) & 0xffU];
  return ~value;
}

}  // namespace sluice
