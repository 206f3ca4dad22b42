// SPDX-License-Identifier: Apache-2.0
// What windows, late rows and watermarks do over several batches: semantics 3 and 5, with their worked examples.
#include <unit/runtime/streams.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace {

using namespace sluice;
using namespace sluice::runtime_test;
using testing::same_rows;

using rows = std::vector<total>;

std::uint64_t dropped(streaming_query const& query, std::size_t batch) {
  return query.recent_progress().at(batch).state_operators.at(0).num_rows_dropped_by_watermark;
}
std::optional<timestamp> watermark_of(streaming_query const& query, std::size_t batch) {
  return query.recent_progress().at(batch).event_time.watermark;
}

TEST_CASE("append emits a window in the batch without rows that follows the one that closed it") {
  memory_stream<reading> in;
  memory_sink<total> out;
  auto query = read_stream(in) | sums(0s) | write_stream(out) | start();
  in.add({{1, at(5s)}, {2, at(15s)}});
  query.process_all_available();
  // Batch 0 evicts by the watermark before it, none; batch 1 has no rows and evicts by 15 s (semantics 3.2, 3.4).
  CHECK(out.batch_count() == 2);
  CHECK(same_rows(out.batch(0), rows{}));
  CHECK(same_rows(out.batch(1), {{at(0s), 1}}));

  in.add({{4, at(9s)}, {8, at(16s)}});
  query.process_all_available();
  // The window that ends at 10 s is late by now; the watermark moved to 16 s, so once more a batch without rows.
  CHECK(out.batch_count() == 4);
  CHECK(same_rows(out.batch(2), rows{}));
  CHECK(same_rows(out.batch(3), rows{}));
  CHECK(dropped(query, 2) == 1);

  in.add(reading{16, at(25s)});
  query.process_all_available();
  CHECK(same_rows(out.batch(5), {{at(10s), 10}}));
  CHECK(same_rows(out.rows(), {{at(0s), 1}, {at(10s), 10}}));
}

TEST_CASE("without batches without rows, a row is judged by the watermark of the batch before") {
  memory_stream<reading> in;
  memory_sink<total> out;
  auto query = read_stream(in) | sums(0s) | write_stream(out) | no_data_batches(false) | start();
  in.add({{1, at(5s)}, {2, at(15s)}});
  query.process_all_available();
  CHECK(out.batch_count() == 1);

  // Late by the newest watermark, 15 s, not by the one before it: taken, and emitted in this very batch (semantics 3.2).
  in.add(reading{4, at(9s)});
  query.process_all_available();
  CHECK(out.batch_count() == 2);
  CHECK(same_rows(out.batch(1), {{at(0s), 5}}));
  CHECK(dropped(query, 1) == 0);

  in.add(reading{8, at(8s)});
  query.process_all_available();
  CHECK(same_rows(out.batch(2), rows{}));
  CHECK(dropped(query, 2) == 1);
}

TEST_CASE("update emits the windows that got a row, and forgets the closed ones in silence") {
  memory_stream<reading> in;
  memory_sink<total> out;
  auto query = read_stream(in) | sums(0s) | write_stream(out) | output_mode(update) | start();
  in.add({{1, at(5s)}, {2, at(15s)}});
  query.process_all_available();
  CHECK(same_rows(out.batch(0), {{at(0s), 1}, {at(10s), 2}}));
  CHECK(same_rows(out.batch(1), rows{}));
  CHECK(query.last_progress()->state_operators.at(0).num_rows_total == 1);
  CHECK(query.last_progress()->state_operators.at(0).num_rows_removed == 1);

  in.add({{4, at(9s)}, {8, at(16s)}});
  query.process_all_available();
  CHECK(same_rows(out.batch(2), {{at(10s), 10}}));
  CHECK(dropped(query, 2) == 1);
}

TEST_CASE("a window that is updated and closed in one batch is emitted once") {
  memory_stream<reading> in;
  memory_sink<total> out;
  auto query = read_stream(in) | sums(0s) | write_stream(out) | output_mode(update) | no_data_batches(false) | start();
  in.add({{1, at(5s)}, {2, at(15s)}});
  query.process_all_available();
  in.add(reading{4, at(9s)});
  query.process_all_available();
  CHECK(same_rows(out.batch(1), {{at(0s), 5}}));
  CHECK(query.last_progress()->state_operators.at(0).num_rows_total == 1);
}

