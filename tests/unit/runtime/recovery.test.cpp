// SPDX-License-Identifier: Apache-2.0
// Queries on a checkpoint: what a restart keeps, takes and refuses (semantics 12). tests/model/recovery.test.cpp has the crashes.
#include <sluice/checkpoint.hpp>
#include <sluice/checkpoint/checkpoint_view.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <unit/runtime/streams.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace sluice;
using namespace sluice::runtime_test;
using namespace std::chrono_literals;
using Catch::Contains;
using testing::memory_storage;

using files = memory_storage::files;

timestamp seconds(std::int64_t since_epoch) { return timestamp::from_milliseconds(since_epoch * 1000); }

checkpoint_options on(storage_ptr storage, retention_options retention = {}) { return {"", std::move(storage), retention}; }

auto windows(std::chrono::microseconds length) {
  return with_watermark<"time">(5s) | group_by(window(col<"time">, length)) | aggregate(sum(col<"value">).as<"sum">());
}

/// A stream of readings, and a table that takes what a query makes of them in each of its runs.
struct bench {
  memory_stream<reading> in;
  memory_sink<> out;
  std::shared_ptr<memory_storage> storage = std::make_shared<memory_storage>();

  template <class Query, class Trigger>
  streaming_query start_with(Query const& query, Trigger when) {
    return read_stream(in) | query | write_stream(out) | output_mode(update) | trigger(when) | checkpoint(on(storage)) | start();
  }
  /// Runs a query over all there is; what made it fail, or nothing.
  template <class Query>
  std::string run(Query const& query) {
    auto running = start_with(query, available_now());
    return message_of<query_error>([&] { running.await_termination(); });
  }
  [[nodiscard]] std::string file(std::string const& path) const {
    auto const all = storage->content();
    auto const found = all.find(path);
    return found == all.end() ? "no file" : found->second;
  }
};

}  // namespace

TEST_CASE("recovery: the id lasts, each run has its own run id") {
  bench with;
  with.in.add({1, seconds(1)});
  auto first = with.start_with(windows(10s), processing_time(0ms));
  std::string const id = first.id();
  std::string const run = first.run_id();
  first.stop();
  auto const second = with.start_with(windows(10s), processing_time(0ms));
  CHECK(second.id() == id);
  CHECK(second.run_id() != run);
  CHECK(with.file("metadata").find(id) != std::string::npos);
}

TEST_CASE("recovery: a second query on the checkpoint is refused by start") {
  bench with;
  auto const running = with.start_with(windows(10s), processing_time(0ms));
  auto const text = message_of<checkpoint_error>([&] { static_cast<void>(with.start_with(windows(10s), processing_time(0ms))); });
  CHECK_THAT(text, Contains("[CHECKPOINT_IN_USE]") && Contains("another running query uses this checkpoint"));
  CHECK(running.is_active());
}

TEST_CASE("recovery: the logs are Spark's (semantics 13.1)") {
  bench with;
  testing::manual_clock clock{timestamp::from_milliseconds(1'795'409'618'223)};
  with.in.add({1, seconds(100)});
  auto query = read_stream(with.in) | windows(10s) | write_stream(with.out) | output_mode(update) | trigger(available_now()) |
               checkpoint(on(with.storage)) | use_clock(clock) | start();
  query.await_termination();
  auto const plan = with.file("offsets/0");
  CHECK(plan.substr(0, plan.find(",\"checksum\"")) ==
        "v1\n{\"batchWatermarkMs\":0,\"batchTimestampMs\":1795409618223,\"conf\":{\"spark.sql.shuffle.partitions\":\"1\","
        "\"spark.sql.streaming.multipleWatermarkPolicy\":\"min\"}");
  CHECK(plan.substr(plan.rfind('\n')) == "\n1");
  CHECK(with.file("commits/0").substr(0, 32) == "v1\n{\"nextBatchWatermarkMs\":95000");
  // The watermark moved: a batch without rows follows, with the same offsets.
  CHECK(with.file("offsets/1").substr(0, 29) == "v1\n{\"batchWatermarkMs\":95000,");
  CHECK(with.storage->exists("state/0/0/1.delta"));
  CHECK(with.storage->exists("state/0/_metadata/schema"));
}

