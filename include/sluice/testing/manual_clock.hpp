// SPDX-License-Identifier: Apache-2.0
// A clock that stands still until it is moved: `testing::manual_clock now; ... | use_clock(now) | start()`. Triggers, batch times and
// sources that read the time follow it, so that tests of them need not sleep.
#pragma once

#include <sluice/base/clock.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>

namespace sluice::testing {

/// A clock moved by hand. Must outlive the queries that use it. Any thread may move it and read it; a query that waits for a tick notices
/// within a millisecond or so.
class manual_clock final : public clock {
 public:
  /// Starts at `start`: midnight on 2024-01-01, unless said otherwise.
  explicit manual_clock(timestamp start = at(std::chrono::microseconds{0})) : microseconds_(start.microseconds) {}

  [[nodiscard]] timestamp now() const override { return {microseconds_.load()}; }

  /// Moves the clock on, or back if `span` is negative.
  void advance(std::chrono::microseconds span) { microseconds_ += span.count(); }
  /// Sets the clock to an instant, also an earlier one.
  void set(timestamp instant) { microseconds_ = instant.microseconds; }

 private:
  std::atomic<std::int64_t> microseconds_;
};

}  // namespace sluice::testing
