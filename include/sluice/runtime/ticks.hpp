// SPDX-License-Identifier: Apache-2.0
// When the next batch of a processing_time trigger starts.
#pragma once

#include <sluice/base/time.hpp>

#include <chrono>

namespace sluice {

/// The first multiple of `interval` (since the epoch) after `now`; `now` itself for an interval of zero. Exactly on a tick gives the one
/// after it (semantics 11.1).
[[nodiscard]] constexpr timestamp next_tick(timestamp now, std::chrono::milliseconds interval) {
  if (interval.count() == 0) return now;
  std::int64_t const step = std::chrono::microseconds{interval}.count();
  return timestamp{now.microseconds - floor_modulo(now.microseconds, step) + step};
}

}  // namespace sluice
