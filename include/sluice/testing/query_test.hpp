// SPDX-License-Identifier: Apache-2.0
// A test of a fragment, step by step: `testing::query_test<order, total> test{revenue, update}; test.add({"ann", 9.5}).expect({{"ann", 9.5}});`. What
// differs is told with place, batch and rows. Knows no test framework: a failed expectation is an exception, which all of them report.
#pragma once

#include <sluice/connectors/memory/memory_sink.hpp>
#include <sluice/connectors/memory/memory_stream.hpp>
#include <sluice/query/read_stream.hpp>
#include <sluice/query/write_stream.hpp>
#include <sluice/testing/manual_clock.hpp>
#include <sluice/testing/same_rows.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <optional>
#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice::testing {

/// A query did not do what its test expects; what() tells where the test says so, the batches it is about, and the rows line by line.
class failed_expectation : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace detail {

template <class Schema>
struct names_in;
template <class... Columns>
struct names_in<schema<Columns...>> {
  static std::vector<std::string> get() { return {std::string{Columns::name.view()}...}; }
};

/// "orders.test.cpp:12: ": the file without its folders, which differ from machine to machine.
[[nodiscard]] inline std::string place_text(std::source_location const& where) {
  std::string_view file = where.file_name();
  file.remove_prefix(file.find_last_of('/') == std::string_view::npos ? 0 : file.find_last_of('/') + 1);
  return std::string{file} + ':' + std::to_string(where.line()) + ": ";
}
/// "batch 3", "batches 3 and 4", "batches 3 to 7" for those from `first` to before `end`.
[[nodiscard]] inline std::string batches_text(std::size_t first, std::size_t end) {
  if (first == end) return "no batch ran";
  if (end - first == 1) return "batch " + std::to_string(first);
  return "batches " + std::to_string(first) + (end - first == 2 ? " and " : " to ") + std::to_string(end - 1);
}

}  // namespace detail

/// A streaming query over records that the test adds. `Kept` is a record of the columns that the test is about, or, left out, rows are texts as
/// the console shows them. Each step runs everything there is to run before it returns, without sleeping. For one thread.
template <record Record, comparable_row Kept = text_row>
class query_test {
 public:
  /// Starts the query: a fragment or any operators behind each other, in the given mode. What cannot run in it does not compile.
  template <query_part Fragment, mode Mode>
  query_test(Fragment const& fragment, mode_constant<Mode>)
      : query_(running(read_stream(in_) | fragment | write_stream(out_) | output_mode(mode_constant<Mode>{}) | use_clock(*clock_) | start())),
        names_(names_of<decltype(read_stream(in_) | fragment)>()),
        mode_(Mode) {}

  /// Adds one record, and runs it as a batch. Throws query_error if the query fails.
  query_test& add(Record record) {
    in_.add(std::move(record));
    return run();
  }
  /// Adds several records, and runs them as one batch.
  query_test& add(std::initializer_list<Record> records) { return add_range(records); }
  template <class Range>
  query_test& add_range(Range const& records) {
    in_.add_range(records);
    return run();
  }
  /// Moves the clock of the query, which is at midnight of 2024-01-01 when it begins, and runs what that makes ready.
  query_test& advance(std::chrono::microseconds span) {
    clock_->advance(span);
    // A look for rows that began before must not find the next ones: their batch would have the time before.
    return run();
  }

  /// What was emitted since the last expectation is this; in complete mode, the newest result. Rows may come in any order. Throws
  /// failed_expectation else.
  query_test& expect(std::vector<Kept> const& expected, std::source_location where = std::source_location::current()) {
    return compare(expected, row_order::any, where);
  }
  /// The same with rows in exactly this order, for queries that sort.
  query_test& expect_in_order(std::vector<Kept> const& expected, std::source_location where = std::source_location::current()) {
    return compare(expected, row_order::exact, where);
  }
  /// Nothing was emitted since the last expectation.
  query_test& expect_nothing(std::source_location where = std::source_location::current()) { return compare({}, row_order::any, where); }
  /// The watermark of the newest batch is this.
  query_test& expect_watermark(timestamp expected, std::source_location where = std::source_location::current()) {
    auto const found = watermark();
    if (found == expected) return *this;
    throw failed_expectation(detail::place_text(where) + "the watermark is " + time_text(found) + " and not " + time_text(expected));
  }
  /// So many rows were dropped since the start, because they came too late.
  query_test& expect_late(std::uint64_t expected, std::source_location where = std::source_location::current()) {
    if (late() == expected) return *this;
    throw failed_expectation(detail::place_text(where) + std::to_string(late()) + " rows came too late and not " + std::to_string(expected) +
                             "; the watermark is " + time_text(watermark()));
  }

  /// What was emitted since the last expectation, for other checks; in complete mode the newest result.
  [[nodiscard]] std::vector<Kept> rows() const {
    std::vector<Kept> found;
    std::size_t const end = out_.batch_count();
    for (std::size_t batch = mode_ == mode::complete && end > checked_ ? end - 1 : checked_; batch < end; ++batch)
      for (auto const& row : out_.batch(batch)) found.push_back(row);
    return found;
  }
  /// The watermark of the newest batch; empty before there is one.
  [[nodiscard]] std::optional<timestamp> watermark() const {
    auto const progress = query_.last_progress();
    return progress ? progress->event_time.watermark : std::nullopt;
  }
  /// Rows dropped since the start because they came too late; those of the last 100 batches are counted.
  [[nodiscard]] std::uint64_t late() const {
    std::uint64_t dropped = 0;
    for (auto const& progress : query_.recent_progress())
      for (auto const& state : progress.state_operators) dropped += state.num_rows_dropped_by_watermark;
    return dropped;
  }
  /// The query, for what is not here.
  [[nodiscard]] streaming_query& query() noexcept { return query_; }

 private:
  static streaming_query running(streaming_query query) { return query; }
  /// Of a refused query, which has said so: a second error would only hide that.
  [[noreturn]] static streaming_query running(inert) { std::abort(); }

  template <class Query>
  static std::vector<std::string> names_of() {
    if constexpr (!std::is_same_v<Kept, text_row>) return detail::names_in<schema_of<Kept>>::get();
    else if constexpr (query_node<Query>) return detail::names_in<typename Query::schema>::get();
    else return {};
  }
  static std::string time_text(std::optional<timestamp> time) {
    if (!time) return "not there yet";
    std::string text;
    append_cell_text(text, *time);
    return text;
  }
  query_test& run() {
    query_.process_all_available();
    return *this;
  }
  query_test& compare(std::vector<Kept> const& expected, row_order order, std::source_location const& where) {
    auto const found = same_rows(rows(), expected, order);
    std::size_t const first = checked_;
    checked_ = out_.batch_count();
    if (found) return *this;
    std::string columns;
    for (auto const& name : names_) columns += (columns.empty() ? "  " : " | ") + name;
    std::string text = found.text();
    text.insert(text.find('\n') + 1, columns + '\n');
    throw failed_expectation(detail::place_text(where) + detail::batches_text(first, checked_) + ": " + text);
  }

  memory_stream<Record> in_;
  memory_sink<Kept> out_;
  std::unique_ptr<manual_clock> clock_ = std::make_unique<manual_clock>();  // stays where it is when the test is moved
  streaming_query query_;
  std::vector<std::string> names_;
  mode mode_;
  std::size_t checked_ = 0;  ///< number of the first batch that no expectation was about yet
};

}  // namespace sluice::testing
