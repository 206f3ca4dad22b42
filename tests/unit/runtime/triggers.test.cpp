// SPDX-License-Identifier: Apache-2.0
// When batches run: semantics 11, with clocks moved by hand.
#include <unit/runtime/streams.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using namespace sluice;
using namespace sluice::runtime_test;
using testing::same_rows;

timestamp ms(std::int64_t since_epoch) { return timestamp::from_milliseconds(since_epoch); }

/// When the batches of a query started.
std::vector<std::int64_t> starts(streaming_query const& query) {
  std::vector<std::int64_t> found;
  for (auto const& one : query.recent_progress()) found.push_back(one.started.milliseconds());
  return found;
}

bool waits_for_tick(streaming_query const& query) { return query.status().message == "Waiting for next trigger"; }

TEST_CASE("a trigger without options may go without its parentheses") {
  STATIC_REQUIRE(std::is_same_v<decltype(trigger(available_now)), decltype(trigger(available_now()))>);
  STATIC_REQUIRE(std::is_same_v<decltype(trigger(once)), decltype(trigger(once()))>);
}

TEST_CASE("processing_time: the first batch starts at once, the others at multiples of the interval since 1970") {
  watched_clock now{ms(150)};
  memory_stream<number> in;
  memory_sink<number> out;
  in.add(number{1});
  auto query = read_stream(in) | write_stream(out) | trigger(processing_time(100ms)) | use_clock(now) | start();
  REQUIRE(eventually([&] { return out.batch_count() == 1; }));
  in.add(number{2});
  now.set(ms(199));
  now.wait_until_seen();
  CHECK(out.batch_count() == 1);
  CHECK(waits_for_tick(query));
  now.set(ms(200));
  REQUIRE(eventually([&] { return out.batch_count() == 2; }));
  // It started on a tick: the next one is 300.
  in.add(number{3});
  now.set(ms(299));
  now.wait_until_seen();
  CHECK(out.batch_count() == 2);
  now.set(ms(301));
  REQUIRE(eventually([&] { return out.batch_count() == 3; }));
  query.stop();
  CHECK(starts(query) == std::vector<std::int64_t>{150, 200, 301});
}

TEST_CASE("processing_time: a batch that overruns its tick is followed at once, and missed ticks are skipped") {
  watched_clock now{ms(0)};
  memory_stream<number> in;
  memory_sink<number> out;
  in.add({{1}, {2}, {3}});
  auto const takes_long = [&now](number const& row) {
    if (row.value == 1) now.advance(250ms);
    return true;
  };
  auto query = read_stream(limited_source{in, 1}) | where(takes_long) | write_stream(out) | trigger(processing_time(100ms)) |
               use_clock(now) | start();
  REQUIRE(eventually([&] { return out.batch_count() == 2; }));
  now.set(ms(299));
  now.wait_until_seen();
  CHECK(out.batch_count() == 2);
  now.set(ms(300));
  REQUIRE(eventually([&] { return out.batch_count() == 3; }));
  query.stop();
  CHECK(starts(query) == std::vector<std::int64_t>{0, 250, 300});
}

TEST_CASE("processing_time: a tick without data uses no batch id") {
  watched_clock now{ms(0)};
  memory_stream<number> in;
  memory_sink<number> out;
  auto query = read_stream(in) | write_stream(out) | trigger(processing_time(100ms)) | use_clock(now) | start();
  for (std::int64_t tick = 100; tick <= 300; tick += 100) {
    now.wait_until_seen();
    now.set(ms(tick));
    now.wait_until_seen();
  }
  CHECK(out.batch_count() == 0);
  in.add(number{1});
  now.set(ms(400));
  REQUIRE(eventually([&] { return out.batch_count() == 1; }));
  query.stop();
  CHECK(same_rows(out.batch(0), {{1}}));
}

TEST_CASE("processing_time: the batch without rows waits for the next tick") {
  watched_clock now{ms(0)};
  memory_stream<reading> in;
  memory_sink<total> out;
  in.add({{1, at(1s)}, {2, at(20s)}});
  auto query = read_stream(in) | sums(0s) | write_stream(out) | trigger(processing_time(100ms)) | use_clock(now) | start();
  REQUIRE(eventually([&] { return out.batch_count() == 1; }));
  now.wait_until_seen();
  CHECK(out.batch_count() == 1);
  now.set(ms(100));
  REQUIRE(eventually([&] { return out.batch_count() == 2; }));
  CHECK(same_rows(out.batch(1), {{at(0s), 1}}));
}

TEST_CASE("process_all_available takes the ticks it takes") {
  watched_clock now{ms(0)};
  memory_stream<number> in;
  memory_sink<number> out;
  in.add({{1}, {2}, {3}});
  auto query = read_stream(limited_source{in, 1}) | write_stream(out) | trigger(processing_time(1h)) | use_clock(now) | start();
  std::atomic<bool> done{false};
  std::thread hand([&] {
    while (!done) {
      now.advance(1h);
      now.wait_until_seen();
    }
  });
  query.process_all_available();
  CHECK(out.rows().size() == 3);
  done = true;
  hand.join();
}