TEST_CASE("recovery: sums, watermark and lateness go on") {
  bench with;
  with.in.add({1, seconds(100)});
  CHECK(with.run(windows(10s)).empty());
  // The window [90, 100) ended before the watermark, 95 s, only by 100: late by the watermark of the earlier run is what ends by 95.
  with.in.add({2, seconds(101)});
  with.in.add({4, seconds(84)});
  CHECK(with.run(windows(10s)).empty());
  CHECK(with.out.rows() == std::vector<text_row>{{"{1970-01-01 00:01:40, 1970-01-01 00:01:50}", "1"},
                                                 {"{1970-01-01 00:01:40, 1970-01-01 00:01:50}", "3"}});
}

TEST_CASE("recovery: with several watermarks each goes on from what it had seen") {
  bench with;
  memory_stream<reading> more;
  auto const run = [&] {
    auto query = read_stream(with.in) | with_watermark<"time">(5s) | union_with(read_stream(more) | with_watermark<"time">(5s)) |
                 group_by(window(col<"time">, 10s)) | aggregate(sum(col<"value">).as<"sum">()) | write_stream(with.out) | output_mode(append) |
                 trigger(available_now()) | checkpoint(on(with.storage)) | start();
    query.await_termination();
  };
  with.in.add({{1, seconds(60)}, {1, seconds(100)}});
  more.add({2, seconds(50)});
  run();
  CHECK(with.out.rows().empty());
  CHECK_THAT(with.file("commits/0"), Contains(R"("newestEventTimesUs":[100000000,50000000])"));
  // The left stays at 100 s, though this run sees no row of it: the watermark is 75 s, by the right.
  more.add({2, seconds(80)});
  run();
  CHECK(with.out.rows() == std::vector<text_row>{{"{1970-01-01 00:00:50, 1970-01-01 00:01:00}", "2"},
                                                 {"{1970-01-01 00:01:00, 1970-01-01 00:01:10}", "1"}});
}

TEST_CASE("recovery: nothing new, nothing runs") {
  bench with;
  with.in.add({1, seconds(100)});
  CHECK(with.run(windows(10s)).empty());
  auto const before = with.storage->content();
  CHECK(with.run(windows(10s)).empty());
  CHECK(with.storage->content() == before);
}

TEST_CASE("recovery: a batch that was planned runs again with its offsets and its time, and is the batch of trigger once") {
  bench with;
  with.in.add({1, seconds(100)});
  CHECK(with.run(where(col<"value"> > 0)).empty());
  auto content = with.storage->content();
  content.erase("commits/0");
  with.storage = std::make_shared<memory_storage>(content);
  memory_stream<reading> again;
  again.add({{7, seconds(1)}, {8, seconds(2)}, {9, seconds(3)}});
  with.in = again;
  with.out = memory_sink<>{};
  auto run_once = [&] {
    auto query = with.start_with(where(col<"value"> > 0), once());
    query.await_termination();
    return query.last_progress()->num_input_rows;
  };
  CHECK(run_once() == 1);
  CHECK(with.file("offsets/0") == content.at("offsets/0"));
  CHECK(run_once() == 2);
}

TEST_CASE("recovery: what may change between runs (semantics 12.3)") {
  bench with;
  with.in.add({1, seconds(100)});
  REQUIRE(with.run(windows(10s)).empty());
  with.in.add({2, seconds(101)});

  SECTION("filters, names and the trigger") {
    CHECK(with.run(where(col<"value"> > 0) | with_watermark<"time">(5s) | group_by(window(col<"time">, 10s)) |
                   aggregate(sum(col<"value">).as<"total">()))
              .empty());
    CHECK(with.out.rows().back().back() == "3");
  }
  SECTION("the delay of the watermark") {
    CHECK(with.run(with_watermark<"time">(50s) | group_by(window(col<"time">, 10s)) | aggregate(sum(col<"value">).as<"sum">())).empty());
  }
  SECTION("the keys may not") {
    CHECK_THAT(with.run(with_watermark<"time">(5s) | group_by(window(col<"time">, 10s), col<"value">) | aggregate(sum(col<"value">).as<"sum">())),
               Contains("STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE") && Contains("key field 2 value (long) is new"));
  }
  SECTION("the aggregates may not") {
    CHECK_THAT(with.run(with_watermark<"time">(5s) | group_by(window(col<"time">, 10s)) | aggregate(avg(col<"value">))),
               Contains("STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE") && Contains("value field 1"));
  }
  SECTION("the window may not, though Spark would mix old and new") {
    CHECK_THAT(with.run(windows(20s)), Contains("window is [0, 20000000) us") && Contains("and was [0, 10000000) us"));
  }
  SECTION("an operator may not go") {
    CHECK_THAT(with.run(where(col<"value"> > 0)), Contains("STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA") &&
                                                      Contains("which the query no longer has"));
  }
  SECTION("the number of sources may not") {
    memory_stream<reading> more;
    auto query = read_stream(with.in) | union_with(read_stream(more)) | windows(10s) | write_stream(with.out) | output_mode(update) |
                 trigger(available_now()) | checkpoint(on(with.storage)) | start();
    CHECK_THAT(message_of<query_error>([&] { query.await_termination(); }),
               Contains("CHECKPOINT_MISMATCH") && Contains("sources in the checkpoint, and the query has 2"));
  }
}

