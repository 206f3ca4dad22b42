// SPDX-License-Identifier: Apache-2.0
// Offsets of the rate sources as JSON: objects of two whole numbers.
#pragma once

#include <sluice/base/error.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

namespace sluice::rate::detail {

/// The number of a key in an object of numbers. Throws source_error if it is not there.
[[nodiscard]] inline std::int64_t number_in(std::string_view json, std::string_view key) {
  std::string const quoted = "\"" + std::string{key} + "\"";
  std::size_t at = json.find(quoted);
  if (at != std::string_view::npos) {
    at = json.find_first_not_of(" :", at + quoted.size());
    std::int64_t value = 0;
    if (at != std::string_view::npos &&
        std::from_chars(json.data() + at, json.data() + json.size(), value).ec == std::errc{}) {
      return value;
    }
  }
  throw source_error({error_code::source_failed, "rate", "this is no offset of the source: it has no number \"" + std::string{key} + "\"",
                      std::string{json}, ""});
}

/// An object of two numbers.
[[nodiscard]] inline std::string two_numbers(std::string_view first, std::int64_t value, std::string_view second,
                                             std::int64_t other) {
  return "{\"" + std::string{first} + "\":" + std::to_string(value) + ",\"" + std::string{second} + "\":" + std::to_string(other) + "}";
}

}  // namespace sluice::rate::detail
