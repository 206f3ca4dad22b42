// SPDX-License-Identifier: Apache-2.0
// Times from numbers and parts and back, and their sums and differences in units: timestamp_seconds, timestamp_millis, timestamp_micros, unix_seconds,
// unix_millis, unix_micros, make_timestamp, try_make_timestamp, timestamp_add, timestamp_diff. In UTC.
#pragma once

#include <sluice/expressions/functions/dates.hpp>
#include <sluice/expressions/functions/time_unit.hpp>

#include <cmath>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

[[nodiscard]] constexpr timestamp timestamp_of(std::int64_t count, std::int64_t unit, char const* function) {
  std::int64_t micros{};
  if (__builtin_mul_overflow(count, unit, &micros)) throw_time_overflow(function);
  return {micros};
}
/// NULL for what is no number of seconds. A fraction of a microsecond is cut off.
[[nodiscard]] inline std::optional<timestamp> timestamp_of_fraction(double seconds) {
  if (!std::isfinite(seconds)) return std::nullopt;
  double const micros = std::trunc(seconds * 1e6);
  if (!(micros >= -0x1p63 && micros < 0x1p63)) throw_time_overflow("timestamp_seconds");
  return timestamp{static_cast<std::int64_t>(micros)};
}
[[nodiscard]] constexpr timestamp timestamp_of_millis(std::int64_t count) { return timestamp_of(count, 1000, "timestamp_millis"); }
[[nodiscard]] constexpr timestamp timestamp_of_micros(std::int64_t count) { return {count}; }
[[nodiscard]] constexpr std::int64_t seconds_of(timestamp time) { return floor_divide(time.microseconds, micros_per_second); }
[[nodiscard]] constexpr std::int64_t millis_of(timestamp time) { return time.milliseconds(); }
[[nodiscard]] constexpr std::int64_t micros_of_timestamp(timestamp time) { return time.microseconds; }

/// An instant of its parts; std::nullopt if there is no such time. `fits` is false for one that a timestamp does not hold. 60 seconds without a fraction
/// are the next minute, as Spark has it for the sake of PostgreSQL.
[[nodiscard]] inline std::optional<timestamp> timestamp_of_parts(std::int64_t year, std::int64_t month, std::int64_t day, std::int64_t hour,
                                                                 std::int64_t minute, double second, bool& fits) {
  auto const days = day_of_parts(year, month, day);
  if (!days || hour < 0 || hour > 23 || minute < 0 || minute > 59 || !(second >= 0 && second <= 60)) return std::nullopt;
  std::int64_t const of_day = (hour * 60 + minute) * 60 * micros_per_second + std::llround(second * 1e6);
  std::int64_t micros{};
  // The smallest timestamp's day begins before it.
  fits = *days < 0 ? !__builtin_mul_overflow(*days + 1, micros_per_day, &micros) && !__builtin_add_overflow(micros, of_day - micros_per_day, &micros)
                   : !__builtin_mul_overflow(*days, micros_per_day, &micros) && !__builtin_add_overflow(micros, of_day, &micros);
  return timestamp{micros};
}
[[nodiscard]] inline timestamp made_timestamp(std::int64_t year, std::int64_t month, std::int64_t day, std::int64_t hour, std::int64_t minute, double second) {
  bool fits = true;
  auto const made = timestamp_of_parts(year, month, day, hour, minute, second, fits);
  if (!made)
    throw_no_such_time("make_timestamp", shown_date_parts(year, month, day) + " " + std::to_string(hour) + ":" + std::to_string(minute) + ":" + std::to_string(second));
  if (!fits) throw_time_overflow("make_timestamp");
  return *made;
}
[[nodiscard]] inline std::optional<timestamp> try_made_timestamp(std::int64_t year, std::int64_t month, std::int64_t day, std::int64_t hour,
                                                                 std::int64_t minute, double second) {
  bool fits = true;
  auto const made = timestamp_of_parts(year, month, day, hour, minute, second, fits);
  return fits ? made : std::nullopt;
}