TEST_CASE("recovery: old logs and deltas go, snapshots stay, and a restart finds what it needs") {
  bench with;
  for (int i = 0; i < 40; ++i) {
    with.in.add({1, seconds(100)});
    auto query = read_stream(with.in) | windows(10s) | write_stream(with.out) | output_mode(update) | trigger(available_now()) |
                 checkpoint(on(with.storage, {.min_batches_to_retain = 5, .min_deltas_for_snapshot = 4, .in_background = i % 2 == 0})) | start();
    query.await_termination();
  }
  CHECK(with.out.rows().back().back() == "40");
  auto const count = [&](std::string const& folder) { return with.storage->list(folder).size(); };
  CHECK(count("offsets") <= 8);
  CHECK(count("commits") <= 8);
  CHECK(count("state/0/0") <= 14);
}

TEST_CASE("recovery: a checkpoint that was damaged is refused, and the damaged file named") {
  bench with;
  for (int i = 0; i < 3; ++i) {
    with.in.add({1, seconds(100 + i)});
    REQUIRE(with.run(windows(10s)).empty());
  }
  auto const sound = with.storage->content();
  for (std::string const path : {"offsets/5", "commits/5", "state/0/0/6.delta", "state/0/0/1.delta"}) {
    INFO(path);
    REQUIRE(sound.contains(path));
    auto const& content = sound.at(path);
    auto const refused = [&](std::string damaged) {
      auto all = sound;
      all.at(path) = std::move(damaged);
      with.storage = std::make_shared<memory_storage>(all);
      return with.run(windows(10s));
    };
    for (std::size_t cut = 0; cut < content.size(); cut += 7) CHECK_THAT(refused(content.substr(0, cut)), Contains("memory:/" + path));
    for (std::size_t at = 0; at < content.size(); ++at) {
      auto flipped = content;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 8)));
      auto const said = refused(flipped);
      // Without its name the checksum is a field of Spark's future, and the rest is as it was.
      auto const name = content.find("checksum");
      if (at >= name && at < name + 8) continue;
      CHECK_THAT(said, Contains("memory:/" + path));
    }
    auto all = sound;
    all.erase(path);
    with.storage = std::make_shared<memory_storage>(all);
    if (path != "commits/5") CHECK_THAT(with.run(windows(10s)), Contains(path.substr(0, 7)));
  }
}

TEST_CASE("recovery: a checkpoint keeps the number of partitions it began with, and each has its keys") {
  bench with;
  auto const run = [&](std::size_t partitions) {
    auto options = on(with.storage);
    options.state_partitions = partitions;
    auto query = read_stream(with.in) | group_by<"value">() | count() | write_stream(with.out) | output_mode(update) | trigger(available_now()) |
                 checkpoint(options) | start();
    query.await_termination();
  };
  for (std::int64_t i = 0; i < 100; ++i) with.in.add({i, seconds(1)});
  run(4);
  CHECK(with.storage->list("state/0") == std::vector<std::string>{"0/", "1/", "2/", "3/", "_metadata/"});
  for (char const part : {'0', '1', '2', '3'}) {
    auto const size = with.file(std::string{"state/0/"} + part + "/1.delta").size();
    CHECK(size > 300);
    CHECK(size < 1100);
  }
  with.in.add({7, seconds(1)});
  run(1);
  CHECK(with.storage->list("state/0").size() == 5);
  CHECK_THAT(with.file("offsets/1"), Contains("\"spark.sql.shuffle.partitions\":\"4\""));
  CHECK(with.out.rows().back() == text_row{"7", "2"});
  CHECK(view_state(with.storage)[0].rows.size() == 100);
}

TEST_CASE("recovery: a min_batches_to_retain of zero is refused") {
  bench with;
  auto const text = message_of<option_error>([&] {
    static_cast<void>(read_stream(with.in) | write_stream(with.out) | checkpoint(on(with.storage, {.min_batches_to_retain = 0})) | start());
  });
  CHECK_THAT(text, Contains("min_batches_to_retain") && Contains("at least 1"));
}
