// SPDX-License-Identifier: Apache-2.0
// Texts to days and times: to_date, to_timestamp, unix_timestamp, to_unix_timestamp, and try_to_date, try_to_timestamp, which give NULL for what is
// none. By a pattern of letters (base/time_pattern.hpp), which is a constant, or as ISO 8601.
#pragma once

#include <sluice/base/time_pattern.hpp>
#include <sluice/base/time_text.hpp>
#include <sluice/expressions/cast.hpp>
#include <sluice/expressions/functions/time_kinds.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

[[noreturn, gnu::cold]] inline void throw_unread_time(std::string_view function, time_pattern const& pattern, std::string_view text) {
  // The functions without a `try_` of their own are to_timestamp's.
  std::string const forgiving = function == "to_date" ? "try_to_date" : "try_to_timestamp";
  throw evaluation_error({error_code::cannot_parse_timestamp, std::string{function}, "the text does not fit the pattern " + std::string{pattern.text()},
                          std::string{text.substr(0, 100)}, "correct the pattern, or use " + forgiving + ", which gives NULL"});
}
[[noreturn, gnu::cold]] inline void throw_no_iso_time(std::string_view function, std::string_view text) {
  throw evaluation_error({error_code::cast_invalid_input, std::string{function}, "the text is no day or time of ISO 8601", std::string{text.substr(0, 100)},
                          "give the pattern that it has, or use try_" + std::string{function} + ", which gives NULL"});
}

/// An instant as what a function gives: itself, its day in UTC, or whole seconds, towards zero.
template <class To>
[[nodiscard]] constexpr To from_instant(timestamp time) noexcept {
  if constexpr (std::same_as<To, date>) return {static_cast<std::int32_t>(day_of(time))};
  else if constexpr (std::same_as<To, timestamp>) return time;
  else return time.microseconds / micros_per_second;
}

}  // namespace detail

/// A text by a pattern. With `Try`, what does not fit is NULL.
template <fixed_string Name, class To, bool Try>
struct time_by_pattern_function {
  time_pattern pattern;

  constexpr explicit time_by_pattern_function(std::string_view letters) : pattern(letters, Name.view(), pattern_use::reading) {}

  template <class Text>
  using type = std::conditional_t<text_type<Text>, std::conditional_t<Try, std::optional<To>, To>, plan_error::needs_a_text_of_a_time<Name, Text>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&) { return fixed_string{""}; }

  [[nodiscard]] constexpr auto operator()(std::string_view text) const {
    timestamp time;
    if constexpr (Try) {
      return pattern.parse(text, time) ? std::optional<To>{detail::from_instant<To>(time)} : std::nullopt;
    } else {
      if (!pattern.parse(text, time)) detail::throw_unread_time(Name.view(), pattern, text);
      return detail::from_instant<To>(time);
    }
  }
};

/// A text as ISO 8601, a day or a time. With `Try`, what is none is NULL.
template <fixed_string Name, class To, bool Try>
struct time_by_default_function {
  template <class From>
  using type = std::conditional_t<text_type<From> || detail::is_day_or_time<From>, std::conditional_t<Try, std::optional<To>, To>,
                                  plan_error::needs_a_text_of_a_time<Name, From>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<Name>(names...); }

  template <class From>
  [[nodiscard]] constexpr std::conditional_t<Try, std::optional<To>, To> operator()(From const& from) const {
    if constexpr (std::same_as<From, To>) {
      return from;
    } else {
      To to{};
      if (detail::convert(from, to)) return to;
      if constexpr (Try) return std::nullopt;
      else if constexpr (text_type<From>) detail::throw_no_iso_time(Name.view(), from);
      else detail::throw_time_overflow(Name.view().data());
    }
  }
};

/// The day of a text: as ISO 8601, and what follows `T` or a blank does not count. Of a timestamp its day in UTC. Throws evaluation_error at a
/// row for a text that is none.
template <function_operands Value>
[[nodiscard]] constexpr auto to_date(Value&& value) {
  return make_call(time_by_default_function<"to_date", date, false>{}, std::forward<Value>(value));
}
/// The day of a text by a pattern, `to_date(col<"day">, "dd/MM/yyyy")`; if it has an offset, in UTC. Throws option_error here for a pattern that is
/// none, evaluation_error at a row for a text that does not fit.
template <expression Text>
[[nodiscard]] constexpr auto to_date(Text&& text, std::string_view pattern) {
  return make_call(time_by_pattern_function<"to_date", date, false>{pattern}, std::forward<Text>(text));
}
/// `to_date` that gives NULL for a text that is none.
template <function_operands Value>
[[nodiscard]] constexpr auto try_to_date(Value&& value) {
  return make_call(time_by_default_function<"try_to_date", date, true>{}, std::forward<Value>(value));
}
template <expression Text>
[[nodiscard]] constexpr auto try_to_date(Text&& text, std::string_view pattern) {
  return make_call(time_by_pattern_function<"try_to_date", date, true>{pattern}, std::forward<Text>(text));
}