[[nodiscard]] constexpr timestamp units_later(time_unit unit, std::int64_t count, timestamp time) {
  std::int64_t result{};
  if (unit <= time_unit::week) {
    if (__builtin_mul_overflow(count, micros_of(unit), &result) || __builtin_add_overflow(time.microseconds, result, &result)) throw_time_overflow("timestamp_add");
    return {result};
  }
  constexpr std::int64_t most = 12 * 1'000'000;
  if (count > most || count < -most) throw_time_overflow("timestamp_add");
  std::int64_t const days = plus_months(day_of(time), count * months_of(unit));
  // By the end of the day, since a timestamp's first day begins before it.
  if (__builtin_mul_overflow(days + 1, micros_per_day, &result) || __builtin_add_overflow(result, time_of_day(time) - micros_per_day, &result)) {
    if (__builtin_mul_overflow(days, micros_per_day, &result) || __builtin_add_overflow(result, time_of_day(time), &result)) throw_time_overflow("timestamp_add");
  }
  return {result};
}

/// Whole units from start to end; towards zero.
[[nodiscard]] constexpr std::int64_t units_between(time_unit unit, timestamp start, timestamp end) {
  if (unit <= time_unit::week) {
    // Unsigned, since the way from start to end need not fit a signed number.
    bool const back = end < start;
    std::uint64_t const way = static_cast<std::uint64_t>((back ? start : end).microseconds) - static_cast<std::uint64_t>((back ? end : start).microseconds);
    std::uint64_t const count = way / static_cast<std::uint64_t>(micros_of(unit));
    if (!std::in_range<std::int64_t>(count)) throw_time_overflow("timestamp_diff");
    return back ? -static_cast<std::int64_t>(count) : static_cast<std::int64_t>(count);
  }
  // A day that is not full does not count; then months count by the day in them, as java.time has it.
  std::int64_t const first_day = day_of(start);
  std::int64_t last_day = day_of(end);
  if (last_day > first_day && time_of_day(end) < time_of_day(start)) --last_day;
  else if (last_day < first_day && time_of_day(end) > time_of_day(start)) ++last_day;
  civil_day const first = civil_of(first_day);
  civil_day const last = civil_of(last_day);
  std::int64_t const months = (last.year - first.year) * 12 + std::int64_t{last.month} - std::int64_t{first.month};
  return (months * 32 + std::int64_t{last.day} - std::int64_t{first.day}) / 32 / months_of(unit);
}

}  // namespace detail

struct timestamp_seconds_function {
  template <class Number>
  using type = std::conditional_t<integer_type<Number>, timestamp,
                                  std::conditional_t<numeric_type<Number>, std::optional<timestamp>, plan_error::no_such_operation<"timestamp_seconds", Number>>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"timestamp_seconds">(names...); }

  template <class Number>
  [[nodiscard]] constexpr auto operator()(Number value) const {
    if constexpr (integer_type<Number>) return detail::timestamp_of(kind::whole::pass(value), detail::micros_per_second, "timestamp_seconds");
    else return detail::timestamp_of_fraction(static_cast<double>(value));
  }
};

struct timestamp_add_function {
  detail::time_unit unit;

  template <class Count, class Time>
  using type = std::conditional_t<integer_type<Count> && detail::is_day_or_time<Time>, timestamp, plan_error::no_such_operation<"timestamp_add", Count, Time>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&...) { return fixed_string{""}; }

  template <class Count, class Time>
  [[nodiscard]] constexpr timestamp operator()(Count count, Time time) const {
    return detail::units_later(unit, kind::whole::pass(count), kind::instant::pass(time));
  }
};

struct timestamp_diff_function {
  detail::time_unit unit;

  template <class Start, class End>
  using type = std::conditional_t<detail::is_day_or_time<Start> && detail::is_day_or_time<End>, std::int64_t,
                                  plan_error::no_such_operation<"timestamp_diff", Start, End>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&...) { return fixed_string{""}; }

  template <class Start, class End>
  [[nodiscard]] constexpr std::int64_t operator()(Start start, End end) const {
    return detail::units_between(unit, kind::instant::pass(start), kind::instant::pass(end));
  }
};

