// SPDX-License-Identifier: Apache-2.0
// Random identifiers of queries and runs.
#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace sluice {

/// A random (version 4) UUID in its usual text form.
[[nodiscard]] inline std::string make_uuid() {
  std::random_device entropy;
  constexpr char const* hex = "0123456789abcdef";
  std::string text = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  std::uint32_t bits = 0;
  int left = 0;
  for (char& letter : text) {
    if (letter != 'x' && letter != 'y') continue;
    if (left == 0) {
      bits = entropy();
      left = 8;
    }
    std::uint32_t const digit = bits & 0xfU;
    letter = hex[letter == 'x' ? digit : (digit & 0x3U) | 0x8U];
    bits >>= 4U;
    --left;
  }
  return text;
}

}  // namespace sluice
