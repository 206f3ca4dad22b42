// SPDX-License-Identifier: Apache-2.0
#include <sluice/checkpoint/local_storage.hpp>
#include <sluice/checkpoint/query_checkpoint.hpp>
#include <sluice/testing/faulty_storage.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

using namespace sluice;
using Catch::Matchers::Contains;
using testing::faulty_storage;
using testing::memory_storage;
using testing::storage_fault;

namespace {

using memory_ptr = std::shared_ptr<memory_storage>;

batch_plan plan_until(std::int64_t end, std::int64_t watermark) { return {watermark, end * 1000, {{"policy", "min"}}, {std::to_string(end)}}; }

memory_ptr copy_of(memory_ptr const& files) { return std::make_shared<memory_storage>(files->content()); }

bool same(recovery_point const& left, recovery_point const& right) {
  return left.next_batch == right.next_batch && left.planned == right.planned && left.start == right.start && left.conf == right.conf &&
         left.watermark_ms == right.watermark_ms && left.late_watermark_ms == right.late_watermark_ms;
}

}  // namespace

TEST_CASE("a new checkpoint takes the id it is given and keeps it") {
  auto const files = std::make_shared<memory_storage>();
  {
    query_checkpoint checkpoint{files, "11111111-aaaa"};
    CHECK(checkpoint.id() == "11111111-aaaa");
    auto const point = checkpoint.recover(2);
    CHECK(point.next_batch == 0);
    CHECK_FALSE(point.started());
    CHECK_FALSE(point.planned.has_value());
    CHECK(point.start.empty());
    CHECK_THROWS_WITH((query_checkpoint{files, "x"}), Contains("[CHECKPOINT_IN_USE]"));
  }
  CHECK(files->read("metadata") == R"({"id":"11111111-aaaa"})");
  CHECK(query_checkpoint{files, "22222222-bbbb"}.id() == "11111111-aaaa");
}

TEST_CASE("a query goes on where its logs end (semantics 12.2)") {
  auto const files = std::make_shared<memory_storage>();
  auto const recovered = [&] { return query_checkpoint{copy_of(files), "id"}.recover(1); };
  query_checkpoint checkpoint{files, "id"};

  checkpoint.plan(0, plan_until(10, 0));
  auto point = recovered();
  CHECK(point.next_batch == 0);
  CHECK(point.started());
  CHECK(point.planned == plan_until(10, 0));
  CHECK(point.start.empty());
  CHECK(point.watermark_ms == 0);

  checkpoint.commit(0, {50});
  point = recovered();
  CHECK(point.next_batch == 1);
  CHECK_FALSE(point.planned.has_value());
  CHECK(point.start == std::vector<std::string>{"10"});
  CHECK(point.conf.at("policy") == "min");
  CHECK(point.watermark_ms == 50);
  CHECK(point.late_watermark_ms == 0);

  checkpoint.plan(1, plan_until(20, 50));
  point = recovered();
  CHECK(point.next_batch == 1);
  CHECK(point.planned == plan_until(20, 50));
  CHECK(point.start == std::vector<std::string>{"10"});
  CHECK(point.watermark_ms == 50);
  CHECK(point.late_watermark_ms == 0);

  checkpoint.commit(1, {40});
  point = recovered();
  CHECK(point.next_batch == 2);
  CHECK(point.watermark_ms == 50);
  CHECK(point.late_watermark_ms == 50);
}

TEST_CASE("a watermark before 1970 goes on: 0 in a log is none, not a later one") {
  auto const files = std::make_shared<memory_storage>();
  query_checkpoint checkpoint{files, "id"};
  auto const watermark = [&] { return query_checkpoint{copy_of(files), "id"}.recover(1).watermark_ms; };
  checkpoint.plan(0, plan_until(10, 0));
  checkpoint.commit(0, {-5000});
  CHECK(watermark() == -5000);
  checkpoint.plan(1, plan_until(20, -5000));
  CHECK(watermark() == -5000);
  checkpoint.commit(1, {0});
  CHECK(watermark() == -5000);
}

