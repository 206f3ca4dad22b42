// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/arithmetic.hpp>
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/comparison.hpp>
#include <sluice/expressions/window.hpp>

#include <support/expressions.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace sluice;
using support::error_of;
using support::gives;
using support::refuses;
using support::x;

namespace {

/// The windows of a time as the aggregation walks them: latest first.
std::vector<time_window> windows_of(window_spec const& spec, timestamp time) {
  std::vector<time_window> all;
  for (std::int64_t start = spec.last_start(time.microseconds); start + spec.duration() > time.microseconds; start -= spec.slide())
    all.push_back({{start}, {start + spec.duration()}});
  return all;
}

/// The definition: every start of the form `shift + n * slide` whose window holds the time (semantics 4.1).
std::vector<time_window> naive_windows(std::int64_t duration, std::int64_t slide, std::int64_t shift, std::int64_t time) {
  std::vector<time_window> all;
  for (std::int64_t n = 400; n >= -400; --n) {
    std::int64_t const start = shift + n * slide;
    if (start <= time && time < start + duration) all.push_back({{start}, {start + duration}});
  }
  return all;
}

constexpr timestamp before_1970(std::chrono::microseconds earlier) { return timestamp{0} - earlier; }

std::vector<timestamp> starts(window_spec const& spec, timestamp time) {
  std::vector<timestamp> all;
  for (auto const& one : windows_of(spec, time)) all.push_back(one.start);
  return all;
}

}  // namespace

TEST_CASE("tumbling windows are aligned to the epoch") {
  constexpr window_spec five{5min, 5min, 0min};
  CHECK(starts(five, at(11h + 49min)) == std::vector{at(11h + 45min)});
  CHECK(starts(five, at(11h + 50min)) == std::vector{at(11h + 50min)});
  CHECK(starts(five, at(11h + 50min) - 1us) == std::vector{at(11h + 45min)});
  CHECK(starts(five, timestamp{0}) == std::vector{timestamp{0}});
  CHECK(starts(five, timestamp{-1}) == std::vector{before_1970(5min)});
  // 1970-01-01 was a Thursday.
  CHECK(starts({24h * 7, 24h * 7, 0h}, timestamp{0} + 24h * 6 + 23h) == std::vector{timestamp{0}});
}

TEST_CASE("a shift moves the windows, before 1970 too") {
  // semantics 4.1: ten minutes, three minutes early.
  constexpr window_spec spec{10min, 10min, -3min};
  CHECK(windows_of(spec, before_1970(1min)) == std::vector{time_window{before_1970(3min), timestamp{0} + 7min}});
  CHECK(windows_of(spec, before_1970(13min)) == std::vector{time_window{before_1970(13min), before_1970(3min)}});
  CHECK(windows_of(spec, before_1970(13min) - 1ms) == std::vector{time_window{before_1970(23min), before_1970(13min)}});
  CHECK(starts({10min, 10min, 4min}, at(12h)) == std::vector{at(11h + 54min)});
}

TEST_CASE("a row lies in as many sliding windows as reach over it") {
  constexpr window_spec half{10min, 5min, 0min};
  CHECK(starts(half, at(12h + 7min)) == std::vector{at(12h + 5min), at(12h)});
  CHECK(starts(half, at(12h + 5min)) == std::vector{at(12h + 5min), at(12h)});
  // semantics 4.1: a duration that is no multiple of the slide.
  constexpr window_spec uneven{10min, 4min, 0min};
  CHECK(starts(uneven, at(12h + 5min)) == std::vector{at(12h + 4min), at(12h), at(11h + 56min)});
  CHECK(starts(uneven, at(12h + 8min)) == std::vector{at(12h + 8min), at(12h + 4min), at(12h)});
  CHECK(starts(uneven, at(12h + 6min)) == std::vector{at(12h + 4min), at(12h)});
}

TEST_CASE("windows agree with their definition for any duration, slide and shift") {
  std::mt19937 random(5);
  for (int i = 0; i < 20'000; ++i) {
    auto const duration = static_cast<std::int64_t>(random() % 30 + 1);
    auto const slide = static_cast<std::int64_t>(random() % static_cast<std::uint32_t>(duration) + 1);
    auto const shift = static_cast<std::int64_t>(random() % static_cast<std::uint32_t>(2 * slide - 1)) - (slide - 1);
    auto const time = static_cast<std::int64_t>(random() % 400) - 200;
    using us = std::chrono::microseconds;
    auto const found = windows_of({us{duration}, us{slide}, us{shift}}, timestamp{time});
    if (found != naive_windows(duration, slide, shift, time))
      FAIL("duration " << duration << ", slide " << slide << ", shift " << shift << ", time " << time);
  }
}

TEST_CASE("a window that cannot be is refused when it is made") {
  auto const problem = [](auto... spans) { return error_of<option_error>([=] { return window(col<"x">, spans...); }); };
  CHECK(problem(0min) == "[INVALID_OPTION] window duration: must be longer than zero (found: 0 us). see window(time, duration, slide, start)");
  CHECK(problem(-1min).find("window duration: must be longer than zero") != std::string::npos);
  CHECK(problem(10min, 0min).find("window slide: must be longer than zero") != std::string::npos);
  CHECK(problem(10min, -5min).find("window slide: must be longer than zero") != std::string::npos);
  CHECK(problem(10min, 11min).find("window slide: must not be longer than the duration") != std::string::npos);
  CHECK(problem(10min, 5min, 5min).find("window start offset: must be shorter than the slide") != std::string::npos);
  CHECK(problem(10min, 5min, -5min).find("window start offset: must be shorter than the slide") != std::string::npos);
  CHECK(problem(10min, 5min, 4min).empty());
  CHECK(problem(10min, 10min, -9min).empty());
}

