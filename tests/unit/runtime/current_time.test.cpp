// SPDX-License-Identifier: Apache-2.0
// current_timestamp() and current_date() in each way to run a query: one instant for a batch, also for one that is run again (semantics 1).
#include <sluice/checkpoint.hpp>
#include <sluice/dates.hpp>
#include <sluice/explain.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <support/expressions.hpp>
#include <unit/runtime/streams.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

using namespace sluice;
using namespace sluice::runtime_test;
using Catch::Contains;
using testing::same_rows;

struct stamped {
  std::int64_t value;
  timestamp at;
  date day;
};
SLUICE_RECORD(stamped, value, at, day);

auto stamp() { return with_column<"at">(current_timestamp()) | with_column<"day">(current_date()); }

constexpr timestamp noon{1'795'435'200'000'000};  // 2026-11-23 12:00
constexpr date its_day{20'780};

/// Moves a clock on at each value, so that a look at it by row would show.
struct tick {
  testing::manual_clock* clock;
  std::int64_t operator()(std::int64_t value) const {
    clock->advance(24h);
    return value;
  }
};

/// Fails while it is told to.
struct unless {
  bool const* fails;
  std::int64_t operator()(std::int64_t value) const {
    if (*fails) throw std::runtime_error("not now");
    return value;
  }
};

timestamp machine_time() { return system_clock::instance().now(); }

}  // namespace

TEST_CASE("current time: names, types, and no column is read") {
  STATIC_REQUIRE(decltype(current_timestamp())::name.view() == "current_timestamp()");
  STATIC_REQUIRE(decltype(current_date())::name.view() == "current_date()");
  STATIC_REQUIRE(support::gives<timestamp, std::int64_t>(current_timestamp()));
  STATIC_REQUIRE(support::gives<date, std::int64_t>(current_date()));
  STATIC_REQUIRE(support::holds(decltype(current_timestamp())::needs, {}));
  CHECK_THAT(explain(read(std::vector<number>{}) | stamp()), Contains("current_timestamp()"));
}

TEST_CASE("current time: the innermost scope of a thread counts, and days end at midnight UTC") {
  testing::manual_clock clock{timestamp{-1}};
  auto const now = current_timestamp();
  auto const row = support::x(1);
  {
    batch_time const outer(noon);
    CHECK(now.evaluate(row) == noon);
    CHECK(current_date().evaluate(row) == its_day);
    {
      batch_time const inner(clock);
      CHECK(now.evaluate(row) == timestamp{-1});
      CHECK(current_date().evaluate(row) == date{-1});
      clock.advance(1us);
      CHECK(now.evaluate(row) == timestamp{0});
      CHECK(current_date().evaluate(row) == date{0});
    }
    CHECK(now.evaluate(row) == noon);
    std::optional<timestamp> elsewhere;
    std::thread([&] { elsewhere = now.evaluate(row); }).join();
    CHECK(*elsewhere != noon);
  }
  timestamp const before = machine_time();
  timestamp const seen = now.evaluate(row);
  CHECK(before <= seen);
  CHECK(seen <= machine_time());
}

TEST_CASE("current time: a batch query has one for all its rows, when it began") {
  std::vector<number> many(1000);
  timestamp const before = machine_time();
  auto const rows = collect(read(many) | stamp() | as<stamped>());
  timestamp const after = machine_time();
  REQUIRE(rows.size() == many.size());
  std::set<timestamp> times;
  for (auto const& row : rows) times.insert(row.at);
  REQUIRE(times.size() == 1);
  CHECK(before <= *times.begin());
  CHECK(*times.begin() <= after);
}

TEST_CASE("current time: a streaming query has one in each batch, by the query's clock") {
  testing::manual_clock clock{noon};
  memory_stream<number> in;
  memory_sink<stamped> out;
  in.add({{1}, {2}});
  auto query = read_stream(in) | with_column<"value">(udf(tick{&clock})(col<"value">)) | stamp() | as<stamped>() | write_stream(out) | use_clock(clock) | start();
  query.process_all_available();
  CHECK(same_rows(out.batch(0), {{1, noon, its_day}, {2, noon, its_day}}));
  in.add({{3}, {4}});
  query.process_all_available();
  CHECK(same_rows(out.batch(1), {{3, noon + 48h, date{its_day.days + 2}}, {4, noon + 48h, date{its_day.days + 2}}}));
}

TEST_CASE("current time: a batch that is run again has the time of its plan, in milliseconds as it is logged") {
  testing::manual_clock clock{noon + 1999us};
  auto const storage = std::make_shared<testing::memory_storage>();
  memory_stream<number> in;
  memory_sink<stamped> out;
  in.add({{1}, {2}});
  bool fails = true;
  auto const run = [&] {
    auto query = read_stream(in) | with_column<"value">(udf(unless{&fails})(col<"value">)) | stamp() | as<stamped>() | write_stream(out) |
                 trigger(available_now()) | use_clock(clock) | checkpoint(checkpoint_options{"", storage, {}}) | start();
    return message_of<query_error>([&] { query.await_termination(); });
  };
  CHECK_THAT(run(), Contains("not now"));
  CHECK(out.batch_count() == 0);
  fails = false;
  clock.advance(48h);
  in.add({{3}});
  CHECK(run().empty());
  REQUIRE(out.batch_count() == 2);
  CHECK(same_rows(out.batch(0), {{1, noon + 1ms, its_day}, {2, noon + 1ms, its_day}}));
  CHECK(same_rows(out.batch(1), {{3, noon + 48h + 1ms, date{its_day.days + 2}}}));
}

TEST_CASE("current time: a continuous query has the time at which a row passes, by its clock") {
  testing::manual_clock clock{noon};
  memory_stream<number> in;
  memory_sink<stamped> out;
  auto query = read_stream(in) | stamp() | with_column<"value">(udf(tick{&clock})(col<"value">)) | as<stamped>() | write_stream(out) | trigger(continuous(1s)) |
               use_clock(clock) | start();
  in.add({{1}});
  query.process_all_available();
  in.add({{2}});
  query.process_all_available();
  CHECK(same_rows(out.rows(), {{1, noon, its_day}, {2, noon + 24h, date{its_day.days + 1}}}));
}

TEST_CASE("current time: a record that is pushed has the machine's") {
  std::vector<timestamp> seen;
  auto live = stamp().connect<number>(append, [&](auto const& row) { seen.push_back(get<"at">(row)); });
  timestamp const before = machine_time();
  live.push({1});
  timestamp const after = machine_time();
  REQUIRE(seen.size() == 1);
  CHECK(before <= seen.at(0));
  CHECK(seen.at(0) <= after);
}
