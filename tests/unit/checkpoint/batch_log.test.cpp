// SPDX-License-Identifier: Apache-2.0
#include <sluice/checkpoint/batch_log.hpp>
#include <sluice/checkpoint/local_storage.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <catch2/catch.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using namespace sluice;
using Catch::Matchers::Contains;
using testing::memory_storage;

namespace {

batch_plan sample_plan() {
  return {1'700'000'074'000, 1'795'410'291'183, {{"policy", "min"}, {"odd \"key\"", "a\nb"}}, {R"({"orders":{"0":23}})", "", "17"}};
}

}  // namespace

TEST_CASE("a plan is written in Spark's layout and read back (semantics 13.1)") {
  auto const files = std::make_shared<memory_storage>();
  offset_log log{files};
  CHECK(log.add(7, sample_plan()));
  auto const text = files->read("offsets/7").value();
  CHECK_THAT(text, Catch::Matchers::StartsWith("v1\n{\"batchWatermarkMs\":1700000074000,\"batchTimestampMs\":1795410291183,\"conf\":{") &&
                       Catch::Matchers::EndsWith("}\n{\"orders\":{\"0\":23}}\n-\n17"));
  CHECK(log.get(7) == sample_plan());
  CHECK(log.find(7) == sample_plan());
  CHECK_FALSE(log.find(8).has_value());
  CHECK_FALSE(log.add(7, {}));
  CHECK(log.get(7) == sample_plan());
  CHECK_THROWS_WITH(log.add(8, {0, 0, {}, {"two\nlines"}}), Contains("JSON in one line"));

  commit_log commits{files};
  CHECK(commits.add(7, {-62'135'596'800'000}));
  CHECK_THAT(files->read("commits/7").value(), Catch::Matchers::StartsWith("v1\n{\"nextBatchWatermarkMs\":-62135596800000,"));
  CHECK(commits.get(7) == batch_commit{-62'135'596'800'000});
  CHECK_FALSE(commits.add(7, {0}));
}

TEST_CASE("logs that Spark wrote are read") {
  auto const files = std::make_shared<local_storage>(SLUICE_TEST_DATA "/spark_checkpoint");
  offset_log offsets{files};
  commit_log commits{files};
  CHECK(offsets.contiguous_ids() == std::vector<std::uint64_t>{0, 1, 2, 3});
  CHECK(commits.contiguous_ids() == std::vector<std::uint64_t>{0, 1, 2});
  auto const plan = offsets.get(1);
  CHECK(plan.watermark_ms == 1'700'000'074'000);
  CHECK(plan.timestamp_ms == 1'795'410'291'183);
  CHECK(plan.conf.size() == 15);
  CHECK(plan.conf.at("spark.sql.shuffle.partitions") == "2");
  CHECK(plan.offsets == std::vector<std::string>{R"({"evone":{"0":3000}})"});
  CHECK(commits.get(1).next_watermark_ms == 1'700'000'149'000);
  CHECK(metadata_log{files, "sources/0"}.get(0) == R"({"evone":{"0":0}})");
}

TEST_CASE("the line of a batch may be empty, lack fields or have unknown ones") {
  auto const files = std::make_shared<memory_storage>();
  offset_log log{files};
  files->overwrite("offsets/0", "v1\n\n{\"logOffset\":0}");
  CHECK(log.get(0) == batch_plan{0, 0, {}, {R"({"logOffset":0})"}});
  files->overwrite("offsets/1", "v1\n{}\n-");
  CHECK(log.get(1) == batch_plan{0, 0, {}, {""}});
  files->overwrite("offsets/2", "v1\n{\"future\":[{}],\"batchWatermarkMs\":5}");
  CHECK(log.get(2) == batch_plan{5, 0, {}, {}});
  files->overwrite("commits/0", "v1\n{}");
  CHECK(commit_log{files}.get(0).next_watermark_ms == 0);
}

