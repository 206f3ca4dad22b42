// SPDX-License-Identifier: Apache-2.0
// Times and days cut to units: `date_trunc("hour", time)`, `trunc(day, "month")`. In UTC; weeks begin on Monday.
#pragma once

#include <sluice/expressions/functions/time_unit.hpp>

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice {

struct date_trunc_function {
  detail::time_unit unit;

  constexpr explicit date_trunc_function(std::string_view word) : unit(detail::unit_named(word, "date_trunc")) {}

  template <class Time>
  using type = std::conditional_t<detail::is_day_or_time<Time>, timestamp, plan_error::no_such_operation<"date_trunc", Time>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&) { return fixed_string{""}; }

  template <class Time>
  [[nodiscard]] constexpr timestamp operator()(Time value) const {
    timestamp const time = kind::instant::pass(value);
    if (unit >= detail::time_unit::week) return detail::checked_midnight(detail::first_day_of(detail::day_of(time), unit), "date_trunc");
    std::int64_t start{};
    if (__builtin_sub_overflow(time.microseconds, floor_modulo(time.microseconds, detail::micros_of(unit)), &start)) detail::throw_time_overflow("date_trunc");
    return {start};
  }
};

struct trunc_function {
  detail::time_unit unit;

  constexpr explicit trunc_function(std::string_view word) : unit(detail::unit_named(word, "trunc")) {
    if (unit < detail::time_unit::week) detail::refuse_time_word("trunc", "a day cannot be cut to this unit", word, "write year, quarter, month or week");
  }

  template <class Day>
  using type = std::conditional_t<detail::is_day_or_time<Day>, date, plan_error::no_such_operation<"trunc", Day>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&) { return fixed_string{""}; }

  template <class Day>
  [[nodiscard]] constexpr date operator()(Day value) const {
    return detail::checked_date(detail::first_day_of(kind::day::pass(value), unit), "trunc");
  }
};

/// The beginning of the unit that the time is in: year (yyyy, yy), quarter, month (mon, mm), week, day (dd), hour, minute, second, millisecond,
/// microsecond. Throws option_error here for another word. The result is no event time: it has no watermark.
template <expression Time>
[[nodiscard]] constexpr auto date_trunc(std::string_view unit, Time&& time) {
  return make_call(date_trunc_function{unit}, std::forward<Time>(time));
}
/// The first day of the year (yyyy, yy), quarter, month (mon, mm) or week that the day is in. Throws option_error here for another word.
template <expression Day>
[[nodiscard]] constexpr auto trunc(Day&& day, std::string_view unit) {
  return make_call(trunc_function{unit}, std::forward<Day>(day));
}

}  // namespace sluice
