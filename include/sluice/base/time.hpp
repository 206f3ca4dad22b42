// SPDX-License-Identifier: Apache-2.0
// The library's times: `timestamp` (microseconds UTC) and `date` (days), both strong wrappers of an integer, as Spark
// stores them. Durations are std::chrono's everywhere a user writes one.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace sluice {

/// An instant: microseconds since 1970-01-01T00:00:00Z, without leap seconds. Trivially copyable, 8 bytes.
struct timestamp {
  std::int64_t microseconds{};

  friend constexpr auto operator<=>(timestamp const&, timestamp const&) = default;

  /// The instant of a system clock, truncated to microseconds.
  template <class Duration>
  [[nodiscard]] static constexpr timestamp from(std::chrono::time_point<std::chrono::system_clock, Duration> time) {
    return {std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count()};
  }

  [[nodiscard]] static constexpr timestamp from_milliseconds(std::int64_t value) { return {value * 1000}; }
  [[nodiscard]] static constexpr timestamp from_seconds(std::int64_t value) { return {value * 1'000'000}; }

  /// Whole milliseconds, rounded towards minus infinity: −1 µs is −1 ms (semantics 3.1).
  [[nodiscard]] constexpr std::int64_t milliseconds() const {
    return microseconds / 1000 - (microseconds % 1000 < 0 ? 1 : 0);
  }

  [[nodiscard]] constexpr std::chrono::sys_time<std::chrono::microseconds> to_chrono() const {
    return std::chrono::sys_time<std::chrono::microseconds>{std::chrono::microseconds{microseconds}};
  }
};

/// A calendar day: days since 1970-01-01. Trivially copyable, 4 bytes.
struct date {
  std::int32_t days{};

  friend constexpr auto operator<=>(date const&, date const&) = default;

  [[nodiscard]] static constexpr date from(std::chrono::year_month_day day) {
    return {static_cast<std::int32_t>(std::chrono::sys_days{day}.time_since_epoch().count())};
  }
  [[nodiscard]] constexpr std::chrono::year_month_day to_chrono() const {
    return std::chrono::sys_days{std::chrono::days{days}};
  }
};

/// `5min`, `250ms` and the like work wherever `using namespace sluice` does.
using namespace std::chrono_literals;

[[nodiscard]] constexpr timestamp operator+(timestamp time, std::chrono::microseconds span) {
  return {time.microseconds + span.count()};
}
[[nodiscard]] constexpr timestamp operator-(timestamp time, std::chrono::microseconds span) {
  return {time.microseconds - span.count()};
}
[[nodiscard]] constexpr std::chrono::microseconds operator-(timestamp left, timestamp right) {
  return std::chrono::microseconds{left.microseconds - right.microseconds};
}

/// The wall-clock instant `since_midnight` on 2024-01-01: a short way to write times in examples and tests.
[[nodiscard]] constexpr timestamp at(std::chrono::microseconds since_midnight) {
  return timestamp{1'704'067'200'000'000} + since_midnight;
}

/// Remainder in [0, divisor), also for negative values; `divisor` > 0. The basis of window alignment (semantics 4.1).
[[nodiscard]] constexpr std::int64_t floor_modulo(std::int64_t value, std::int64_t divisor) {
  std::int64_t const remainder = value % divisor;
  return remainder + (remainder < 0 ? divisor : 0);
}

}  // namespace sluice