TEST_CASE("update emits a window that got a row even if its value is the same") {
  memory_stream<reading> in;
  memory_sink<total> out;
  auto query = read_stream(in) | sums(1min) | write_stream(out) | output_mode(update) | start();
  in.add(reading{5, at(5s)});
  query.process_all_available();
  in.add(reading{0, at(5s)});
  query.process_all_available();
  CHECK(same_rows(out.rows(), {{at(0s), 5}, {at(0s), 5}}));
}

TEST_CASE("a row at the watermark is late, a millisecond after it is not") {
  // The worked example of semantics 3.3: 12:00 less ten minutes.
  memory_stream<reading> in;
  memory_sink<reading> out;
  auto query = read_stream(in) | with_watermark<"time">(10min) | group_by(col<"time">) |
               aggregate(sum(col<"value">).as<"value">()) | write_stream(out) | output_mode(update) | start();
  in.add(reading{1, at(12h)});
  query.process_all_available();
  in.add({{2, at(11h + 50min)}, {3, at(11h + 50min + 1ms)}, {4, at(11h + 49min)}});
  query.process_all_available();
  CHECK(same_rows(out.rows(), {{1, at(12h)}, {3, at(11h + 50min + 1ms)}}, testing::row_order::any));
  CHECK(dropped(query, 2) == 2);
}

TEST_CASE("of a window only its end counts against the watermark") {
  memory_stream<reading> in;
  memory_sink<total> out;
  SECTION("windows of five minutes: 11:49 is dropped, 11:50 is kept") {
    auto query = read_stream(in) | with_watermark<"time">(10min) | group_by(window(col<"time">, 5min)) |
                 aggregate(sum(col<"value">).as<"sum">()) | select(col<"window.start">.as<"start">(), col<"sum">) |
                 write_stream(out) | output_mode(update) | start();
    in.add(reading{1, at(12h)});
    query.process_all_available();
    in.add({{2, at(11h + 49min)}, {3, at(11h + 50min)}});
    query.process_all_available();
    CHECK(same_rows(out.batch(2), {{at(11h + 50min), 3}}));
    CHECK(dropped(query, 2) == 1);
  }
  SECTION("windows of ten minutes from 11:45: 11:46 is kept") {
    auto query = read_stream(in) | with_watermark<"time">(10min) | group_by(window(col<"time">, 10min, 10min, 5min)) |
                 aggregate(sum(col<"value">).as<"sum">()) | select(col<"window.start">.as<"start">(), col<"sum">) |
                 write_stream(out) | output_mode(update) | start();
    in.add(reading{1, at(12h)});
    query.process_all_available();
    in.add(reading{2, at(11h + 46min)});
    query.process_all_available();
    CHECK(same_rows(out.batch(2), {{at(11h + 45min), 2}}));
  }
}

TEST_CASE("the watermark is the newest time in whole milliseconds, less the delay") {
  memory_stream<reading> in;
  memory_sink<total> out;
  auto query = read_stream(in) | sums(2s) | write_stream(out) | start();
  SECTION("fractions are cut") {
    in.add(reading{1, at(10s) + std::chrono::microseconds{1999}});
    query.process_all_available();
    CHECK(watermark_of(query, 1) == at(8s + 1ms));
  }
  SECTION("towards minus infinity") {
    in.add(reading{1, timestamp{-1}});
    query.process_all_available();
    CHECK(watermark_of(query, 1) == timestamp::from_milliseconds(-2001));
  }
}

TEST_CASE("the first batch drops nothing, however old its rows are") {
  // Other than in Spark, where the watermark starts at 1970 (semantics 22).
  memory_stream<reading> in;
  memory_sink<total> out;
  auto query = read_stream(in) | sums(0s) | write_stream(out) | output_mode(update) | start();
  in.add(reading{1, timestamp::from_seconds(-100)});
  query.process_all_available();
  CHECK(same_rows(out.batch(0), {{timestamp::from_seconds(-100), 1}}));
  CHECK(watermark_of(query, 0) == timestamp{0});
}

