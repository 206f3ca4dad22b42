// SPDX-License-Identifier: Apache-2.0
// XXH64 of a block of bytes: the checksum of what a checkpoint holds. Unlike the hashes of base/hash.hpp it is fixed for ever, by the
// published algorithm of Yann Collet, so that files of one release are read by the next. It guards against damage, not against an
// opponent.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sluice {

namespace xxhash_detail {

inline constexpr std::uint64_t prime_1 = 0x9E3779B185EBCA87U;
inline constexpr std::uint64_t prime_2 = 0xC2B2AE3D27D4EB4FU;
inline constexpr std::uint64_t prime_3 = 0x165667B19E3779F9U;
inline constexpr std::uint64_t prime_4 = 0x85EBCA77C2B2AE63U;
inline constexpr std::uint64_t prime_5 = 0x27D4EB2F165667C5U;

template <class Word>
std::uint64_t little_endian(char const* from) noexcept {
  static_assert(std::endian::native == std::endian::little, "checksums are read for little-endian machines: port this to yours");
  Word word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

constexpr std::uint64_t mix(std::uint64_t lane, std::uint64_t input) noexcept {
  return std::rotl(lane + input * prime_2, 31) * prime_1;
}

constexpr std::uint64_t merge(std::uint64_t hash, std::uint64_t lane) noexcept {
  return (hash ^ mix(0, lane)) * prime_1 + prime_4;
}

}  // namespace xxhash_detail

/// The XXH64 of `text`, with an optional seed. Several gigabytes a second; thread safe.
[[nodiscard]] inline std::uint64_t xxhash64(std::string_view text, std::uint64_t seed = 0) noexcept {
  using namespace xxhash_detail;
  char const* at = text.data();
  std::size_t left = text.size();
  std::uint64_t hash = seed + prime_5;
  if (left >= 32) {
    std::uint64_t lanes[4] = {seed + prime_1 + prime_2, seed + prime_2, seed, seed - prime_1};
    for (; left >= 32; left -= 32)
      for (auto& lane : lanes) {
        lane = mix(lane, little_endian<std::uint64_t>(at));
        at += 8;
      }
    hash = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) + std::rotl(lanes[3], 18);
    for (auto const lane : lanes) hash = merge(hash, lane);
  }
  hash += text.size();
  for (; left >= 8; left -= 8, at += 8) hash = std::rotl(hash ^ mix(0, little_endian<std::uint64_t>(at)), 27) * prime_1 + prime_4;
  if (left >= 4) {
    hash = std::rotl(hash ^ little_endian<std::uint32_t>(at) * prime_1, 23) * prime_2 + prime_3;
    left -= 4;
    at += 4;
  }
  for (; left > 0; --left, ++at) hash = std::rotl(hash ^ little_endian<unsigned char>(at) * prime_5, 11) * prime_1;
  hash = (hash ^ hash >> 33U) * prime_2;
  hash = (hash ^ hash >> 29U) * prime_3;
  return hash ^ hash >> 32U;
}

}  // namespace sluice
