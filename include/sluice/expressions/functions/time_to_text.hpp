// SPDX-License-Identifier: Apache-2.0
// Days and times to texts by a pattern of letters (base/time_pattern.hpp), which is a constant: date_format, from_unixtime.
#pragma once

#include <sluice/base/time_pattern.hpp>
#include <sluice/expressions/functions/time_kinds.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice {

struct date_format_function {
  time_pattern pattern;

  constexpr explicit date_format_function(std::string_view letters) : pattern(letters, "date_format", pattern_use::writing) {}

  template <class Time>
  using type = std::conditional_t<detail::is_day_or_time<Time>, std::string, plan_error::needs_a_day_or_time<"date_format", Time>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&) { return fixed_string{""}; }

  template <class Time>
  [[nodiscard]] std::string operator()(Time value) const {
    std::string out;
    pattern.append(out, value);
    return out;
  }
};

struct from_unixtime_function {
  time_pattern pattern;

  constexpr explicit from_unixtime_function(std::string_view letters) : pattern(letters, "from_unixtime", pattern_use::writing) {}

  template <class Seconds>
  using type = std::conditional_t<integer_type<Seconds>, std::string, plan_error::no_such_operation<"from_unixtime", Seconds>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&) { return fixed_string{""}; }

  template <class Seconds>
  [[nodiscard]] std::string operator()(Seconds value) const {
    std::int64_t micros{};
    if (__builtin_mul_overflow(kind::whole::pass(value), detail::micros_per_second, &micros)) detail::throw_time_overflow("from_unixtime");
    std::string out;
    pattern.append(out, timestamp{micros});
    return out;
  }
};

/// A day or a time as a text by a pattern, in UTC and English: `date_format(col<"at">, "EEEE, d MMMM yyyy")`. Throws option_error here for a
/// pattern that is none. Makes a text for each row.
template <expression Time>
[[nodiscard]] constexpr auto date_format(Time&& time, std::string_view pattern) {
  return make_call(date_format_function{pattern}, std::forward<Time>(time));
}
/// The instant so many seconds after 1970-01-01 as a text, in UTC. Throws option_error here for a pattern that is none, evaluation_error at a row for
/// seconds that are farther away than a timestamp reaches.
template <expression Seconds>
[[nodiscard]] constexpr auto from_unixtime(Seconds&& seconds, std::string_view pattern = "yyyy-MM-dd HH:mm:ss") {
  return make_call(from_unixtime_function{pattern}, std::forward<Seconds>(seconds));
}

}  // namespace sluice
