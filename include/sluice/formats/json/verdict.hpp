// SPDX-License-Identifier: Apache-2.0
// What becomes of one JSON text, and why. The readers above (from_json, the JSON file source) turn it into NULLs,
// rejected rows or a failed query, as their parse mode says.
#pragma once

#include <cstdint>
#include <string_view>

namespace sluice::json {

/// What decoding one text came to.
enum class verdict : std::uint8_t {
  ok,         ///< everything fits; fields that the text lacks are NULL
  malformed,  ///< something does not fit and is NULL; the row may be used in permissive mode (semantics 16)
  rejected,   ///< a field that must not be NULL has no value; there is no row
  blank,      ///< the text is empty or blank; there is no row
};

/// Where and why a text is malformed or rejected. The views point at static text.
struct problem {
  std::string_view column;  ///< path of the field ("address.city"); empty when the whole text is wrong
  std::string_view reason;  ///< in words
};

/// Where decoded values may be counted or watched: `probe.decoded("amount")` is called for each value that is decoded,
/// with the path of its field. This one does nothing and costs nothing.
struct no_probe {
  static constexpr void decoded(std::string_view) noexcept {}
};

}  // namespace sluice::json
