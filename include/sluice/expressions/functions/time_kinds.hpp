// SPDX-License-Identifier: Apache-2.0
// What functions of days and times take, and the errors they share. A day may be a date or a timestamp, of which its day in UTC counts; an
// instant may be a timestamp or a date, which is its midnight.
#pragma once

#include <sluice/base/calendar.hpp>
#include <sluice/base/error.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice {

namespace plan_error {

template <fixed_string Function, class Type>
struct needs_a_day_or_time : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "this function needs a date or a timestamp: to_timestamp(...) makes one of a text, timestamp_seconds(...) of a number");
  }
};
template <fixed_string Function, class Type>
struct needs_a_text_of_a_time : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "this function reads texts: timestamp_seconds(...) and date_from_unix_date(...) take numbers, and times need no pattern");
  }
};

}  // namespace plan_error

namespace detail {

[[noreturn, gnu::cold]] inline void throw_time_overflow(char const* function) {
  throw evaluation_error({error_code::arithmetic_overflow, function, "the result is no time that 64 bits of microseconds, or day that 32 bits hold", "",
                          "filter what lies so far away"});
}
[[noreturn, gnu::cold]] inline void throw_no_such_time(char const* function, std::string value) {
  throw evaluation_error({error_code::invalid_parameter, function, "there is no such day or time", std::move(value),
                          std::string{"use try_"} + function + ", which gives NULL"});
}
[[noreturn, gnu::cold]] inline void refuse_time_word(char const* function, char const* problem, std::string_view word, char const* advice) {
  throw option_error(function, problem, std::string{word.substr(0, 100)}, advice);
}

template <class Type>
inline constexpr bool is_day_or_time = std::same_as<Type, date> || std::same_as<Type, timestamp>;

/// A day that fits a date.
[[nodiscard]] constexpr date checked_date(std::int64_t days, char const* function) {
  if (days != static_cast<std::int32_t>(days)) throw_time_overflow(function);
  return {static_cast<std::int32_t>(days)};
}
/// A day's midnight.
[[nodiscard]] constexpr timestamp checked_midnight(std::int64_t days, char const* function) {
  std::int64_t micros{};
  if (__builtin_mul_overflow(days, micros_per_day, &micros)) throw_time_overflow(function);
  return {micros};
}

}  // namespace detail

namespace kind {

/// A day: a date, or a timestamp's in UTC. Passed as days since 1970-01-01.
struct day {
  template <class Type>
  static constexpr bool takes = detail::is_day_or_time<Type>;
  using passed = std::int64_t;
  static constexpr passed pass(date value) { return value.days; }
  static constexpr passed pass(timestamp value) { return detail::day_of(value); }
};

/// An instant: a timestamp, or a date's midnight.
struct instant {
  template <class Type>
  static constexpr bool takes = detail::is_day_or_time<Type>;
  using passed = timestamp;
  static constexpr passed pass(date value) { return detail::checked_midnight(value.days, "cast"); }
  static constexpr passed pass(timestamp value) { return value; }
};

}  // namespace kind

}  // namespace sluice
