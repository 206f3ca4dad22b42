// SPDX-License-Identifier: Apache-2.0
// The units of time that functions take by name: `"hour"`, `"MM"`. Read once, where the expression is built.
#pragma once

#include <sluice/expressions/functions/time_kinds.hpp>

#include <cstdint>
#include <string_view>

namespace sluice::detail {

enum class time_unit : std::uint8_t { microsecond, millisecond, second, minute, hour, day, week, month, quarter, year };

/// The unit that a word names, in any case. Throws option_error for another word; in a constant expression, that is a compile error.
[[nodiscard]] constexpr time_unit unit_named(std::string_view word, char const* function) {
  struct named {
    std::string_view name;
    time_unit unit;
  };
  constexpr named all[] = {{"microsecond", time_unit::microsecond}, {"millisecond", time_unit::millisecond}, {"second", time_unit::second},
                           {"minute", time_unit::minute}, {"hour", time_unit::hour}, {"day", time_unit::day}, {"dd", time_unit::day},
                           {"dayofyear", time_unit::day}, {"week", time_unit::week}, {"month", time_unit::month}, {"mon", time_unit::month},
                           {"mm", time_unit::month}, {"quarter", time_unit::quarter}, {"year", time_unit::year}, {"yyyy", time_unit::year}, {"yy", time_unit::year}};
  for (named const& one : all) {
    if (one.name.size() != word.size()) continue;
    std::size_t same = 0;
    while (same < word.size() && (word[same] >= 'A' && word[same] <= 'Z' ? static_cast<char>(word[same] + ('a' - 'A')) : word[same]) == one.name[same]) ++same;
    if (same == word.size()) return one.unit;
  }
  refuse_time_word(function, "there is no such unit of time", word, "write year, quarter, month, week, day, hour, minute, second, millisecond or microsecond");
}

/// Microseconds of a unit up to the week.
[[nodiscard]] constexpr std::int64_t micros_of(time_unit unit) noexcept {
  constexpr std::int64_t sizes[] = {1, 1000, micros_per_second, 60 * micros_per_second, 3600 * micros_per_second, micros_per_day, 7 * micros_per_day};
  return sizes[static_cast<std::size_t>(unit)];
}
/// Months of a unit from the month on.
[[nodiscard]] constexpr std::int64_t months_of(time_unit unit) noexcept {
  return unit == time_unit::month ? 1 : unit == time_unit::quarter ? 3 : 12;
}

/// The first day of the month, quarter or year, or the Monday of the week.
[[nodiscard]] constexpr std::int64_t first_day_of(std::int64_t days, time_unit unit) noexcept {
  if (unit == time_unit::week) return days - week_day(days);
  civil_day const day = civil_of(days);
  std::uint32_t const month = unit == time_unit::year ? 1 : unit == time_unit::quarter ? (day.month - 1) / 3 * 3 + 1 : day.month;
  return days_of(civil_day{day.year, month, 1});
}

}  // namespace sluice::detail
