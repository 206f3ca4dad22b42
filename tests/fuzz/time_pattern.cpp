// SPDX-License-Identifier: Apache-2.0
// Any pattern of letters, in the first line, and any text behind it, for this and other patterns. Held to be true:
// - a pattern is taken or refused with an option_error;
// - what some patterns read comes out as a text that, if it is read, comes out again as it was.
#include <sluice/base/error.hpp>
#include <sluice/base/time.hpp>
#include <sluice/base/time_pattern.hpp>

#include "support/check.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace {

std::optional<sluice::time_pattern> taken(std::string_view pattern, sluice::pattern_use use) {
  try {
    return sluice::time_pattern{pattern, "pattern", use};
  } catch (sluice::option_error const&) {
    return std::nullopt;
  }
}

/// Patterns whose texts can be read in one way only.
constexpr std::array<std::string_view, 5> unambiguous{"yyyy-MM-dd'T'HH:mm:ss[.SSS]XXX", "EEEE, MMMM d, y hh:mm:ss a", "G y D kk.mm.ss,SSSSSS xx", "yyyyMMdd HHmmss VV",
                                                      "d/M/yy K:m a z"};

template <class Time>
void check(sluice::time_pattern const& pattern, std::string_view text) {
  Time time{};
  if (!pattern.parse(text, time)) return;
  std::string first;
  pattern.append(first, time);
  Time again{};
  if (!pattern.parse(first, again)) return;
  std::string second;
  pattern.append(second, again);
  fuzz::check(first == second, "a text that was written comes out as it was");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const input{reinterpret_cast<char const*>(data), size};
  std::size_t const end = std::min(input.find('\n'), input.size());
  std::string_view const letters = input.substr(0, end);
  std::string_view const text = input.substr(std::min(end + 1, input.size()));
  if (auto const writing = taken(letters, sluice::pattern_use::writing)) {
    std::string written;
    writing->append(written, sluice::timestamp{1'709'212'029'123'456});
  }
  if (auto const reading = taken(letters, sluice::pattern_use::reading)) {
    sluice::timestamp time{};
    sluice::date day{};
    static_cast<void>(reading->parse(text, time));
    static_cast<void>(reading->parse(text, day));
  }
  for (std::string_view const pattern : unambiguous) {
    sluice::time_pattern const reading{pattern, "pattern"};
    check<sluice::timestamp>(reading, text);
    check<sluice::date>(reading, text);
  }
  return 0;
}
