// SPDX-License-Identifier: Apache-2.0
// The Gregorian calendar, also before it was introduced (as ISO 8601 has it), for every day that a timestamp or a date reaches: days
// to year, month and day and back, months added, weeks of the year. Numbers only; texts are in time_text.hpp.
#pragma once

#include <sluice/base/time.hpp>

#include <cstdint>

namespace sluice::detail {

inline constexpr std::int64_t micros_per_second = 1'000'000;
inline constexpr std::int64_t micros_per_day = 86'400 * micros_per_second;

/// Quotient rounded towards minus infinity; `by` > 0.
[[nodiscard]] constexpr std::int64_t floor_divide(std::int64_t value, std::int64_t by) noexcept {
  return value / by - (value % by < 0 ? 1 : 0);
}

/// The day of an instant, and its microseconds since midnight.
[[nodiscard]] constexpr std::int64_t day_of(timestamp time) noexcept { return floor_divide(time.microseconds, micros_per_day); }
[[nodiscard]] constexpr std::int64_t time_of_day(timestamp time) noexcept { return floor_modulo(time.microseconds, micros_per_day); }

/// Days from 1970-01-01 to a day of year 0 to some millions; the year starts in March, so that a leap day comes last.
[[nodiscard]] constexpr std::int32_t days_of(std::uint32_t year, std::uint32_t month, std::uint32_t day) noexcept {
  std::uint32_t const shifted = month <= 2 ? 1U : 0U;
  std::uint32_t const years = year + 400 - shifted;  // kept positive for year 0
  std::uint32_t const centuries = years / 100;
  std::uint32_t const day_of_year = (979 * (month + 12 * shifted) - 2919) / 32 + day - 1;
  std::uint32_t const days = years * 365 + years / 4 - centuries + centuries / 4 + day_of_year;
  return static_cast<std::int32_t>(days) - (719'468 + 146'097);
}

/// A day of the calendar. The year may be any that a timestamp reaches, also a negative one.
struct civil_day {
  std::int64_t year;
  std::uint32_t month;
  std::uint32_t day;
};

/// Days from 1970-01-01 to a day of any year, as long as 64 bits hold them: 400 years are always 146,097 days.
[[nodiscard]] constexpr std::int64_t days_of(civil_day day) noexcept {
  auto const year = static_cast<std::uint32_t>(floor_modulo(day.year, 400));
  return floor_divide(day.year, 400) * 146'097 + days_of(year, day.month, day.day);
}

[[nodiscard]] constexpr civil_day civil_of(std::int64_t days) noexcept {
  std::int64_t const shifted = days + 719'468;
  std::int64_t const era = (shifted - floor_modulo(shifted, 146'097)) / 146'097;
  auto const day_of_era = static_cast<std::uint32_t>(shifted - era * 146'097);
  std::uint32_t const year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  std::uint32_t const day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  std::uint32_t const month = (5 * day_of_year + 2) / 153;  // 0 is March
  return {era * 400 + year_of_era + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9,
          day_of_year - (153 * month + 2) / 5 + 1};
}

[[nodiscard]] constexpr bool is_leap(std::uint32_t year) noexcept {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}
[[nodiscard]] constexpr bool is_leap_year(std::int64_t year) noexcept { return is_leap(static_cast<std::uint32_t>(floor_modulo(year, 400))); }

/// Days of a month, 1 to 12. Those of 31 are the ones whose parity changes after July.
[[nodiscard]] constexpr std::uint32_t days_in_month(std::int64_t year, std::uint32_t month) noexcept {
  if (month == 2) return is_leap_year(year) ? 29 : 28;
  return 30 + ((month ^ (month >> 3)) & 1U);
}

/// Whether the day exists, of the years 0001 to 9999.
[[nodiscard]] constexpr bool is_day(std::uint32_t year, std::uint32_t month, std::uint32_t day) noexcept {
  if (year - 1U > 9998U || month - 1U > 11U || day == 0) return false;
  if (day <= 28) return true;
  if (month == 2) return day == 29 && is_leap(year);
  return day <= 30 + ((month ^ (month >> 3)) & 1U);
}
/// Whether the day exists, of any year.
[[nodiscard]] constexpr bool is_civil_day(civil_day day) noexcept {
  return day.month - 1U <= 11U && day.day - 1U < days_in_month(day.year, day.month);
}

/// The day so many months later, or the last of its month where that has no such day (2024-01-31 and a month: 2024-02-29).
[[nodiscard]] constexpr std::int64_t plus_months(std::int64_t days, std::int64_t months) noexcept {
  civil_day const from = civil_of(days);
  std::int64_t const month = from.year * 12 + (from.month - 1) + months;
  civil_day to{floor_divide(month, 12), static_cast<std::uint32_t>(floor_modulo(month, 12)) + 1, from.day};
  std::uint32_t const last = days_in_month(to.year, to.month);
  if (to.day > last) to.day = last;
  return days_of(to);
}

/// 1 to 366.
[[nodiscard]] constexpr std::int32_t day_of_year(std::int64_t days) noexcept {
  return static_cast<std::int32_t>(days - days_of(civil_day{civil_of(days).year, 1, 1})) + 1;
}
/// Monday is 0.
[[nodiscard]] constexpr std::int32_t week_day(std::int64_t days) noexcept { return static_cast<std::int32_t>(floor_modulo(days + 3, 7)); }

/// The week of ISO 8601, 1 to 53, which belongs to the year that has its Thursday.
struct iso_week {
  std::int64_t year;
  std::int32_t week;
};
[[nodiscard]] constexpr iso_week iso_week_of(std::int64_t days) noexcept {
  std::int64_t const thursday = days - week_day(days) + 3;
  return {civil_of(thursday).year, (day_of_year(thursday) - 1) / 7 + 1};
}

}  // namespace sluice::detail
