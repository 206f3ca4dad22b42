// SPDX-License-Identifier: Apache-2.0
// When a streaming query runs its batches (semantics 11).
#pragma once

#include <sluice/base/error.hpp>

#include <chrono>
#include <string>

namespace sluice {

enum class trigger_kind {
  processing_time,  ///< a batch at every tick; with an interval of zero, as fast as possible
  once,             ///< one batch over all there is
  available_now,    ///< as many batches as the data present at the start needs
  continuous,       ///< no batches: each row at once, an epoch every interval
};

/// A trigger whose kind is known at compile time.
template <trigger_kind Kind>
struct trigger_of {
  static constexpr trigger_kind kind = Kind;
  std::chrono::milliseconds interval{0};
};

/// A batch every `interval`, at multiples of it since the epoch; the first one at once. Throws option_error if negative.
[[nodiscard]] constexpr auto processing_time(std::chrono::milliseconds interval) {
  if (interval.count() < 0) {
    throw option_error("trigger(processing_time)", "the interval must not be negative",
                       std::to_string(interval.count()) + " ms", "0 means as fast as possible");
  }
  return trigger_of<trigger_kind::processing_time>{interval};
}
/// One batch, which ignores the sources' limits per batch; then the query ends.
[[nodiscard]] constexpr auto once() { return trigger_of<trigger_kind::once>{}; }
/// Everything that is there at the start, in batches that obey the sources' limits; then the query ends.
[[nodiscard]] constexpr auto available_now() { return trigger_of<trigger_kind::available_now>{}; }
/// No batches: each row goes through at once, and an epoch is committed every interval. For queries of select, where and the like, and unlike
/// Spark for aggregations in update mode.
[[nodiscard]] constexpr auto continuous(std::chrono::milliseconds interval) {
  if (interval.count() <= 0) {
    throw option_error("trigger(continuous)", "the interval must be positive", std::to_string(interval.count()) + " ms",
                       "it is how often progress is committed, for example 1s");
  }
  return trigger_of<trigger_kind::continuous>{interval};
}

}  // namespace sluice
