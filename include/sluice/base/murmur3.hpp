// SPDX-License-Identifier: Apache-2.0
// Murmur3 of 32 bits as Spark has it: the published algorithm by Austin Appleby for whole words, but each byte behind the last whole
// word is mixed in as a word of its own, by its sign. Fixed for ever: rows are placed by it.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sluice::murmur3 {

[[nodiscard]] constexpr std::uint32_t mix_word(std::uint32_t hash, std::uint32_t word) noexcept {
  word = std::rotl(word * 0xcc9e2d51U, 15) * 0x1b873593U;
  return std::rotl(hash ^ word, 13) * 5 + 0xe6546b64U;
}
[[nodiscard]] constexpr std::uint32_t finish(std::uint32_t hash, std::uint32_t size) noexcept {
  hash ^= size;
  hash = (hash ^ hash >> 16U) * 0x85ebca6bU;
  hash = (hash ^ hash >> 13U) * 0xc2b2ae35U;
  return hash ^ hash >> 16U;
}

[[nodiscard]] constexpr std::uint32_t of_word(std::uint32_t value, std::uint32_t seed) noexcept { return finish(mix_word(seed, value), 4); }
[[nodiscard]] constexpr std::uint32_t of_long(std::uint64_t value, std::uint32_t seed) noexcept {
  return finish(mix_word(mix_word(seed, static_cast<std::uint32_t>(value)), static_cast<std::uint32_t>(value >> 32U)), 8);
}
[[nodiscard]] inline std::uint32_t of_bytes(std::string_view content, std::uint32_t seed) noexcept {
  std::uint32_t hash = seed;
  std::size_t i = 0;
  for (; i + 4 <= content.size(); i += 4) {
    std::uint32_t word;
    std::memcpy(&word, content.data() + i, 4);
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap32(word);
    hash = mix_word(hash, word);
  }
  for (; i < content.size(); ++i) hash = mix_word(hash, static_cast<std::uint32_t>(std::int32_t{static_cast<signed char>(content[i])}));
  return finish(hash, static_cast<std::uint32_t>(content.size()));
}

}  // namespace sluice::murmur3
