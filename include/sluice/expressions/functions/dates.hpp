// SPDX-License-Identifier: Apache-2.0
// Arithmetic of days: last_day, next_day, date_add, date_sub, datediff, add_months, months_between, make_date, try_make_date, unix_date,
// date_from_unix_date. What does not fit a date is an error.
#pragma once

#include <sluice/expressions/functions/time_kinds.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

[[nodiscard]] constexpr date last_day_of(std::int64_t days) {
  civil_day const day = civil_of(days);
  return checked_date(days - day.day + days_in_month(day.year, day.month), "last_day");
}
[[nodiscard]] constexpr date days_later(std::int64_t days, std::int64_t more) {
  std::int64_t sum{};
  if (__builtin_add_overflow(days, more, &sum)) throw_time_overflow("date_add");
  return checked_date(sum, "date_add");
}
[[nodiscard]] constexpr date days_earlier(std::int64_t days, std::int64_t less) {
  std::int64_t difference{};
  if (__builtin_sub_overflow(days, less, &difference)) throw_time_overflow("date_sub");
  return checked_date(difference, "date_sub");
}
[[nodiscard]] constexpr std::int32_t days_between(std::int64_t end, std::int64_t start) { return checked_date(end - start, "datediff").days; }
[[nodiscard]] constexpr date months_later(std::int64_t days, std::int64_t months) {
  // So many months lead out of a date's range from anywhere in it, and do not overflow on the way.
  constexpr std::int64_t most = 12 * 12'000'000;
  if (months > most || months < -most) throw_time_overflow("add_months");
  return checked_date(plus_months(days, months), "add_months");
}

/// Whole months and the rest in 31sts, as Hive has it: the same days of months, and last days of months, are whole months apart.
[[nodiscard]] inline double months_apart(timestamp end, timestamp start, bool round_off) {
  std::int64_t const end_day = day_of(end);
  std::int64_t const start_day = day_of(start);
  civil_day const last = civil_of(end_day);
  civil_day const first = civil_of(start_day);
  std::int64_t const months = (last.year - first.year) * 12 + std::int64_t{last.month} - std::int64_t{first.month};
  bool const both_end = last.day == days_in_month(last.year, last.month) && first.day == days_in_month(first.year, first.month);
  if (last.day == first.day || both_end) return static_cast<double>(months);
  std::int64_t const seconds = (std::int64_t{last.day} - std::int64_t{first.day}) * 86'400 + time_of_day(end) / micros_per_second -
                               time_of_day(start) / micros_per_second;
  double const apart = static_cast<double>(months) + static_cast<double>(seconds) / (31.0 * 86'400);
  return round_off ? std::floor(apart * 1e8 + 0.5) / 1e8 : apart;
}

[[nodiscard]] inline std::string shown_date_parts(std::int64_t year, std::int64_t month, std::int64_t day) {
  return std::to_string(year) + "-" + std::to_string(month) + "-" + std::to_string(day);
}
/// A day, if the calendar has it; whether a date reaches it is another question.
[[nodiscard]] constexpr std::optional<std::int64_t> day_of_parts(std::int64_t year, std::int64_t month, std::int64_t day) {
  if (year > 999'999'999 || year < -999'999'999 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  civil_day const found{year, static_cast<std::uint32_t>(month), static_cast<std::uint32_t>(day)};
  if (!is_civil_day(found)) return std::nullopt;
  return days_of(found);
}
[[nodiscard]] inline date made_date(std::int64_t year, std::int64_t month, std::int64_t day) {
  auto const days = day_of_parts(year, month, day);
  if (!days) throw_no_such_time("make_date", shown_date_parts(year, month, day));
  return checked_date(*days, "make_date");
}
[[nodiscard]] constexpr std::optional<date> try_made_date(std::int64_t year, std::int64_t month, std::int64_t day) {
  auto const days = day_of_parts(year, month, day);
  if (!days || *days != static_cast<std::int32_t>(*days)) return std::nullopt;
  return date{static_cast<std::int32_t>(*days)};
}
[[nodiscard]] constexpr std::int32_t unix_date_of(std::int64_t days) { return checked_date(days, "unix_date").days; }
[[nodiscard]] constexpr date date_of_unix_date(std::int64_t days) { return checked_date(days, "date_from_unix_date"); }

/// The day of the week that a text names, Monday is 0: `mo`, `Mon` or `MONDAY`; -1 if it names none.
[[nodiscard]] constexpr std::int32_t named_week_day(std::string_view text) {
  constexpr std::string_view names[7] = {"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"};
  for (std::size_t i = 0; i < 7; ++i) {
    if (text.size() != 2 && text.size() != 3 && text.size() != names[i].size()) continue;
    std::size_t same = 0;
    while (same < text.size() && (text[same] >= 'a' && text[same] <= 'z' ? static_cast<char>(text[same] - ('a' - 'A')) : text[same]) == names[i][same]) ++same;
    if (same == text.size()) return static_cast<std::int32_t>(i);
  }
  return -1;
}
[[nodiscard]] constexpr date next_week_day(std::int64_t days, std::int32_t wanted) {
  return checked_date(days + 1 + floor_modulo(wanted - week_day(days) - 1, 7), "next_day");
}
[[nodiscard]] inline date next_named_day(std::int64_t days, std::string_view name) {
  std::int32_t const wanted = named_week_day(name);
  if (wanted < 0)
    throw evaluation_error({error_code::invalid_parameter, "next_day", "the text names no day of the week", std::string{name.substr(0, 100)},
                            "write Mo, Mon or Monday"});
  return next_week_day(days, wanted);
}

}  // namespace detail

/// `next_day` to a day of the week that is the same for all rows.
struct next_day_function {
  std::int32_t wanted;

  constexpr explicit next_day_function(std::string_view name) : wanted(detail::named_week_day(name)) {
    if (wanted < 0) detail::refuse_time_word("next_day", "the text names no day of the week", name, "write Mo, Mon or Monday");
  }

  template <class Day>
  using type = std::conditional_t<detail::is_day_or_time<Day>, date, plan_error::no_such_operation<"next_day", Day>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&) { return fixed_string{""}; }

  template <class Day>
  [[nodiscard]] constexpr date operator()(Day value) const {
    return detail::next_week_day(kind::day::pass(value), wanted);
  }
};