TEST_CASE("every cut and every changed byte of a log's file is noticed, and the file is named") {
  auto const files = std::make_shared<memory_storage>();
  offset_log offsets{files};
  commit_log commits{files};
  REQUIRE(offsets.add(0, sample_plan()));
  REQUIRE(commits.add(0, {42}));
  auto const damaged = [&](char const* path, std::string const& content) {
    files->overwrite(path, content);
    bool const is_plan = path == std::string_view{"offsets/0"};
    try {
      // What reads the same is not damaged: a blank for a line end, say.
      if (is_plan) return offsets.get(0) == sample_plan();
      return commits.get(0) == batch_commit{42};
    } catch (checkpoint_error const& found) {
      CHECK(found.subject() == "memory:/" + std::string{path});
      return true;
    }
  };
  for (auto const* path : {"offsets/0", "commits/0"}) {
    std::string const whole = files->read(path).value();
    for (std::size_t size = 0; size < whole.size(); ++size) {
      INFO(path << " cut to " << size);
      CHECK(damaged(path, whole.substr(0, size)));
    }
    for (std::size_t at = 0; at < whole.size(); ++at)
      for (unsigned bit = 0; bit < 8; ++bit) {
        std::string changed = whole;
        changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ (1U << bit));
        INFO(path << " bit " << bit << " of byte " << at);
        CHECK(damaged(path, changed));
      }
  }
}

TEST_CASE("a damaged file is described: what was expected, and what is there") {
  auto const files = std::make_shared<memory_storage>();
  offset_log log{files};
  files->overwrite("offsets/0", "");
  CHECK_THROWS_WITH(log.get(0), Contains("[CHECKPOINT_CORRUPT] memory:/offsets/0: the file is damaged: its first line should be the version, v1") &&
                                    Contains("found: nothing"));
  files->overwrite("offsets/0", "v1");
  CHECK_THROWS_WITH(log.get(0), Contains("the line of the batch is missing"));
  files->overwrite("offsets/0", "v1\n{\"batchWatermarkMs\":\"x\"}");
  CHECK_THROWS_WITH(log.get(0), Contains("a whole number was expected at character 21"));
  files->overwrite("offsets/0", "v1\n{}\n{\"a\":");
  CHECK_THROWS_WITH(log.get(0), Contains("a value was expected at character 6") && Contains("found: {\"a\":"));
  files->overwrite("offsets/0", "v2\n{}");
  CHECK_THROWS_WITH(log.get(0), Contains("[INVALID_LOG_VERSION] memory:/offsets/0") && Contains("v2"));
  CHECK_THROWS_WITH(log.get(1), Contains("memory:/offsets/1") && Contains("the file of batch 1 is missing"));
}

TEST_CASE("a log counts only files that are named by a number, and refuses a gap") {
  auto const files = std::make_shared<memory_storage>();
  metadata_log log{files, "offsets"};
  for (auto const* name : {"offsets/9", "offsets/10", "offsets/11", "offsets/notes.txt", "offsets/12/inner", "offsets/-3", "offsets/1x"})
    files->overwrite(name, "v1\n");
  CHECK(log.contiguous_ids() == std::vector<std::uint64_t>{9, 10, 11});
  files->overwrite("offsets/13", "v1\n");
  CHECK(log.ids() == std::vector<std::uint64_t>{9, 10, 11, 13});
  CHECK_THROWS_WITH(log.contiguous_ids(), Contains("memory:/offsets/12") && Contains("gap"));
}

TEST_CASE("a log is purged from its oldest batch on, listing it once") {
  auto const files = std::make_shared<memory_storage>();
  metadata_log log{files, "offsets"};
  log.purge(5);
  for (std::uint64_t batch = 3; batch < 10; ++batch) CHECK(log.add(batch, "{}"));
  log.purge(5);
  CHECK(log.ids() == std::vector<std::uint64_t>{5, 6, 7, 8, 9});
  log.purge(4);
  log.purge(6);
  CHECK(log.ids() == std::vector<std::uint64_t>{6, 7, 8, 9});
}