TEST_CASE("a checkpoint that Spark wrote is read to its end") {
  support::temporary_folder const folder;
  memory_storage::files content;
  local_storage spark{SLUICE_TEST_DATA "/spark_checkpoint"};
  for (auto const* path : {"metadata", "offsets/0", "offsets/1", "offsets/2", "offsets/3", "commits/0", "commits/1", "commits/2"})
    content[path] = spark.read(path).value();
  query_checkpoint checkpoint{std::make_shared<memory_storage>(content), "unused"};
  CHECK(checkpoint.id() == "af1ef4fa-0677-43bf-a698-054883ae4e73");
  auto const point = checkpoint.recover(1);
  CHECK(point.next_batch == 3);
  REQUIRE(point.planned.has_value());
  CHECK(point.planned->offsets == std::vector<std::string>{R"({"evone":{"0":6000}})"});
  CHECK(point.start == std::vector<std::string>{R"({"evone":{"0":4500}})"});
  CHECK(point.watermark_ms == 1'700'000'224'000);
  CHECK(point.late_watermark_ms == 1'700'000'149'000);
}

TEST_CASE("a batch is logged once: the second writer is refused") {
  auto const files = std::make_shared<memory_storage>();
  query_checkpoint checkpoint{files, "id"};
  files->overwrite("offsets/0", "v1\n{}\n5");
  CHECK_THROWS_WITH(checkpoint.plan(0, plan_until(1, 0)), Contains("[CONCURRENT_STREAM_LOG_UPDATE] memory:/offsets/0"));
  CHECK(files->read("offsets/0") == "v1\n{}\n5");
  files->overwrite("commits/0", "v1\n{}");
  CHECK_THROWS_WITH(checkpoint.commit(0, {}), Contains("[CONCURRENT_STREAM_LOG_UPDATE] memory:/commits/0"));
}

TEST_CASE("a checkpoint in which something is missing is refused, and says what") {
  auto const full = std::make_shared<memory_storage>();
  {
    query_checkpoint checkpoint{full, "id"};
    for (std::uint64_t batch = 0; batch < 4; ++batch) {
      checkpoint.plan(batch, plan_until(static_cast<std::int64_t>(batch) * 10, 0));
      checkpoint.commit(batch, {});
    }
  }
  auto const files = copy_of(full);
  auto const open = [&] { return query_checkpoint{files, "other"}.recover(1); };
  CHECK(open().next_batch == 4);
  SECTION("the identity") {
    files->remove("metadata");
    CHECK_THROWS_WITH(open(), Contains("[STREAMING_CHECKPOINT_MISSING_METADATA_FILE] memory:/metadata"));
  }
  SECTION("the identity is damaged") {
    files->overwrite("metadata", "{\"id\":\"a");
    CHECK_THROWS_WITH(open(), Contains("[CHECKPOINT_CORRUPT] memory:/metadata"));
    files->overwrite("metadata", "{}");
    CHECK_THROWS_WITH(open(), Contains("[CHECKPOINT_CORRUPT] memory:/metadata") && Contains("id"));
  }
  SECTION("a plan in the middle") {
    files->remove("offsets/2");
    CHECK_THROWS_WITH(open(), Contains("[CHECKPOINT_CORRUPT] memory:/offsets/2") && Contains("gap"));
  }
  SECTION("the last plan") {
    files->remove("offsets/3");
    CHECK_THROWS_WITH(open(), Contains("memory:/offsets/3") && Contains("batch 3 is finished, and its plan is missing"));
  }
  SECTION("all plans") {
    for (auto const* path : {"offsets/0", "offsets/1", "offsets/2", "offsets/3"}) files->remove(path);
    CHECK_THROWS_WITH(open(), Contains("[STATE_STORE_CHECKPOINT_LOCATION_NOT_EMPTY] memory:/commits"));
    for (auto const* path : {"commits/0", "commits/1", "commits/2", "commits/3"}) files->remove(path);
    CHECK(open().next_batch == 0);
    files->overwrite("state/0/_metadata/schema", "");
    CHECK(open().next_batch == 0);
    files->overwrite("state/0/0/1.delta", "");
    CHECK_THROWS_WITH(open(), Contains("[STATE_STORE_CHECKPOINT_LOCATION_NOT_EMPTY] memory:/state/0"));
  }
  SECTION("a commit in the middle") {
    files->remove("commits/1");
    CHECK_THROWS_WITH(open(), Contains("[CHECKPOINT_CORRUPT] memory:/commits/1"));
  }
  SECTION("the last two commits") {
    files->remove("commits/3");
    CHECK(open().next_batch == 3);
    files->remove("commits/2");
    CHECK_THROWS_WITH(open(), Contains("[CHECKPOINT_CORRUPT] memory:/commits/2"));
  }
  SECTION("the plan before the last, when the last is to be run again") {
    files->remove("commits/3");
    for (auto const* path : {"offsets/0", "offsets/1", "offsets/2"}) files->remove(path);
    CHECK_THROWS_WITH(open(), Contains("[CHECKPOINT_CORRUPT] memory:/offsets/2"));
  }
  SECTION("a source") {
    CHECK_THROWS_WITH((query_checkpoint{files, "id"}.recover(2)),
                      Contains("[CHECKPOINT_MISMATCH]") && Contains("there are 1 sources in the checkpoint, and the query has 2"));
  }
}