struct months_between_function {
  bool round_off = true;

  template <class End, class Start>
  using type = std::conditional_t<detail::is_day_or_time<End> && detail::is_day_or_time<Start>, double,
                                  plan_error::no_such_operation<"months_between", End, Start>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"months_between">(names...); }

  template <class End, class Start>
  [[nodiscard]] double operator()(End end, Start start) const {
    return detail::months_apart(kind::instant::pass(end), kind::instant::pass(start), round_off);
  }
};

/// The last day of the day's month.
template <function_operands Day>
[[nodiscard]] constexpr auto last_day(Day&& day) {
  return make_call(plain_function<"last_day", detail::last_day_of, kind::day>{}, std::forward<Day>(day));
}
/// The first day behind this one that has a name: `mo`, `Mon`, `monday`, in any case. Throws option_error here for another constant,
/// evaluation_error at a row for another text of a column.
template <expression Day, operand Name>
[[nodiscard]] constexpr auto next_day(Day&& day, Name&& name) {
  if constexpr (expression<Name>)
    return make_call(plain_function<"next_day", detail::next_named_day, kind::day, kind::text>{}, std::forward<Day>(day), std::forward<Name>(name));
  else return make_call(next_day_function{name}, std::forward<Day>(day));
}
/// The day so many days later.
template <operand Day, operand Count>
  requires function_operands<Day, Count>
[[nodiscard]] constexpr auto date_add(Day&& day, Count&& days) {
  return make_call(plain_function<"date_add", detail::days_later, kind::day, kind::whole>{}, std::forward<Day>(day), std::forward<Count>(days));
}
/// The day so many days earlier.
template <operand Day, operand Count>
  requires function_operands<Day, Count>
[[nodiscard]] constexpr auto date_sub(Day&& day, Count&& days) {
  return make_call(plain_function<"date_sub", detail::days_earlier, kind::day, kind::whole>{}, std::forward<Day>(day), std::forward<Count>(days));
}
/// How many days `end` is behind `start`.
template <operand End, operand Start>
  requires function_operands<End, Start>
[[nodiscard]] constexpr auto datediff(End&& end, Start&& start) {
  return make_call(plain_function<"datediff", detail::days_between, kind::day, kind::day>{}, std::forward<End>(end), std::forward<Start>(start));
}
/// The same day so many months later, or the last of its month where that has no such day.
template <operand Day, operand Count>
  requires function_operands<Day, Count>
[[nodiscard]] constexpr auto add_months(Day&& day, Count&& months) {
  return make_call(plain_function<"add_months", detail::months_later, kind::day, kind::whole>{}, std::forward<Day>(day), std::forward<Count>(months));
}
/// How many months `end` is behind `start`: a whole number if both are the same day of their months or both the last, else days and seconds count
/// as parts of a month of 31 days. Rounded to eight places unless `round_off` is false.
template <operand End, operand Start>
  requires function_operands<End, Start>
[[nodiscard]] constexpr auto months_between(End&& end, Start&& start, bool round_off = true) {
  return make_call(months_between_function{round_off}, std::forward<End>(end), std::forward<Start>(start));
}
/// A day of year, month and day. Throws evaluation_error for a day that there is not.
template <operand Year, operand Month, operand Day>
  requires function_operands<Year, Month, Day>
[[nodiscard]] constexpr auto make_date(Year&& year, Month&& month, Day&& day) {
  return make_call(plain_function<"make_date", detail::made_date, kind::whole, kind::whole, kind::whole>{}, std::forward<Year>(year),
                   std::forward<Month>(month), std::forward<Day>(day));
}
/// `make_date` that gives NULL for a day that there is not.
template <operand Year, operand Month, operand Day>
  requires function_operands<Year, Month, Day>
[[nodiscard]] constexpr auto try_make_date(Year&& year, Month&& month, Day&& day) {
  return make_call(plain_function<"try_make_date", detail::try_made_date, kind::whole, kind::whole, kind::whole>{}, std::forward<Year>(year),
                   std::forward<Month>(month), std::forward<Day>(day));
}
/// Days since 1970-01-01.
template <function_operands Day>
[[nodiscard]] constexpr auto unix_date(Day&& day) {
  return make_call(plain_function<"unix_date", detail::unix_date_of, kind::day>{}, std::forward<Day>(day));
}
/// The day so many days after 1970-01-01.
template <function_operands Count>
[[nodiscard]] constexpr auto date_from_unix_date(Count&& days) {
  return make_call(plain_function<"date_from_unix_date", detail::date_of_unix_date, kind::whole>{}, std::forward<Count>(days));
}

}  // namespace sluice
