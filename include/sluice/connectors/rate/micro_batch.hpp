// SPDX-License-Identifier: Apache-2.0
// The same rows in every run, whatever the time: `rate::micro_batch_source{.rows_per_batch = 1000}` (semantics 15.1).
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/rate/offset_text.hpp>
#include <sluice/connectors/rate/tick.hpp>
#include <sluice/contract/source.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::rate {

class micro_batch_reader;

/// So many rows in each batch, numbered on from batch to batch; all rows of a batch have one time. There is always a next batch: process_all_available
/// never returns, once and available_now run one batch.
struct micro_batch_source {
  std::int64_t rows_per_batch = 0;                    ///< must be given; above 0
  sluice::timestamp start_timestamp{};                ///< the time of batch 0, in whole milliseconds
  std::chrono::milliseconds advance_per_batch{1000};  ///< how much later each batch is than the one before

  using record_type = tick;

  /// Throws option_error for options that cannot work.
  void check() const {
    if (rows_per_batch <= 0)
      throw option_error("rows_per_batch", "it must be positive", std::to_string(rows_per_batch), "Give at least 1");
    if (advance_per_batch.count() < 0) {
      throw option_error("advance_per_batch", "a span of time cannot be negative", std::to_string(advance_per_batch.count()) + " ms",
                         "Give 0ms or more");
    }
  }
  [[nodiscard]] micro_batch_reader open(source_context const& context) const;
};

/// The first row that was not read, and its time.
struct micro_batch_offset {
  std::int64_t offset = 0;
  std::int64_t timestamp = 0;  ///< milliseconds since 1970

  friend bool operator==(micro_batch_offset const&, micro_batch_offset const&) = default;
};

/// The reader of `micro_batch_source`. Replayable.
class micro_batch_reader {
 public:
  using offset_type = micro_batch_offset;

  explicit micro_batch_reader(micro_batch_source const& options) : options_(options) {}

  [[nodiscard]] offset_type initial_offset() { return {0, options_.start_timestamp.milliseconds()}; }
  [[nodiscard]] offset_type latest_offset(offset_type const& start) {
    offset_type const next{start.offset + options_.rows_per_batch, start.timestamp + options_.advance_per_batch.count()};
    if (!ending_) return next;
    if (!end_) end_ = next;
    return *end_;
  }
  template <class Want, class Receiver>
  std::uint64_t read(offset_type const& start, offset_type const& end, reject_log&, Receiver& receiver) {
    tick row;
    for (row.value = start.offset; row.value < end.offset; ++row.value) {
      std::int64_t const batches = (row.value - start.offset) / options_.rows_per_batch;
      row.timestamp = timestamp::from_milliseconds(start.timestamp + batches * options_.advance_per_batch.count());
      receiver.push(row);
    }
    return static_cast<std::uint64_t>(end.offset - start.offset);
  }
  void commit(offset_type const&) {}
  /// One batch from wherever the query is then.
  void fix_end() { ending_ = true; }
  [[nodiscard]] std::string to_json(offset_type const& which) const {
    return detail::two_numbers("offset", which.offset, "timestamp", which.timestamp);
  }
  [[nodiscard]] offset_type from_json(std::string_view json) const {
    return {detail::number_in(json, "offset"), detail::number_in(json, "timestamp")};
  }
  [[nodiscard]] std::string describe() const {
    return "RatePerMicroBatchStream[rowsPerBatch=" + std::to_string(options_.rows_per_batch) +
           ", numPartitions=1, startTimestamp=" + std::to_string(options_.start_timestamp.milliseconds()) +
           ", advanceMsPerBatch=" + std::to_string(options_.advance_per_batch.count()) + "]";
  }

 private:
  micro_batch_source options_;
  bool ending_ = false;
  std::optional<offset_type> end_;
};

inline micro_batch_reader micro_batch_source::open(source_context const&) const {
  check();
  return micro_batch_reader{*this};
}

}  // namespace sluice::rate