TEST_CASE("old batches are purged, and 101 remain when 100 are to be kept (semantics 12.1)") {
  auto const files = std::make_shared<memory_storage>();
  query_checkpoint checkpoint{files, "id"};
  for (std::uint64_t batch = 0; batch < 130; ++batch) {
    checkpoint.plan(batch, plan_until(static_cast<std::int64_t>(batch), 0));
    checkpoint.purge(batch, 100);
    checkpoint.commit(batch, {});
  }
  CHECK(checkpoint.offsets().ids().size() == 101);
  CHECK(checkpoint.commits().ids().front() == 29);
  CHECK(checkpoint.recover(1).next_batch == 130);
}

// The property of the whole: whatever operation of the storage is the last one, and whether or not it took effect, a new run finds the
// checkpoint as it was before the step that was cut off, or as it is after it.
TEST_CASE("a crash at any operation leaves the old or the new state of the logs") {
  auto const seed = GENERATE(range(1U, 9U));
  std::mt19937 random{seed};
  using step = std::function<void(query_checkpoint&)>;
  std::vector<step> steps;
  std::int64_t end = 0, watermark = 0;
  for (std::uint64_t batch = 0; batch < 6; ++batch) {
    end += static_cast<std::int64_t>(random() % 5);
    steps.emplace_back([plan = plan_until(end, watermark), batch](query_checkpoint& at) { at.plan(batch, plan); });
    if (random() % 2 == 0) steps.emplace_back([batch](query_checkpoint& at) { at.purge(batch, 2); });
    watermark += static_cast<std::int64_t>(random() % 100);
    steps.emplace_back([watermark, batch](query_checkpoint& at) { at.commit(batch, {watermark}); });
  }
  // What a run finds after each number of whole steps; first, an empty place.
  std::vector<recovery_point> expected;
  auto const reference = std::make_shared<memory_storage>();
  auto const counted = std::make_shared<faulty_storage>(reference);
  {
    query_checkpoint checkpoint{counted, "id"};
    expected.push_back(query_checkpoint{copy_of(reference), "id"}.recover(1));
    for (auto const& one : steps) {
      one(checkpoint);
      expected.push_back(query_checkpoint{copy_of(reference), "id"}.recover(1));
    }
  }
  auto const how = GENERATE(storage_fault::crash_before, storage_fault::crash_after);
  for (std::uint64_t last = 1; last <= counted->operations(); ++last) {
    auto const files = std::make_shared<memory_storage>();
    std::size_t done = 0;
    try {
      query_checkpoint checkpoint{std::make_shared<faulty_storage>(files, last, how), "id"};
      for (auto const& one : steps) {
        one(checkpoint);
        ++done;
      }
      FAIL("no crash at operation " << last);
    } catch (testing::storage_crashed const&) {
    }
    auto const found = query_checkpoint{copy_of(files), "id"}.recover(1);
    CAPTURE(seed, last, done);
    CHECK((same(found, expected[done]) || same(found, expected[done + 1])));
  }
}
