// SPDX-License-Identifier: Apache-2.0
// `window(col<"event_time">, 10min, 5min)`: event-time windows as grouping keys. All arithmetic is in microseconds since the epoch,
// without time zones (semantics 4.1).
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/hash.hpp>
#include <sluice/base/time.hpp>
#include <sluice/expressions/call.hpp>
#include <sluice/expressions/errors.hpp>
#include <sluice/expressions/refused_forms.hpp>
#include <sluice/schema/record.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <string>
#include <tuple>
#include <type_traits>

namespace sluice {

/// A window of event time: [start, end). The type of a `window` column.
struct time_window {
  timestamp start;
  timestamp end;

  friend constexpr auto operator<=>(time_window const&, time_window const&) = default;
  /// As a grouping key.
  [[nodiscard]] constexpr std::uint64_t hash() const noexcept {
    return hash_combine(hash_value(start.microseconds), hash_value(end.microseconds));
  }
};
SLUICE_RECORD(time_window, start, end);

template <>
struct view<time_window> {
  using type = time_window;
};

/// Length, slide and shift of a window, in microseconds; checked when it is made.
class window_spec {
 public:
  constexpr window_spec(std::chrono::microseconds duration, std::chrono::microseconds slide, std::chrono::microseconds start)
      : duration_(duration.count()), slide_(slide.count()), start_(start.count()) {
    if (duration_ <= 0) reject("window duration", "must be longer than zero", duration_);
    if (slide_ <= 0) reject("window slide", "must be longer than zero", slide_);
    if (slide_ > duration_) reject("window slide", "must not be longer than the duration, or rows would fall between windows", slide_);
    if (start_ <= -slide_ || start_ >= slide_) reject("window start offset", "must be shorter than the slide", start_);
  }

  [[nodiscard]] constexpr std::int64_t duration() const { return duration_; }
  [[nodiscard]] constexpr std::int64_t slide() const { return slide_; }
  [[nodiscard]] constexpr std::int64_t start() const { return start_; }
  [[nodiscard]] constexpr bool tumbling() const { return slide_ == duration_; }

  /// Start of the last window that holds `time`; the others begin whole slides before it, as long as they end after it.
  [[nodiscard]] constexpr std::int64_t last_start(std::int64_t time) const {
    return time - floor_modulo(time - start_, slide_);
  }

 private:
  [[noreturn]] static void reject(char const* option, char const* problem, std::int64_t value) {
    throw option_error(option, problem, std::to_string(value) + " us", "see window(time, duration, slide, start)");
  }

  std::int64_t duration_;
  std::int64_t slide_;
  std::int64_t start_;
};

/// A window as a grouping key: of rows without a time there is none, so they are in no group. As a column it is the window of the
/// time, NULL where that is NULL; it must not slide then, since a column holds one window.
template <expression Time>
struct window_expression : expression_base<window_expression<Time>> {
  Time time;
  window_spec spec;

  constexpr window_expression(Time of, window_spec how) : time(std::move(of)), spec(how) {}

  static constexpr auto name = fixed_string{"window"};
  static constexpr auto needs = Time::needs;

  /// What it is as a key, and as a column (`Nullable`: where its time may be NULL, so may be the window).
  template <class Schema, bool Nullable>
  static consteval auto find_result() {
    using inner = result_of<Time, Schema>;
    if constexpr (refused<inner>) return inner{};
    else if constexpr (std::same_as<non_null_t<typename inner::type>, timestamp> ||
                       std::same_as<non_null_t<typename inner::type>, time_window>)
      return typed<std::conditional_t<Nullable && is_nullable<typename inner::type>, std::optional<time_window>, time_window>,
                   inner::event_time>{};
    else return plan_error::window_needs_a_timestamp<typename inner::type>{};
  }
  template <class Schema>
  using key_result = decltype(find_result<Schema, false>());
  template <class Schema>
  using result = decltype(find_result<Schema, true>());

  /// The window as a column. Throws evaluation_error if it slides.
  template <class Row>
  [[nodiscard]] constexpr auto evaluate(Row const& row) const {
    if (!spec.tumbling()) reject_sliding();
    return detail::lift(tumbling_window{spec}, time.evaluate(row));
  }

  /// The time that decides the window; a window of an earlier aggregation counts as its last microsecond.
  [[nodiscard]] static constexpr timestamp instant(timestamp value) { return value; }
  [[nodiscard]] static constexpr timestamp instant(time_window value) { return value.end - std::chrono::microseconds{1}; }

