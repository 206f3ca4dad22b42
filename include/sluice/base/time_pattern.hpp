// SPDX-License-Identifier: Apache-2.0
// Times by a pattern of letters, both ways: `yyyy/MM/dd HH:mm:ss.SSS`. The letters are those of Spark's datetime patterns;
// everything is UTC and English. A pattern is taken apart once, then read and written without allocation. Who has ISO 8601
// texts needs no pattern: time_text.hpp reads them faster.
#pragma once

#include <sluice/base/time.hpp>
#include <sluice/base/time_pattern_items.hpp>
#include <sluice/base/time_pattern_read.hpp>
#include <sluice/base/time_pattern_write.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice {

/// A compiled pattern. Letters: `G` era (the years beside it are the era's), `y` year, `M L` month (`MMM` short, `MMMM` full name), `d` day, `D` day
/// of the year, `Q q` quarter and `F` day of the week in the month (both only written), `E` day of the week (passed over when read), `H` hour 0-23,
/// `h` hour 1-12 with `a`, `k` hour 1-24, `K` hour 0-11, `m` minute, `s` second, `S` fraction, `X x Z O` offsets, `z VV` zone (of those read, UTC and
/// offsets), `'text'` as it is, `[...]` optional. One letter takes any number of digits, two take exactly two; of `SSS` one to three digits are read;
/// `yy` is 2000 to 2099. What a text lacks is 1970-01-01 00:00:00. Safe to use from several threads.
class time_pattern {
 public:
  /// Takes a pattern apart. `option` is whose it is, for the option_error of a pattern that is none.
  constexpr time_pattern(std::string_view pattern, std::string_view option, pattern_use use = pattern_use::both) : items_(pattern, option, use) {}

  /// The pattern as it was given.
  [[nodiscard]] constexpr std::string_view text() const noexcept { return items_.text(); }

  /// Reads a whole text; false, and `result` is left alone, if it does not fit or there is no such time.
  [[nodiscard]] constexpr bool parse(std::string_view text, timestamp& result) const noexcept {
    detail::pattern_fields fields;
    detail::time_fields at{};
    return detail::pattern_reader{items_, text}.read(fields) && fields.resolve(at) && detail::assemble(at, fields.offset_seconds, result);
  }
  /// As above, of which only the day counts, whatever the zone.
  [[nodiscard]] constexpr bool parse(std::string_view text, date& result) const noexcept {
    detail::pattern_fields fields;
    detail::time_fields at{};
    if (!detail::pattern_reader{items_, text}.read(fields) || !fields.resolve(at)) return false;
    detail::civil_day const day{at.year, at.month, at.day};
    if (!detail::is_civil_day(day) || at.minute > 59 || at.second > 59) return false;
    std::int64_t const days = detail::days_of(day);
    if (days != static_cast<std::int32_t>(days)) return false;
    result.days = static_cast<std::int32_t>(days);
    return true;
  }

  /// Writes a time or a day (at midnight).
  void append(std::string& out, timestamp time) const {
    detail::pattern_writer{out, detail::day_of(time), detail::time_of_day(time)}.write(items_);
  }
  void append(std::string& out, date day) const { detail::pattern_writer{out, day.days, 0}.write(items_); }

 private:
  detail::pattern_items items_;
};

}  // namespace sluice
