// SPDX-License-Identifier: Apache-2.0
// Parts of days and times, in UTC: year, quarter, month, day, dayofmonth, dayofweek, weekday, dayofyear, weekofyear, hour, minute, second, dayname,
// monthname, and extract, which has them all by name.
#pragma once

#include <sluice/expressions/functions/time_kinds.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice {

namespace plan_error {

template <fixed_string Field>
struct no_such_time_field : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<column_named<Field>>,
                  "extract has no field of that name: year, yearofweek, quarter, month, week, day, dayofweek, dayofweek_iso, doy, hour, minute, second");
  }
};

}  // namespace plan_error

namespace detail {

inline constexpr std::array<std::string_view, 7> short_day_names{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
inline constexpr std::array<std::string_view, 12> short_month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

[[nodiscard]] constexpr std::int32_t year_part(std::int64_t days) { return static_cast<std::int32_t>(civil_of(days).year); }
[[nodiscard]] constexpr std::int32_t week_year_part(std::int64_t days) { return static_cast<std::int32_t>(iso_week_of(days).year); }
[[nodiscard]] constexpr std::int32_t quarter_part(std::int64_t days) { return static_cast<std::int32_t>((civil_of(days).month + 2) / 3); }
[[nodiscard]] constexpr std::int32_t month_part(std::int64_t days) { return static_cast<std::int32_t>(civil_of(days).month); }
[[nodiscard]] constexpr std::int32_t week_part(std::int64_t days) { return iso_week_of(days).week; }
[[nodiscard]] constexpr std::int32_t day_part(std::int64_t days) { return static_cast<std::int32_t>(civil_of(days).day); }
[[nodiscard]] constexpr std::int32_t day_of_year_part(std::int64_t days) { return day_of_year(days); }
[[nodiscard]] constexpr std::int32_t week_day_part(std::int64_t days) { return week_day(days); }
[[nodiscard]] constexpr std::int32_t iso_week_day_part(std::int64_t days) { return week_day(days) + 1; }
[[nodiscard]] constexpr std::int32_t sunday_week_day_part(std::int64_t days) { return (week_day(days) + 1) % 7 + 1; }
[[nodiscard]] constexpr std::int32_t hour_part(timestamp time) { return static_cast<std::int32_t>(time_of_day(time) / (3600 * micros_per_second)); }
[[nodiscard]] constexpr std::int32_t minute_part(timestamp time) { return static_cast<std::int32_t>(time_of_day(time) / (60 * micros_per_second) % 60); }
[[nodiscard]] constexpr std::int32_t second_part(timestamp time) { return static_cast<std::int32_t>(time_of_day(time) / micros_per_second % 60); }
[[nodiscard]] constexpr double exact_second_part(timestamp time) {
  return static_cast<double>(floor_modulo(time.microseconds, 60 * micros_per_second)) / 1e6;
}
[[nodiscard]] constexpr std::string_view day_name(std::int64_t days) { return short_day_names[static_cast<std::size_t>(week_day(days))]; }
[[nodiscard]] constexpr std::string_view month_name(std::int64_t days) { return short_month_names[civil_of(days).month - 1]; }

/// Whether a name in any case is one of these, given in lower case.
template <class... Names>
[[nodiscard]] constexpr bool is_one_of(std::string_view name, Names... names) {
  auto const same = [&](std::string_view one) {
    if (one.size() != name.size()) return false;
    for (std::size_t i = 0; i < one.size(); ++i)
      if ((name[i] >= 'A' && name[i] <= 'Z' ? static_cast<char>(name[i] + ('a' - 'A')) : name[i]) != one[i]) return false;
    return true;
  };
  return (false || ... || same(names));
}

template <auto Body>
struct day_field : plain_function<"extract", Body, kind::day> {};
template <auto Body>
struct time_field : plain_function<"extract", Body, kind::instant> {};

/// The function of a field by any of Spark's names for it; void if there is none.
template <fixed_string Field>
consteval auto find_field() {
  constexpr std::string_view name = Field.view();
  if constexpr (is_one_of(name, "year", "y", "years", "yr", "yrs")) return std::type_identity<day_field<year_part>>{};
  else if constexpr (is_one_of(name, "yearofweek")) return std::type_identity<day_field<week_year_part>>{};
  else if constexpr (is_one_of(name, "quarter", "qtr")) return std::type_identity<day_field<quarter_part>>{};
  else if constexpr (is_one_of(name, "month", "mon", "mons", "months")) return std::type_identity<day_field<month_part>>{};
  else if constexpr (is_one_of(name, "week", "w", "weeks")) return std::type_identity<day_field<week_part>>{};
  else if constexpr (is_one_of(name, "day", "d", "days")) return std::type_identity<day_field<day_part>>{};
  else if constexpr (is_one_of(name, "dayofweek", "dow")) return std::type_identity<day_field<sunday_week_day_part>>{};
  else if constexpr (is_one_of(name, "dayofweek_iso", "dow_iso")) return std::type_identity<day_field<iso_week_day_part>>{};
  else if constexpr (is_one_of(name, "doy")) return std::type_identity<day_field<day_of_year_part>>{};
  else if constexpr (is_one_of(name, "hour", "h", "hours", "hr", "hrs")) return std::type_identity<time_field<hour_part>>{};
  else if constexpr (is_one_of(name, "minute", "m", "min", "mins", "minutes")) return std::type_identity<time_field<minute_part>>{};
  else if constexpr (is_one_of(name, "second", "s", "sec", "seconds", "secs")) return std::type_identity<time_field<exact_second_part>>{};
  else return std::type_identity<void>{};
}

}  // namespace detail

/// `extract<"week">(time)`: the function of a field under the name that Spark gives it.
template <fixed_string Field>
struct extract_function {
  using field = typename decltype(detail::find_field<Field>())::type;

