// SPDX-License-Identifier: Apache-2.0
#include <sluice/runtime/ticks.hpp>

#include <catch2/catch.hpp>

#include <cstdint>

namespace {

using namespace sluice;

std::int64_t tick_after(std::int64_t milliseconds, std::chrono::milliseconds interval) {
  return next_tick(timestamp::from_milliseconds(milliseconds), interval).milliseconds();
}

TEST_CASE("the next tick is the first multiple of the interval behind an instant") {
  // The examples of semantics 11.1.
  CHECK(tick_after(0, 100ms) == 100);
  CHECK(tick_after(1, 100ms) == 100);
  CHECK(tick_after(99, 100ms) == 100);
  CHECK(tick_after(100, 100ms) == 200);
  CHECK(tick_after(101, 100ms) == 200);
  CHECK(tick_after(150, 100ms) == 200);
  CHECK(next_tick(timestamp{99'999}, 100ms) == timestamp{100'000});
}

TEST_CASE("ticks count from 1970 also before it") {
  CHECK(tick_after(-1, 100ms) == 0);
  CHECK(tick_after(-100, 100ms) == 0);
  CHECK(tick_after(-101, 100ms) == -100);
}

TEST_CASE("with an interval of zero the next tick is now") { CHECK(next_tick(timestamp{12'345}, 0ms) == timestamp{12'345}); }

}  // namespace