TEST_CASE("the watermark never goes back, and an older batch runs none without rows") {
  memory_stream<reading> in;
  memory_sink<total> out;
  auto query = read_stream(in) | sums(1min) | write_stream(out) | start();
  in.add(reading{1, at(10min)});
  query.process_all_available();
  CHECK(out.batch_count() == 2);
  in.add(reading{1, at(9min + 30s)});
  query.process_all_available();
  CHECK(out.batch_count() == 3);
  CHECK(watermark_of(query, 1) == at(9min));
  CHECK(watermark_of(query, 2) == at(9min));
}

TEST_CASE("rows that a condition drops before the watermark do not move it") {
  memory_stream<reading> in;
  memory_sink<total> out;
  auto const summed = group_by(window(col<"time">, 10s)) | aggregate(sum(col<"value">).as<"sum">()) |
                      select(col<"window.start">.as<"start">(), col<"sum">);
  in.add({{1, at(5s)}, {-1, at(1h)}});
  SECTION("a condition before it") {
    auto query = read_stream(in) | where(col<"value"> > 0) | with_watermark<"time">(0s) | summed | write_stream(out) | start();
    query.process_all_available();
    CHECK(watermark_of(query, 1) == at(5s));
  }
  SECTION("a condition behind it that does not read the time: put before it (semantics 3.1)") {
    auto query = read_stream(in) | with_watermark<"time">(0s) | where(col<"value"> > 0) | summed | write_stream(out) | start();
    query.process_all_available();
    CHECK(watermark_of(query, 1) == at(5s));
  }
  SECTION("a condition on the time itself stays: what it drops moves the watermark") {
    auto query = read_stream(in) | with_watermark<"time">(0s) | where(col<"time"> < at(30min)) | summed | write_stream(out) | start();
    query.process_all_available();
    CHECK(watermark_of(query, 1) == at(1h));
    CHECK(same_rows(out.batch(1), {{at(0s), 1}}));
  }
}

TEST_CASE("a query without a stateful operator drops nothing and runs no batch without rows") {
  memory_stream<reading> in;
  memory_sink<reading> out;
  auto query = read_stream(in) | with_watermark<"time">(0s) | write_stream(out) | start();
  in.add(reading{1, at(1h)});
  query.process_all_available();
  in.add(reading{2, at(0s)});
  query.process_all_available();
  CHECK(out.batch_count() == 2);
  CHECK(same_rows(out.rows(), {{1, at(1h)}, {2, at(0s)}}));
  CHECK(watermark_of(query, 1) == at(1h));
}

TEST_CASE("groups without the time drop nothing and are never forgotten") {
  memory_stream<reading> in;
  memory_sink<> out;
  auto query = read_stream(in) | with_watermark<"time">(0s) | group_by((col<"value"> % 2).as<"rest">()) |
               aggregate(count().as<"n">()) | write_stream(out) | output_mode(update) | start();
  in.add({{1, at(1h)}, {2, at(2h)}});
  query.process_all_available();
  in.add(reading{3, at(0s)});
  query.process_all_available();
  CHECK(out.batch_count() == 2);
  CHECK(same_rows(out.batch(1), {{"1", "2"}}));
  CHECK(query.last_progress()->state_operators.at(0).num_rows_total == 2);
}

TEST_CASE("a batch whose rows are all late emits nothing") {
  memory_stream<reading> in;
  memory_sink<total> out;
  auto query = read_stream(in) | sums(0s) | write_stream(out) | output_mode(update) | start();
  in.add(reading{1, at(1h)});
  query.process_all_available();
  in.add({{2, at(0s)}, {3, at(1s)}});
  query.process_all_available();
  CHECK(out.batch_count() == 3);
  CHECK(same_rows(out.batch(2), rows{}));
  CHECK(dropped(query, 2) == 2);
}

TEST_CASE("a sliding window takes a row for some of its windows and drops it for others") {
  memory_stream<reading> in;
  memory_sink<total> out;
  auto query = read_stream(in) | with_watermark<"time">(0s) | group_by(window(col<"time">, 20s, 10s)) |
               aggregate(sum(col<"value">).as<"sum">()) | select(col<"window.start">.as<"start">(), col<"sum">) |
               write_stream(out) | output_mode(update) | start();
  in.add(reading{1, at(35s)});
  query.process_all_available();
  in.add(reading{2, at(25s)});  // [10 s, 30 s) has ended by 35 s, [20 s, 40 s) has not
  query.process_all_available();
  CHECK(same_rows(out.batch(2), {{at(20s), 3}}));
}

}  // namespace