 private:
  struct tumbling_window {
    window_spec spec;
    [[nodiscard]] constexpr time_window operator()(auto value) const {
      std::int64_t const start = spec.last_start(instant(value).microseconds);
      return {{start}, {start + spec.duration()}};
    }
  };
  [[noreturn]] static void reject_sliding() {
    throw evaluation_error({error_code::unsupported_operation, "window", "a row lies in several sliding windows, and a column holds one",
                            "", "use it in group_by(...)"});
  }
};

/// Tumbling windows of `duration`. `time` is a timestamp column, or the window column of an earlier aggregation.
template <expression Time>
[[nodiscard]] constexpr auto window(Time time, std::chrono::microseconds duration) {
  return window_expression<Time>{std::move(time), window_spec{duration, duration, std::chrono::microseconds{0}}};
}
/// Windows of `duration` that begin every `slide`, shifted by `start`. Throws option_error for a duration or slide that is
/// not positive, a slide longer than the duration, and a shift not shorter than the slide; in a constant expression, that is
/// a compile error.
template <expression Time>
[[nodiscard]] constexpr auto window(Time time, std::chrono::microseconds duration, std::chrono::microseconds slide,
                                    std::chrono::microseconds start = std::chrono::microseconds{0}) {
  return window_expression<Time>{std::move(time), window_spec{duration, slide, start}};
}

/// The refused forms: a time named as a text, and spans that are none.
template <class Time, class... Spans>
  requires(!expression<Time> || !(std::convertible_to<Spans const&, std::chrono::microseconds> && ...))
[[nodiscard]] constexpr auto window(Time const&, Spans const&...) {
  if constexpr (!expression<Time>) return refused_column_name<"window">{};
  else return refused_expression<plan_error::span_is_no_duration<"window", std::tuple<Spans...>>>{};
}

/// The event time of a window column: its end less one microsecond. Keeps the watermark (semantics 4.1).
template <expression Window>
struct window_time_expression : expression_base<window_time_expression<Window>> {
  Window window;

  constexpr explicit window_time_expression(Window of) : window(std::move(of)) {}

  static constexpr auto name = detail::call_name<"window_time">(inner_name_of<Window>);
  static constexpr auto needs = Window::needs;

  template <class Schema>
  static consteval auto find_result() {
    using inner = result_of<Window, Schema>;
    if constexpr (refused<inner>) return inner{};
    else if constexpr (std::same_as<typename inner::type, time_window>) return typed<timestamp, inner::event_time>{};
    else if constexpr (std::same_as<typename inner::type, std::optional<time_window>>)
      return typed<std::optional<timestamp>, inner::event_time>{};
    else return plan_error::window_time_needs_a_window<typename inner::type>{};
  }
  template <class Schema>
  using result = decltype(find_result<Schema>());

  template <class Row>
  [[nodiscard]] constexpr auto evaluate(Row const& row) const {
    return detail::lift(last_microsecond{}, window.evaluate(row));
  }

 private:
  struct last_microsecond {
    [[nodiscard]] constexpr timestamp operator()(time_window value) const { return value.end - std::chrono::microseconds{1}; }
  };
};

template <expression Window>
[[nodiscard]] constexpr auto window_time(Window window) {
  return window_time_expression<Window>{std::move(window)};
}

template <class Type>
inline constexpr bool is_window = false;
template <class Time>
inline constexpr bool is_window<window_expression<Time>> = true;
template <fixed_string Name, class Expression>
inline constexpr bool is_window<aliased<Name, Expression>> = is_window<Expression>;

namespace detail {

template <class Key, class Schema>
struct find_key_result {
  using type = result_of<Key, Schema>;
};
template <class Time, class Schema>
struct find_key_result<window_expression<Time>, Schema> {
  using type = typename window_expression<Time>::template key_result<Schema>;
};
template <fixed_string Name, class Expression, class Schema>
struct find_key_result<aliased<Name, Expression>, Schema> : find_key_result<Expression, Schema> {};

}  // namespace detail

/// The type of an expression as a grouping key: as elsewhere, but that a window is never NULL.
template <class Key, class Schema>
using key_result_of = typename detail::find_key_result<Key, Schema>::type;

}  // namespace sluice