TEST_CASE("without a trigger, batches follow each other, whatever the clock says") {
  testing::manual_clock now;
  memory_stream<number> in;
  memory_sink<number> out;
  in.add({{1}, {2}, {3}});
  auto query = read_stream(limited_source{in, 1}) | write_stream(out) | use_clock(now) | start();
  query.process_all_available();
  CHECK(out.batch_count() == 3);
}

/// A source that tells nobody of new data, as most do.
struct silent_source {
  using record_type = number;

  memory_stream<number> stream;

  auto open(source_context const& context) const {
    source_context quiet = context;
    quiet.notify = [] {};
    return stream.open(quiet);
  }
};

TEST_CASE("a source that does not tell of new data is looked at again and again") {
  testing::manual_clock now;
  memory_stream<number> in;
  memory_sink<number> out;
  auto query = read_stream(silent_source{in}) | write_stream(out) | use_clock(now) | start();
  query.process_all_available();
  in.add(number{1});
  CHECK(eventually([&] { return out.batch_count() == 1; }));
}

TEST_CASE("once: one batch over all there is, whatever the source's limit, and none without rows") {
  memory_stream<reading> in;
  memory_sink<total> out;
  in.add({{1, at(12h)}, {2, at(12h + 30min)}});
  auto query = read_stream(limited_source{in, 1}) | sums(10min) | write_stream(out) | trigger(once()) | start();
  query.await_termination();
  CHECK(out.batch_count() == 1);
  CHECK(out.rows().empty());
  CHECK(query.last_progress()->num_input_rows == 2);
  CHECK(in.pending() == 0);
  CHECK(!query.is_active());
  CHECK(query.status().message == "Stopped");
}

TEST_CASE("once and available_now without data end without a batch") {
  memory_stream<number> in;
  memory_sink<number> out;
  SECTION("once") {
    auto query = read_stream(in) | write_stream(out) | trigger(once()) | start();
    query.await_termination();
    CHECK(!query.last_progress());
  }
  SECTION("available_now") {
    auto query = read_stream(in) | write_stream(out) | trigger(available_now()) | start();
    query.await_termination();
    CHECK(!query.last_progress());
  }
  CHECK(out.batch_count() == 0);
}

TEST_CASE("available_now: batches by the source's limit, then one without rows") {
  // The run of semantics 11.2.
  memory_stream<reading> in;
  memory_sink<total> out;
  in.add({{1, at(12h)}, {2, at(12h + 30min)}});
  auto query = read_stream(limited_source{in, 1}) | sums(10min) | write_stream(out) | trigger(available_now()) | start();
  query.await_termination();
  CHECK(out.batch_count() == 3);
  CHECK(out.batch(0).empty());
  CHECK(out.batch(1).empty());
  CHECK(same_rows(out.batch(2), {{at(12h), 1}}));
}

TEST_CASE("available_now without batches without rows ends with the data") {
  memory_stream<reading> in;
  memory_sink<total> out;
  in.add({{1, at(12h)}, {2, at(12h + 30min)}});
  auto query = read_stream(in) | sums(10min) | write_stream(out) | trigger(available_now()) | no_data_batches(false) | start();
  query.await_termination();
  CHECK(out.batch_count() == 1);
}

TEST_CASE("available_now and once leave what comes after their start") {
  memory_stream<number> in;
  memory_sink<number> out;
  in.add({{1}, {2}});
  auto const adds_more = [&in](number const& row) {
    in.add(number{row.value + 100});
    return true;
  };
  SECTION("available_now") {
    auto query = read_stream(limited_source{in, 1}) | where(adds_more) | write_stream(out) | trigger(available_now()) | start();
    query.await_termination();
    CHECK(out.batch_count() == 2);
  }
  SECTION("once") {
    auto query = read_stream(limited_source{in, 1}) | where(adds_more) | write_stream(out) | trigger(once()) | start();
    query.await_termination();
    CHECK(out.batch_count() == 1);
  }
  CHECK(same_rows(out.rows(), {{1}, {2}}));
  CHECK(in.pending() == 2);

  // The next run takes them.
  auto next = read_stream(in) | write_stream(out) | trigger(available_now()) | start();
  next.await_termination();
  CHECK(same_rows(out.rows(), {{1}, {2}, {101}, {102}}));
  CHECK(same_rows(out.batch(0), {{101}, {102}}));
}

TEST_CASE("continuous: rows do not wait for the interval") {
  memory_stream<number> in;
  memory_sink<number> out;
  auto query = read_stream(in) | where(col<"value"> > 1) | write_stream(out) | trigger(continuous(1h)) | start();
  in.add({{1}, {2}});
  query.process_all_available();
  in.add(number{3});
  query.process_all_available();
  CHECK(same_rows(out.rows(), {{2}, {3}}));
}

TEST_CASE("triggers refuse intervals that cannot be") {
  CHECK(message_of<option_error>([] { static_cast<void>(processing_time(-1ms)); }) ==
        "[INVALID_OPTION] trigger(processing_time): the interval must not be negative (found: -1 ms). 0 means as fast as possible");
  CHECK_THROWS_AS(continuous(0ms), option_error);
}

}  // namespace
