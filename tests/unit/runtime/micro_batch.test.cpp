// SPDX-License-Identifier: Apache-2.0
#include <unit/runtime/streams.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace sluice;
using namespace sluice::runtime_test;
using testing::same_rows;

TEST_CASE("rows that are there at the start are batch 0") {
  memory_stream<number> in;
  memory_sink<number> out;
  in.add({{1}, {2}});
  auto query = read_stream(in) | write_stream(out) | start();
  query.process_all_available();
  CHECK(out.batch_count() == 1);
  CHECK(same_rows(out.batch(0), {{1}, {2}}));
}

TEST_CASE("without data there is no batch") {
  memory_stream<number> in;
  memory_sink<number> out;
  auto query = read_stream(in) | write_stream(out) | start();
  query.process_all_available();
  CHECK(out.batch_count() == 0);
  CHECK(!query.last_progress());
}

TEST_CASE("batch ids count up from 0, one batch for all that came meanwhile") {
  memory_stream<number> in;
  memory_sink<number> out;
  auto query = read_stream(in) | write_stream(out) | start();
  for (std::int64_t i = 0; i < 5; ++i) {
    in.add({{i}, {i + 100}});
    query.process_all_available();
  }
  CHECK(out.batch_count() == 5);
  for (std::uint64_t i = 0; i < 5; ++i) {
    auto const first = static_cast<std::int64_t>(i);
    CHECK(same_rows(out.batch(i), {{first}, {first + 100}}));
  }
  auto const recent = query.recent_progress();
  REQUIRE(recent.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) CHECK(recent[i].batch_id == i);
}

TEST_CASE("a query goes on while another thread adds rows, and loses none") {
  memory_stream<number> in;
  memory_sink<number> out;
  auto query = read_stream(in) | where(col<"value"> % 2 == 0) | write_stream(out) | start();
  constexpr std::int64_t count = 20'000;
  std::thread feeder([&] {
    for (std::int64_t i = 0; i < count; ++i) in.add(number{i});
  });
  feeder.join();
  query.process_all_available();
  auto const rows = out.rows();
  REQUIRE(rows.size() == count / 2);
  bool in_order = true;
  for (std::size_t i = 0; i < rows.size(); ++i) in_order = in_order && rows[i].value == static_cast<std::int64_t>(2 * i);
  CHECK(in_order);
  CHECK(in.pending() == 0);
}

TEST_CASE("rows are added from many threads while the query runs") {
  memory_stream<number> in;
  memory_sink<parity> out;
  auto query = read_stream(in) | group_by((col<"value"> % 2).as<"rest">()) | aggregate(sum(col<"value">).as<"sum">()) |
               write_stream(out) | output_mode(complete) | start();
  std::vector<std::thread> feeders;
  for (int i = 0; i < 4; ++i)
    feeders.emplace_back([&in] {
      for (std::int64_t value = 0; value < 1000; ++value) in.add(number{value});
    });
  for (auto& feeder : feeders) feeder.join();
  query.process_all_available();
  CHECK(same_rows(out.rows(), {{0, 4 * 249'500}, {1, 4 * 250'000}}, testing::row_order::any));
}

TEST_CASE("complete mode hands out the whole result in each batch, and runs no batch without rows") {
  memory_stream<reading> in;
  memory_sink<total> out;
  auto query = read_stream(in) | sums(0s) | write_stream(out) | output_mode(complete) | start();
  in.add({{1, at(1s)}, {2, at(2s)}});
  query.process_all_available();
  in.add(reading{5, at(11s)});
  query.process_all_available();
  // Nothing is late in complete mode (semantics 3.3).
  in.add(reading{7, at(3s)});
  query.process_all_available();
  CHECK(out.batch_count() == 3);
  CHECK(same_rows(out.batch(0), {{at(0s), 3}}));
  CHECK(same_rows(out.batch(1), {{at(0s), 3}, {at(10s), 5}}));
  CHECK(same_rows(out.batch(2), {{at(0s), 10}, {at(10s), 5}}));
  CHECK(same_rows(out.rows(), {{at(0s), 10}, {at(10s), 5}}));
}

TEST_CASE("an aggregation without keys has a row in every batch that runs") {
  memory_stream<number> in;
  memory_sink<> out;
  auto query = read_stream(in) | aggregate(count().as<"n">(), sum(col<"value">).as<"sum">()) | write_stream(out) |
               output_mode(update) | start();
  in.add(number{4});
  query.process_all_available();
  in.add(number{5});
  query.process_all_available();
  CHECK(same_rows(out.batch(0), {{"1", "4"}}));
  CHECK(same_rows(out.batch(1), {{"2", "9"}}));
}

TEST_CASE("a limit is for the life of the query") {
  memory_stream<number> in;
  memory_sink<number> out;
  auto query = read_stream(in) | limit(3) | write_stream(out) | start();
  in.add({{1}, {2}});
  query.process_all_available();
  in.add({{3}, {4}});
  query.process_all_available();
  in.add(number{5});
  query.process_all_available();
  CHECK(out.batch_count() == 3);
  CHECK(same_rows(out.rows(), {{1}, {2}, {3}}));
}

TEST_CASE("two queries read one stream, each all of it") {
  memory_stream<number> in;
  memory_sink<number> evens;
  memory_sink<number> odds;
  auto first = read_stream(in) | where(col<"value"> % 2 == 0) | write_stream(evens) | start();
  auto second = read_stream(in) | where(col<"value"> % 2 == 1) | write_stream(odds) | start();
  // Both have opened the stream when they have looked at it once.
  first.process_all_available();
  second.process_all_available();
  for (std::int64_t i = 0; i < 100; ++i) in.add(number{i});
  first.process_all_available();
  second.process_all_available();
  CHECK(evens.rows().size() == 50);
  CHECK(odds.rows().size() == 50);
  CHECK(in.pending() == 0);
}

}  // namespace
