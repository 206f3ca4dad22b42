// SPDX-License-Identifier: Apache-2.0
// The rate source: semantics 15.1.
#include <sluice/testing.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <limits>
#include <vector>

namespace {

using namespace sluice;
using testing::manual_clock;
using testing::same_rows;

struct collector {
  std::vector<rate::tick> rows;
  void push(rate::tick const& row) { rows.push_back(row); }
};

template <class Want = want_all, class Reader, class Offset>
std::vector<rate::tick> read(Reader& reader, Offset const& start, Offset const& end) {
  reject_log rejects;
  collector all;
  std::uint64_t const count = reader.template read<Want>(start, end, rejects, all);
  CHECK(count == all.rows.size());
  return all.rows;
}

/// Asks for the number alone.
struct only_value {
  static constexpr auto value = one_column<"value">;
};

std::vector<std::int64_t> first_seconds(rate::source const& source, std::int64_t count) {
  std::vector<std::int64_t> values;
  for (std::int64_t second = 0; second < count; ++second) values.push_back(source.rows_until(second));
  return values;
}

source_context with_clock(manual_clock const& now) {
  source_context context;
  context.clock = &now;
  return context;
}

TEST_CASE("rate: the number of rows grows by the rate each second, and with a ramp up to it") {
  CHECK(first_seconds({.rows_per_second = 3}, 4) == std::vector<std::int64_t>{0, 3, 6, 9});
  CHECK(first_seconds({.rows_per_second = 5, .ramp_up_time = std::chrono::seconds{2}}, 5) ==
        std::vector<std::int64_t>{0, 1, 3, 8, 13});
  CHECK(first_seconds({.rows_per_second = 10, .ramp_up_time = std::chrono::seconds{4}}, 8) ==
        std::vector<std::int64_t>{0, 2, 6, 12, 20, 30, 40, 50});
  // A rate below the steps of the ramp begins with its end.
  CHECK(first_seconds({.rows_per_second = 1, .ramp_up_time = std::chrono::seconds{2}}, 5) ==
        std::vector<std::int64_t>{0, 0, 0, 1, 2});
}

TEST_CASE("rate: whole seconds become rows, spread evenly over them") {
  manual_clock now{at(9h)};
  rate::source source{.rows_per_second = 4};
  auto reader = source.open(with_clock(now));
  auto const start = reader.initial_offset();
  CHECK(reader.latest_offset(start) == start);
  now.advance(999ms);
  CHECK(reader.latest_offset(start) == start);
  now.advance(1ms);
  auto const one = reader.latest_offset(start);
  CHECK(one.second == 1);
  auto const rows = read(reader, start, one);
  CHECK(same_rows(rows, {{at(9h), 0}, {at(9h + 250ms), 1}, {at(9h + 500ms), 2}, {at(9h + 750ms), 3}}));

  now.advance(2s + 300ms);
  auto const three = reader.latest_offset(one);
  CHECK(three.second == 3);
  auto const more = read(reader, one, three);
  REQUIRE(more.size() == 8);
  CHECK(more.front().value == 4);
  CHECK(more.front().timestamp == at(9h + 1s));
  CHECK(more.back().value == 11);
  CHECK(more.back().timestamp == at(9h + 2s + 750ms));
}

TEST_CASE("rate: times that do not divide are rounded to milliseconds") {
  manual_clock now{at(9h)};
  rate::source source{.rows_per_second = 3};
  auto reader = source.open(with_clock(now));
  auto const start = reader.initial_offset();
  now.advance(1s);
  CHECK(same_rows(read(reader, start, reader.latest_offset(start)), {{at(9h), 0}, {at(9h + 333ms), 1}, {at(9h + 667ms), 2}}));
}

TEST_CASE("rate: a column that nobody wants is not made") {
  manual_clock now{at(9h)};
  rate::source source{};
  auto reader = source.open(with_clock(now));
  auto const start = reader.initial_offset();
  now.advance(1s);
  CHECK(same_rows(read<only_value>(reader, start, reader.latest_offset(start)), {{timestamp{}, 0}}));
}

TEST_CASE("rate: an offset goes through JSON, and another reader makes the same rows from it") {
  manual_clock now{at(9h)};
  rate::source source{.rows_per_second = 2, .ramp_up_time = std::chrono::seconds{1}};
  auto first = source.open(with_clock(now));
  auto const start = first.initial_offset();
  now.advance(3s);
  auto const end = first.latest_offset(start);
  CHECK(first.to_json(end) == R"({"second":3,"created":1704099600000})");

  now.advance(1h);
  auto second = source.open(with_clock(now));
  auto const again = second.from_json(first.to_json(end));
  CHECK(again == end);
  CHECK(same_rows(read(second, second.from_json(first.to_json(start)), again), read(first, start, end)));
  CHECK(second.latest_offset(again).second == 3603);
  CHECK(second.latest_offset(again).created == end.created);
}

TEST_CASE("rate: texts that are no offset are refused") {
  manual_clock now;
  auto reader = rate::source{}.open(with_clock(now));
  for (char const* text : {"", "5", "{}", R"({"second":})", R"({"second":"x","created":1})", R"({"second":1})"})
    CHECK_THROWS_AS(reader.from_json(text), source_error);
  CHECK(reader.from_json(R"({ "created" : 7, "second" : -1 })") == rate::offset{-1, 7});
}

TEST_CASE("rate: a clock set back is waited for while the query runs, and an error when it starts again") {
  manual_clock now{at(9h)};
  rate::source source{};
  auto reader = source.open(with_clock(now));
  auto const start = reader.initial_offset();
  now.advance(5s);
  auto const five = reader.latest_offset(start);
  CHECK(five.second == 5);
  now.set(at(8h));
  CHECK(reader.latest_offset(five) == five);
  now.set(at(9h + 6s));
  CHECK(reader.latest_offset(five).second == 6);

  now.set(at(8h));
  auto next = source.open(with_clock(now));
  CHECK_THROWS_AS(next.latest_offset(five), source_error);
}

TEST_CASE("rate: numbers that cannot be counted any more are an error") {
  manual_clock now{at(9h)};
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  rate::source source{.rows_per_second = most / 2};
  auto reader = source.open(with_clock(now));
  auto const start = reader.initial_offset();
  now.advance(2s);
  CHECK(reader.latest_offset(start).second == 2);
  now.advance(1s);
  CHECK_THROWS_AS(reader.latest_offset(start), source_error);
  CHECK_THROWS_AS((rate::source{.rows_per_second = most / 2, .ramp_up_time = std::chrono::seconds{3}}.check()), option_error);
}

TEST_CASE("rate: options that cannot work are refused by start") {
  memory_sink<> out;
  CHECK_THROWS_AS(read_stream(rate::source{.rows_per_second = 0}) | write_stream(out) | start(), option_error);
  CHECK_THROWS_AS(read_stream(rate::source{.rows_per_second = -1}) | write_stream(out) | start(), option_error);
  CHECK_THROWS_AS(read_stream(rate::source{.ramp_up_time = std::chrono::seconds{-1}}) | write_stream(out) | start(), option_error);
}

TEST_CASE("rate: a query sees a batch whenever a second has passed") {
  manual_clock now{at(9h)};
  memory_sink<rate::tick> out;
  auto query = read_stream(rate::source{.rows_per_second = 2}) | write_stream(out) | use_clock(now) | start();
  query.process_all_available();
  CHECK(out.batch_count() == 0);
  now.advance(1s);
  query.process_all_available();
  now.advance(2s);
  query.process_all_available();
  CHECK(same_rows(out.batch(0), {{at(9h), 0}, {at(9h + 500ms), 1}}));
  CHECK(out.batch(1).size() == 4);
  CHECK(query.last_progress()->sources.at(0).description == "RateStreamV2[rowsPerSecond=2, rampUpTimeSeconds=0, numPartitions=1]");
}

TEST_CASE("rate: available_now takes what there is at its start") {
  manual_clock now{at(9h)};
  memory_sink<rate::tick> out;
  auto query = read_stream(rate::source{}) | write_stream(out) | trigger(available_now()) | use_clock(now) | start();
  query.await_termination();
  CHECK(out.batch_count() == 0);

  auto reader = rate::source{}.open(with_clock(now));
  auto const start = reader.initial_offset();
  now.advance(2s);
  reader.fix_end();
  now.advance(5s);
  CHECK(reader.latest_offset(start).second == 2);
}

TEST_CASE("rate per batch: every batch has so many rows of one time, a step later than the one before") {
  rate::micro_batch_source source{.rows_per_batch = 2, .start_timestamp = at(9h), .advance_per_batch = 500ms};
  auto reader = source.open(source_context{});
  auto start = reader.initial_offset();
  for (std::int64_t batch = 0; batch < 3; ++batch) {
    auto const end = reader.latest_offset(start);
    auto const time = at(9h + batch * 500ms);
    CHECK(same_rows(read(reader, start, end), {{time, 2 * batch}, {time, 2 * batch + 1}}));
    start = end;
  }
  CHECK(reader.to_json(start) == R"({"offset":6,"timestamp":1704099601500})");
  CHECK(reader.from_json(reader.to_json(start)) == start);
  CHECK_THROWS_AS(reader.from_json("{}"), source_error);
}

TEST_CASE("rate per batch: starts at 1970 and advances by a second, unless told otherwise") {
  rate::micro_batch_source source{.rows_per_batch = 3};
  auto reader = source.open(source_context{});
  auto const one = reader.latest_offset(reader.initial_offset());
  CHECK(reader.to_json(reader.initial_offset()) == R"({"offset":0,"timestamp":0})");
  CHECK(reader.to_json(one) == R"({"offset":3,"timestamp":1000})");
  // Rows of several batches, read at once, have each its own time.
  auto const two = reader.latest_offset(one);
  auto const rows = read(reader, reader.initial_offset(), two);
  CHECK(rows.at(2).timestamp == timestamp{0});
  CHECK(rows.at(3).timestamp == timestamp::from_seconds(1));
}

TEST_CASE("rate per batch: once and available_now run one batch") {
  rate::micro_batch_source source{.rows_per_batch = 3};
  memory_sink<rate::tick> out;
  SECTION("once") {
    auto query = read_stream(source) | write_stream(out) | trigger(once()) | start();
    query.await_termination();
  }
  SECTION("available_now") {
    auto query = read_stream(source) | write_stream(out) | trigger(available_now()) | start();
    query.await_termination();
  }
  CHECK(out.batch_count() == 1);
  CHECK(out.rows().size() == 3);
}

TEST_CASE("rate per batch: options that cannot work are refused by start") {
  memory_sink<> out;
  CHECK_THROWS_AS(read_stream(rate::micro_batch_source{}) | write_stream(out) | start(), option_error);
  CHECK_THROWS_AS(read_stream(rate::micro_batch_source{.rows_per_batch = 1, .advance_per_batch = -1ms}) | write_stream(out) | start(),
                  option_error);
}

}  // namespace