/// The instant so many seconds after 1970-01-01. Of floating point, NaN and infinity give NULL.
template <function_operands Number>
[[nodiscard]] constexpr auto timestamp_seconds(Number&& seconds) {
  return make_call(timestamp_seconds_function{}, std::forward<Number>(seconds));
}
/// The instant so many milliseconds after 1970-01-01.
template <function_operands Count>
[[nodiscard]] constexpr auto timestamp_millis(Count&& milliseconds) {
  return make_call(plain_function<"timestamp_millis", detail::timestamp_of_millis, kind::whole>{}, std::forward<Count>(milliseconds));
}
/// The instant so many microseconds after 1970-01-01.
template <function_operands Count>
[[nodiscard]] constexpr auto timestamp_micros(Count&& microseconds) {
  return make_call(plain_function<"timestamp_micros", detail::timestamp_of_micros, kind::whole>{}, std::forward<Count>(microseconds));
}
/// Whole seconds since 1970-01-01, rounded down.
template <function_operands Time>
[[nodiscard]] constexpr auto unix_seconds(Time&& time) {
  return make_call(plain_function<"unix_seconds", detail::seconds_of, kind::instant>{}, std::forward<Time>(time));
}
/// Whole milliseconds since 1970-01-01, rounded down.
template <function_operands Time>
[[nodiscard]] constexpr auto unix_millis(Time&& time) {
  return make_call(plain_function<"unix_millis", detail::millis_of, kind::instant>{}, std::forward<Time>(time));
}
/// Microseconds since 1970-01-01.
template <function_operands Time>
[[nodiscard]] constexpr auto unix_micros(Time&& time) {
  return make_call(plain_function<"unix_micros", detail::micros_of_timestamp, kind::instant>{}, std::forward<Time>(time));
}
/// An instant of its parts, in UTC; seconds may have a fraction. Throws evaluation_error for a time that there is not.
template <operand Year, operand Month, operand Day, operand Hour, operand Minute, operand Second>
  requires function_operands<Year, Month, Day, Hour, Minute, Second>
[[nodiscard]] constexpr auto make_timestamp(Year&& year, Month&& month, Day&& day, Hour&& hour, Minute&& minute, Second&& second) {
  return make_call(plain_function<"make_timestamp", detail::made_timestamp, kind::whole, kind::whole, kind::whole, kind::whole, kind::whole, kind::number>{},
                   std::forward<Year>(year), std::forward<Month>(month), std::forward<Day>(day), std::forward<Hour>(hour), std::forward<Minute>(minute),
                   std::forward<Second>(second));
}
/// `make_timestamp` that gives NULL for a time that there is not.
template <operand Year, operand Month, operand Day, operand Hour, operand Minute, operand Second>
  requires function_operands<Year, Month, Day, Hour, Minute, Second>
[[nodiscard]] constexpr auto try_make_timestamp(Year&& year, Month&& month, Day&& day, Hour&& hour, Minute&& minute, Second&& second) {
  return make_call(
      plain_function<"try_make_timestamp", detail::try_made_timestamp, kind::whole, kind::whole, kind::whole, kind::whole, kind::whole, kind::number>{},
      std::forward<Year>(year), std::forward<Month>(month), std::forward<Day>(day), std::forward<Hour>(hour), std::forward<Minute>(minute),
      std::forward<Second>(second));
}
/// The time so many units later: SQL's `timestampadd`. Months, quarters and years keep the day of the month, or take its last. Units are those of
/// `date_trunc`; throws option_error here for another word.
template <operand Count, operand Time>
  requires function_operands<Count, Time>
[[nodiscard]] constexpr auto timestamp_add(std::string_view unit, Count&& count, Time&& time) {
  return make_call(timestamp_add_function{detail::unit_named(unit, "timestamp_add")}, std::forward<Count>(count), std::forward<Time>(time));
}
/// How many whole units `end` is behind `start`, towards zero: SQL's `timestampdiff`. Throws option_error here for a word that is no unit.
template <operand Start, operand End>
  requires function_operands<Start, End>
[[nodiscard]] constexpr auto timestamp_diff(std::string_view unit, Start&& start, End&& end) {
  return make_call(timestamp_diff_function{detail::unit_named(unit, "timestamp_diff")}, std::forward<Start>(start), std::forward<End>(end));
}

}  // namespace sluice