TEST_CASE("window takes a timestamp or an earlier window") {
  STATIC_REQUIRE(gives<time_window, timestamp>(window(col<"x">, 5min)));
  STATIC_REQUIRE(gives<time_window, time_window>(window(col<"x">, 5min)));
  STATIC_REQUIRE(refuses<date>(window(col<"x">, 5min)));
  STATIC_REQUIRE(refuses<std::int64_t>(window(col<"x">, 5min)));
  STATIC_REQUIRE(refuses<timestamp>(window(col<"nope">, 5min)));
  STATIC_REQUIRE(decltype(window(col<"x">, 5min))::name == fixed_string{"window"});
  STATIC_REQUIRE(decltype(window(col<"x">, 5min).as<"w">())::name == fixed_string{"w"});
  STATIC_REQUIRE(support::holds(decltype(window(col<"x">, 5min))::needs, {"x"}));
}

TEST_CASE("as a column a window is the tumbling window of the time, NULL where that is") {
  auto const five = window(col<"x">, 5min);
  CHECK(five.evaluate(x(at(12h + 7min))) == time_window{at(12h + 5min), at(12h + 10min)});
  CHECK(five.evaluate(x(std::optional<timestamp>{at(12h)})) == time_window{at(12h), at(12h + 5min)});
  CHECK(five.evaluate(x(std::optional<timestamp>{})) == std::nullopt);
  // A window of an earlier aggregation counts as its last microsecond.
  CHECK(window(col<"x">, 10min).evaluate(x(time_window{at(12h + 5min), at(12h + 10min)})) == time_window{at(12h), at(12h + 10min)});
  STATIC_REQUIRE(gives<std::optional<time_window>, std::optional<timestamp>>(window(col<"x">, 5min)));
  CHECK_THROWS_AS(window(col<"x">, 10min, 5min).evaluate(x(at(12h))), evaluation_error);
  CHECK(error_of<evaluation_error>([] { return window(col<"x">, 10min, 5min).evaluate(x(at(12h))); }) ==
        "[UNSUPPORTED_OPERATION] window: a row lies in several sliding windows, and a column holds one. use it in group_by(...)");
}

TEST_CASE("as a key a window is never NULL: rows without a time have none") {
  using nullable_row = support::row_x<std::optional<timestamp>>;
  STATIC_REQUIRE(std::is_same_v<key_result_of<decltype(window(col<"x">, 5min)), schema_of<nullable_row>>, typed<time_window>>);
  STATIC_REQUIRE(std::is_same_v<key_result_of<decltype(window(col<"x">, 5min).as<"w">()), schema_of<nullable_row>>, typed<time_window>>);
  STATIC_REQUIRE(std::is_same_v<key_result_of<decltype(col<"x">), schema_of<nullable_row>>, typed<std::optional<timestamp>>>);
}

TEST_CASE("window_time is the last microsecond of a window") {
  CHECK(window_time(col<"x">).evaluate(x(time_window{at(12h), at(12h + 5min)})) == at(12h + 5min) - 1us);
  CHECK(window_time(col<"x">).evaluate(x(std::optional<time_window>{})) == std::nullopt);
  CHECK(window_time(window(col<"x">, 5min)).evaluate(x(at(12h))) == at(12h + 5min) - 1us);
  STATIC_REQUIRE(gives<timestamp, time_window>(window_time(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<timestamp>, std::optional<time_window>>(window_time(col<"x">)));
  STATIC_REQUIRE(refuses<timestamp>(window_time(col<"x">)));
  STATIC_REQUIRE(decltype(window_time(col<"window">))::name == fixed_string{"window_time(window)"});
}

TEST_CASE("the parts of a window are its bounds") {
  auto const row = x(time_window{at(12h), at(12h + 5min)});
  CHECK(col<"x.start">.evaluate(row) == at(12h));
  CHECK(col<"x.end">.evaluate(row) == at(12h + 5min));
  STATIC_REQUIRE(decltype(col<"window.start">)::name == fixed_string{"start"});
  CHECK((col<"x"> == col<"x">).evaluate(row));
}

namespace {

using marked = schema<column<"ts", timestamp, true>, column<"window", time_window, false>, column<"w", std::optional<time_window>, true>>;
template <class Expression>
constexpr bool carries_mark = result_of<Expression, marked>::event_time;

}  // namespace

TEST_CASE("the mark of the event time stays with the column, its window, window_time and their aliases") {
  STATIC_REQUIRE(carries_mark<decltype(col<"ts">)>);
  STATIC_REQUIRE(carries_mark<decltype(col<"ts">.as<"when">())>);
  STATIC_REQUIRE(carries_mark<decltype(window(col<"ts">, 5min))>);
  STATIC_REQUIRE(carries_mark<decltype(window(col<"ts">.as<"t">(), 5min).as<"w">())>);
  STATIC_REQUIRE(carries_mark<decltype(window_time(col<"w">))>);
  STATIC_REQUIRE_FALSE(carries_mark<decltype(col<"window">)>);
  STATIC_REQUIRE_FALSE(carries_mark<decltype(col<"w.end">)>);
  STATIC_REQUIRE_FALSE(carries_mark<decltype(col<"ts"> + 5min)>);
}
