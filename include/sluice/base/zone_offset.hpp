// SPDX-License-Identifier: Apache-2.0
// Zones that are a fixed distance from UTC: `Z`, `UTC`, `+02:00`, `GMT-3`. Named zones (Europe/Berlin) are in zone_table.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice::detail {

/// One or two digits at the front of a text; how many there were.
[[nodiscard]] constexpr std::size_t take_two_digits(std::string_view& text, std::int32_t& value) noexcept {
  std::size_t count = 0;
  value = 0;
  for (; count < 2 && count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count) value = value * 10 + (text[count] - '0');
  text.remove_prefix(count);
  return count;
}

/// A signed offset: `+2`, `+02`, `+0230`, `+2:30`, `+02:5`, `+02:30:15`, `+023015`; 18 hours at most. All of the text.
[[nodiscard]] constexpr bool parse_signed_offset(std::string_view text, std::int32_t& seconds) noexcept {
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return false;
  bool const west = text.front() == '-';
  text.remove_prefix(1);
  std::int32_t parts[3]{};
  std::size_t const digits = take_two_digits(text, parts[0]);
  if (digits == 0) return false;
  bool const colons = !text.empty() && text.front() == ':';
  for (std::size_t i = 1; i < 3 && !text.empty(); ++i) {
    if (colons) {
      if (text.front() != ':') return false;
      text.remove_prefix(1);
    } else if (digits < 2) {
      return false;
    }
    std::size_t const count = take_two_digits(text, parts[i]);
    // One digit of minutes may stand at the end, behind a colon.
    if (count == 0 || (count == 1 && (!colons || i == 2 || !text.empty()))) return false;
  }
  if (!text.empty() || parts[1] > 59 || parts[2] > 59) return false;
  std::int32_t const all = parts[0] * 3600 + parts[1] * 60 + parts[2];
  if (all > 18 * 3600) return false;
  seconds = west ? -all : all;
  return true;
}

/// A zone that is a fixed distance from UTC; false, and `seconds` is left alone, for any other text.
[[nodiscard]] constexpr bool parse_zone_offset(std::string_view text, std::int32_t& seconds) noexcept {
  if (text == "Z") return seconds = 0, true;
  for (std::string_view const base : {std::string_view{"UTC"}, std::string_view{"GMT"}, std::string_view{"UT"}}) {
    if (!text.starts_with(base)) continue;
    text.remove_prefix(base.size());
    if (text.empty()) return seconds = 0, true;
    break;
  }
  return parse_signed_offset(text, seconds);
}

}  // namespace sluice::detail
