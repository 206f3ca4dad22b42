// SPDX-License-Identifier: Apache-2.0
// Rows as time passes, for trying queries out and for load: `read_stream(rate::source{.rows_per_second = 100})` (semantics 15.1).
#pragma once

#include <sluice/base/clock.hpp>
#include <sluice/base/error.hpp>
#include <sluice/connectors/rate/offset_text.hpp>
#include <sluice/connectors/rate/tick.hpp>
#include <sluice/contract/needs.hpp>
#include <sluice/contract/source.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace sluice::rate {

class reader;

/// So many rows in each second since the query started, by the query's clock. A batch has the rows of the whole seconds that have passed, with their times
/// spread evenly over them.
struct source {
  std::int64_t rows_per_second = 1;      ///< at full rate; above 0
  std::chrono::seconds ramp_up_time{0};  ///< how long the rate takes to grow to that, in even steps

  using record_type = tick;

  /// Throws option_error for options that cannot work.
  void check() const {
    if (rows_per_second <= 0)
      throw option_error("rows_per_second", "it must be positive", std::to_string(rows_per_second), "Give at least 1");
    if (ramp_up_time.count() < 0) {
      throw option_error("ramp_up_time", "a span of time cannot be negative", std::to_string(ramp_up_time.count()) + " s", "Give 0s or more");
    }
    if (ramp_up_time.count() > most_seconds()) {
      throw option_error("ramp_up_time", "the rows until its end could not be counted", std::to_string(ramp_up_time.count()) + " s",
                         "With these rows_per_second, give at most " + std::to_string(most_seconds()) + " s");
    }
  }
  [[nodiscard]] reader open(source_context const& context) const;

  /// How many rows there are `seconds` after the start: the number of the first row of the next second.
  [[nodiscard]] constexpr std::int64_t rows_until(std::int64_t seconds) const {
    std::int64_t const ramp = ramp_up_time.count();
    if (seconds > ramp) return rows_until(ramp) + (seconds - ramp) * rows_per_second;
    // 1 + 2 + ... + seconds, halved before it is multiplied so that it does not overflow.
    std::int64_t const gain = rows_per_second / (ramp + 1);
    return seconds % 2 == 1 ? (seconds + 1) / 2 * gain * seconds : seconds / 2 * gain * (seconds + 1);
  }
  /// The last second whose rows can be counted.
  [[nodiscard]] constexpr std::int64_t most_seconds() const {
    return std::numeric_limits<std::int64_t>::max() / rows_per_second;
  }
};

/// Whole seconds since the source was first opened. It carries that instant, so that a query started again from its offset goes on with the
/// same rows at the same times.
struct offset {
  std::int64_t second = 0;
  std::int64_t created = 0;  ///< milliseconds since 1970

  friend bool operator==(offset const&, offset const&) = default;
};

/// The reader of `source`. Replayable: the rows between two offsets are always the same.
class reader {
 public:
  using offset_type = offset;

  reader(source const& options, sluice::clock const& clock) : options_(options), clock_(&clock) {}

  [[nodiscard]] offset initial_offset() {
    newest_ = clock_->now().milliseconds();
    return {0, newest_};
  }

  /// A clock that is set back is waited for. One that stands before the offset of an earlier run is an error.
  [[nodiscard]] offset latest_offset(offset const& start) {
    if (!fixed_) newest_ = std::max(newest_, clock_->now().milliseconds());
    std::int64_t const second = std::max<std::int64_t>(newest_ - start.created, 0) / 1000;
    if (second < start.second) {
      throw source_error({error_code::source_failed, "rate", "the clock stands before the rows that were read already",
                          std::to_string(second) + " s after the source was first opened, " + std::to_string(start.second) + " s were read",
                          "Set the clock right"});
    }
    if (second > options_.most_seconds()) {
      throw source_error({error_code::arithmetic_overflow, "rows_per_second", "the rows can no longer be counted",
                          std::to_string(options_.rows_per_second), "Give fewer rows_per_second"});
    }
    return {second, start.created};
  }

  template <class Want, class Receiver>
  std::uint64_t read(offset const& start, offset const& end, reject_log&, Receiver& receiver) {
    std::int64_t const first = options_.rows_until(start.second);
    std::int64_t const last = options_.rows_until(end.second);
    if (first == last) return 0;
    double const span = static_cast<double>(end.second - start.second) * 1000 / static_cast<double>(last - first);
    std::int64_t const from = end.created + start.second * 1000;
    tick row;
    for (row.value = first; row.value < last; ++row.value) {
      if constexpr (Want::value.wants("timestamp"))
        row.timestamp = timestamp::from_milliseconds(from + std::llround(static_cast<double>(row.value - first) * span));
      receiver.push(row);
    }
    return static_cast<std::uint64_t>(last - first);
  }

  void commit(offset const&) {}
  void fix_end() {
    newest_ = std::max(newest_, clock_->now().milliseconds());
    fixed_ = true;
  }
  [[nodiscard]] std::string to_json(offset const& which) const {
    return detail::two_numbers("second", which.second, "created", which.created);
  }
  [[nodiscard]] offset from_json(std::string_view json) const {
    return {detail::number_in(json, "second"), detail::number_in(json, "created")};
  }
  [[nodiscard]] std::string describe() const {
    return "RateStreamV2[rowsPerSecond=" + std::to_string(options_.rows_per_second) +
           ", rampUpTimeSeconds=" + std::to_string(options_.ramp_up_time.count()) + ", numPartitions=1]";
  }

 private:
  source options_;
  sluice::clock const* clock_;
  std::int64_t newest_ = std::numeric_limits<std::int64_t>::min();  ///< the latest the clock ever showed, in milliseconds
  bool fixed_ = false;
};

inline reader source::open(source_context const& context) const {
  check();
  return reader{*this, *context.clock};
}

}  // namespace sluice::rate