  template <class Type>
  static consteval auto find_type() {
    if constexpr (std::is_void_v<field>) return std::type_identity<plan_error::no_such_time_field<Field>>{};
    else return std::type_identity<typename field::template type<Type>>{};
  }
  template <class Type>
  using type = typename decltype(find_type<Type>())::type;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& argument) {
    if constexpr (sizeof(argument.text) == 1) return fixed_string{""};
    else return fixed_string{"extract("} + Field + fixed_string{" FROM "} + argument + fixed_string{")"};
  }

  template <class Value>
  [[nodiscard]] constexpr auto operator()(Value value) const {
    return field{}(value);
  }
};

/// The year; 0 and less before the year 1.
template <function_operands Day>
[[nodiscard]] constexpr auto year(Day&& day) {
  return make_call(plain_function<"year", detail::year_part, kind::day>{}, std::forward<Day>(day));
}
/// The quarter, 1 to 4.
template <function_operands Day>
[[nodiscard]] constexpr auto quarter(Day&& day) {
  return make_call(plain_function<"quarter", detail::quarter_part, kind::day>{}, std::forward<Day>(day));
}
/// The month, 1 to 12.
template <function_operands Day>
[[nodiscard]] constexpr auto month(Day&& day) {
  return make_call(plain_function<"month", detail::month_part, kind::day>{}, std::forward<Day>(day));
}
/// The day of the month, 1 to 31.
template <function_operands Day>
[[nodiscard]] constexpr auto day(Day&& day) {
  return make_call(plain_function<"day", detail::day_part, kind::day>{}, std::forward<Day>(day));
}
/// The same as `day`.
template <function_operands Day>
[[nodiscard]] constexpr auto dayofmonth(Day&& day) {
  return make_call(plain_function<"dayofmonth", detail::day_part, kind::day>{}, std::forward<Day>(day));
}
/// The day of the week, from Sunday, which is 1, to Saturday, 7.
template <function_operands Day>
[[nodiscard]] constexpr auto dayofweek(Day&& day) {
  return make_call(plain_function<"dayofweek", detail::sunday_week_day_part, kind::day>{}, std::forward<Day>(day));
}
/// The day of the week, from Monday, which is 0, to Sunday, 6.
template <function_operands Day>
[[nodiscard]] constexpr auto weekday(Day&& day) {
  return make_call(plain_function<"weekday", detail::week_day_part, kind::day>{}, std::forward<Day>(day));
}
/// The day of the year, 1 to 366.
template <function_operands Day>
[[nodiscard]] constexpr auto dayofyear(Day&& day) {
  return make_call(plain_function<"dayofyear", detail::day_of_year_part, kind::day>{}, std::forward<Day>(day));
}
/// The week of ISO 8601, 1 to 53: week 1 has the year's first Thursday.
template <function_operands Day>
[[nodiscard]] constexpr auto weekofyear(Day&& day) {
  return make_call(plain_function<"weekofyear", detail::week_part, kind::day>{}, std::forward<Day>(day));
}
/// The name of the day of the week, `Mon`.
template <function_operands Day>
[[nodiscard]] constexpr auto dayname(Day&& day) {
  return make_call(plain_function<"dayname", detail::day_name, kind::day>{}, std::forward<Day>(day));
}
/// The name of the month, `Jan`.
template <function_operands Day>
[[nodiscard]] constexpr auto monthname(Day&& day) {
  return make_call(plain_function<"monthname", detail::month_name, kind::day>{}, std::forward<Day>(day));
}
/// The hour in UTC, 0 to 23.
template <function_operands Time>
[[nodiscard]] constexpr auto hour(Time&& time) {
  return make_call(plain_function<"hour", detail::hour_part, kind::instant>{}, std::forward<Time>(time));
}
/// The minute, 0 to 59.
template <function_operands Time>
[[nodiscard]] constexpr auto minute(Time&& time) {
  return make_call(plain_function<"minute", detail::minute_part, kind::instant>{}, std::forward<Time>(time));
}
/// The second, 0 to 59, without its fraction.
template <function_operands Time>
[[nodiscard]] constexpr auto second(Time&& time) {
  return make_call(plain_function<"second", detail::second_part, kind::instant>{}, std::forward<Time>(time));
}
/// A part by its name, in any case: `extract<"yearofweek">(time)`. All are integers but `second`, which is a double with the fraction.
template <fixed_string Field, function_operands Time>
[[nodiscard]] constexpr auto extract(Time&& time) {
  return make_call(extract_function<Field>{}, std::forward<Time>(time));
}
/// The same as `extract`.
template <fixed_string Field, function_operands Time>
[[nodiscard]] constexpr auto date_part(Time&& time) {
  return make_call(extract_function<Field>{}, std::forward<Time>(time));
}

}  // namespace sluice
