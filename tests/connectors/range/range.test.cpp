// SPDX-License-Identifier: Apache-2.0
#include <sluice/testing.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <limits>
#include <vector>

namespace {

using namespace sluice;
using testing::same_rows;

constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

struct collector {
  std::vector<std::int64_t> ids;
  void push(range_row const& row) { ids.push_back(row.id); }
};

/// All ids of a range, through its reader.
std::vector<std::int64_t> ids(range_source const& source) {
  auto reader = source.open(source_context{});
  reject_log rejects;
  collector all;
  for (auto at = reader.initial_offset();;) {
    auto const end = reader.latest_offset(at);
    if (end == at) return all.ids;
    CHECK(reader.read<want_all>(at, end, rejects, all) == end - at);
    at = end;
  }
}

using numbers = std::vector<std::int64_t>;

TEST_CASE("range: from the start up to but without the end, step by step") {
  CHECK(ids({.end = 4}) == numbers{0, 1, 2, 3});
  CHECK(ids({.start = 2, .end = 9, .step = 3}) == numbers{2, 5, 8});
  CHECK(ids({.start = 2, .end = 8, .step = 3}) == numbers{2, 5});
  CHECK(ids({.start = 3, .end = -3, .step = -2}) == numbers{3, 1, -1});
  CHECK(ids({}).empty());
  CHECK(ids({.start = 5, .end = 1}).empty());
  CHECK(ids({.start = 1, .end = 5, .step = -1}).empty());
}

TEST_CASE("range: the ends of the number type do not overflow") {
  CHECK(ids({.start = most - 2, .end = most}) == numbers{most - 2, most - 1});
  CHECK(ids({.start = least, .end = most, .step = most}) == numbers{least, -1, most - 1});
  CHECK(ids({.start = most, .end = least, .step = least}) == numbers{most, -1});
  auto reader = range_source{.start = least, .end = most}.open(source_context{});
  CHECK(reader.latest_offset(0) == std::numeric_limits<std::uint64_t>::max());
}

TEST_CASE("range: batches have at most so many rows, under once all") {
  memory_sink<range_row> out;
  SECTION("a limit") {
    auto query = read_stream(range_source{.end = 5, .rows_per_batch = 2}) | write_stream(out) | trigger(available_now()) | start();
    query.await_termination();
    CHECK(out.batch_count() == 3);
    CHECK(same_rows(out.batch(2), {{4}}));
  }
  SECTION("none") {
    auto query = read_stream(range_source{.end = 5}) | write_stream(out) | start();
    query.process_all_available();
    CHECK(out.batch_count() == 1);
    CHECK(query.last_progress()->sources.at(0).description == "Range[0, 5, step 1]");
    CHECK(query.last_progress()->sources.at(0).end_offset == "5");
  }
  SECTION("once") {
    auto query = read_stream(range_source{.end = 5, .rows_per_batch = 2}) | write_stream(out) | trigger(once()) | start();
    query.await_termination();
    CHECK(out.batch_count() == 1);
  }
  CHECK(same_rows(out.rows(), {{0}, {1}, {2}, {3}, {4}}));
}

TEST_CASE("range: offsets go through JSON") {
  auto reader = range_source{.end = 10}.open(source_context{});
  CHECK(reader.from_json(reader.to_json(7)) == 7);
  CHECK_THROWS_AS(reader.from_json(""), source_error);
  CHECK_THROWS_AS(reader.from_json("7x"), source_error);
}

TEST_CASE("range: a step of zero is refused by start") {
  memory_sink<> out;
  CHECK_THROWS_AS(read_stream(range_source{.end = 5, .step = 0}) | write_stream(out) | start(), option_error);
}

}  // namespace
