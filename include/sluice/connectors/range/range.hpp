// SPDX-License-Identifier: Apache-2.0
// A stream of whole numbers that ends: `read_stream(range_source{.end = 1'000'000, .rows_per_batch = 1000})`, for tests, examples and load.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/contract/source.hpp>
#include <sluice/schema/record.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

namespace sluice {

/// A row of a range.
struct range_row {
  std::int64_t id = 0;
};
SLUICE_RECORD(range_row, id);

/// The reader of `range_source`. Replayable; an offset is the number of rows before it.
class range_reader {
 public:
  using offset_type = std::uint64_t;

  range_reader(std::int64_t start, std::int64_t end, std::int64_t step, std::uint64_t rows_per_batch)
      : start_(start), end_(end), step_(step), count_(count_rows(start, end, step)), most_(rows_per_batch) {}

  [[nodiscard]] offset_type initial_offset() { return 0; }
  [[nodiscard]] offset_type latest_offset(offset_type start) {
    offset_type const left = count_ - std::min(start, count_);
    return start + (most_ == 0 ? left : std::min(left, most_));
  }
  template <class Want, class Receiver>
  std::uint64_t read(offset_type start, offset_type end, reject_log&, Receiver& receiver) {
    auto const step = static_cast<std::uint64_t>(step_);  // unsigned, since the distance may be that of the whole type
    auto id = static_cast<std::uint64_t>(start_) + start * step;
    for (offset_type at = start; at < end; ++at, id += step) receiver.push(range_row{static_cast<std::int64_t>(id)});
    return end - start;
  }
  void commit(offset_type) {}
  void fix_end() {}
  [[nodiscard]] std::string to_json(offset_type offset) const { return std::to_string(offset); }
  [[nodiscard]] offset_type from_json(std::string_view text) const {
    offset_type offset = 0;
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), offset);
    if (failure != std::errc{} || end != text.data() + text.size())
      throw source_error({error_code::source_failed, "range", "this is no offset", std::string{text}, "An offset is the number of rows before it"});
    return offset;
  }
  [[nodiscard]] std::string describe() const {
    return "Range[" + std::to_string(start_) + ", " + std::to_string(end_) + ", step " + std::to_string(step_) + "]";
  }

 private:
  static std::uint64_t count_rows(std::int64_t start, std::int64_t end, std::int64_t step) {
    auto const from = static_cast<std::uint64_t>(start);
    auto const to = static_cast<std::uint64_t>(end);
    auto const by = static_cast<std::uint64_t>(step);
    if (step > 0) return end > start ? (to - from - 1) / by + 1 : 0;
    return end < start ? (from - to - 1) / (0 - by) + 1 : 0;
  }

  std::int64_t start_;
  std::int64_t end_;
  std::int64_t step_;
  std::uint64_t count_;
  std::uint64_t most_;
};

/// The numbers from `start` up to, but without, `end`, `step` apart. When they are through, there is no more data.
struct range_source {
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::int64_t step = 1;             ///< below 0 counts down; not 0
  std::uint64_t rows_per_batch = 0;  ///< most rows of a batch; 0 is no limit

  using record_type = range_row;

  /// Throws option_error for a step of 0.
  void check() const {
    if (step == 0) throw option_error("step", "a range with it has no end", "0", "Give 1, or another number that is not 0");
  }
  [[nodiscard]] range_reader open(source_context const&) const {
    check();
    return {start, end, step, rows_per_batch};
  }
};

}  // namespace sluice