/// The instant of a text: as ISO 8601, in UTC unless it says otherwise. Of a day its midnight. Throws evaluation_error at a row for a text that is none.
/// The result is no event time: it has no watermark yet.
template <function_operands Value>
[[nodiscard]] constexpr auto to_timestamp(Value&& value) {
  return make_call(time_by_default_function<"to_timestamp", timestamp, false>{}, std::forward<Value>(value));
}
/// The instant of a text by a pattern, `to_timestamp(col<"at">, "dd/MM/yyyy HH:mm")`. Throws option_error here for a pattern that is none,
/// evaluation_error at a row for a text that does not fit.
template <expression Text>
[[nodiscard]] constexpr auto to_timestamp(Text&& text, std::string_view pattern) {
  return make_call(time_by_pattern_function<"to_timestamp", timestamp, false>{pattern}, std::forward<Text>(text));
}
/// `to_timestamp` that gives NULL for a text that is none.
template <function_operands Value>
[[nodiscard]] constexpr auto try_to_timestamp(Value&& value) {
  return make_call(time_by_default_function<"try_to_timestamp", timestamp, true>{}, std::forward<Value>(value));
}
template <expression Text>
[[nodiscard]] constexpr auto try_to_timestamp(Text&& text, std::string_view pattern) {
  return make_call(time_by_pattern_function<"try_to_timestamp", timestamp, true>{pattern}, std::forward<Text>(text));
}

/// `unix_timestamp` of a day, a time or a text of the form `yyyy-MM-dd HH:mm:ss`.
template <fixed_string Name>
struct unix_timestamp_function : time_by_pattern_function<Name, std::int64_t, false> {
  constexpr unix_timestamp_function() : time_by_pattern_function<Name, std::int64_t, false>("yyyy-MM-dd HH:mm:ss") {}

  template <class From>
  using type = std::conditional_t<text_type<From> || detail::is_day_or_time<From>, std::int64_t, plan_error::needs_a_text_of_a_time<Name, From>>;
  static constexpr auto name(auto const&... names) { return detail::call_name<Name>(names...); }

  template <class From>
  [[nodiscard]] constexpr std::int64_t operator()(From const& from) const {
    if constexpr (text_type<From>) return time_by_pattern_function<Name, std::int64_t, false>::operator()(from);
    else return detail::from_instant<std::int64_t>(kind::instant::pass(from));
  }
};

/// Seconds since 1970-01-01 of a day, a time, or a text of the form `yyyy-MM-dd HH:mm:ss`; without a fraction, towards zero. Throws evaluation_error at
/// a row for a text of another form.
template <function_operands Value>
[[nodiscard]] constexpr auto unix_timestamp(Value&& value) {
  return make_call(unix_timestamp_function<"unix_timestamp">{}, std::forward<Value>(value));
}
/// Seconds since 1970-01-01 of a text by a pattern. Throws option_error here for a pattern that is none, evaluation_error at a row for a text that does
/// not fit.
template <expression Text>
[[nodiscard]] constexpr auto unix_timestamp(Text&& text, std::string_view pattern) {
  return make_call(time_by_pattern_function<"unix_timestamp", std::int64_t, false>{pattern}, std::forward<Text>(text));
}
/// The same as `unix_timestamp`.
template <function_operands Value>
[[nodiscard]] constexpr auto to_unix_timestamp(Value&& value) {
  return make_call(unix_timestamp_function<"to_unix_timestamp">{}, std::forward<Value>(value));
}
template <expression Text>
[[nodiscard]] constexpr auto to_unix_timestamp(Text&& text, std::string_view pattern) {
  return make_call(time_by_pattern_function<"to_unix_timestamp", std::int64_t, false>{pattern}, std::forward<Text>(text));
}

}  // namespace sluice
