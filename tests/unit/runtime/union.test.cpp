// SPDX-License-Identifier: Apache-2.0
// Several sources in one query: their watermarks and their parts of a batch (semantics 3.1).
#include <unit/runtime/streams.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <vector>

namespace {

using namespace sluice;
using namespace sluice::runtime_test;
using testing::same_rows;

auto const summed = group_by(window(col<"time">, 10s)) | aggregate(sum(col<"value">).as<"sum">()) |
                    select(col<"window.start">.as<"start">(), col<"sum">);

TEST_CASE("the watermark of a union is the lesser one, and an idle input holds it") {
  memory_stream<reading> left;
  memory_stream<reading> right;
  memory_sink<total> out;
  auto query = read_stream(left) | with_watermark<"time">(0s) |
               union_with(read_stream(right) | with_watermark<"time">(0s)) | summed | write_stream(out) | start();
  left.add({{1, at(5s)}, {2, at(1h)}});
  query.process_all_available();
  // The right side has seen no row: there is no watermark yet, so nothing is emitted, and no batch without rows runs.
  CHECK(out.batch_count() == 1);
  CHECK(out.rows().empty());

  right.add(reading{4, at(25s)});
  query.process_all_available();
  CHECK(out.batch_count() == 3);
  CHECK(same_rows(out.batch(2), {{at(0s), 1}}));
  CHECK(query.last_progress()->event_time.watermark == at(25s));

  left.add(reading{8, at(2h)});
  query.process_all_available();
  CHECK(out.batch_count() == 4);
  CHECK(query.last_progress()->event_time.watermark == at(25s));

  right.add(reading{16, at(3h)});
  query.process_all_available();
  CHECK(query.last_progress()->event_time.watermark == at(2h));
  CHECK(same_rows(out.rows(), {{at(0s), 1}, {at(20s), 4}, {at(1h), 2}}));
}

TEST_CASE("a batch has the rows of the sources that have some, and tells them apart") {
  memory_stream<number> left;
  memory_stream<number> right;
  memory_sink<number> out;
  auto query = read_stream(left) | union_with(read_stream(right)) | write_stream(out) | start();
  left.add({{1}, {2}});
  query.process_all_available();
  right.add(number{3});
  query.process_all_available();
  CHECK(same_rows(out.batch(0), {{1}, {2}}));
  CHECK(same_rows(out.batch(1), {{3}}));
  auto const recent = query.recent_progress();
  REQUIRE(recent.size() == 2);
  REQUIRE(recent[0].sources.size() == 2);
  CHECK(recent[0].num_input_rows == 2);
  CHECK(recent[0].sources[0].num_input_rows == 2);
  CHECK(recent[0].sources[1].num_input_rows == 0);
  CHECK(recent[1].sources[0].num_input_rows == 0);
  CHECK(recent[1].sources[1].num_input_rows == 1);
  CHECK(recent[1].sources[0].start_offset == "2");
  CHECK(recent[1].sources[0].end_offset == "2");
  CHECK(recent[1].sources[1].start_offset == "0");
  CHECK(recent[1].sources[1].end_offset == "1");
}

TEST_CASE("a stream joined with itself by a union is read twice") {
  memory_stream<number> in;
  memory_sink<number> out;
  auto query = read_stream(in) | union_with(read_stream(in) | select((col<"value"> + 100).as<"value">())) | write_stream(out) | start();
  in.add({{1}, {2}});
  query.process_all_available();
  CHECK(same_rows(out.batch(0), {{1}, {2}, {101}, {102}}));
  CHECK(query.last_progress()->num_input_rows == 4);
  CHECK(in.pending() == 0);
}

}  // namespace
