// SPDX-License-Identifier: Apache-2.0
#include <sluice/connectors/files/seen_files.hpp>
#include <sluice/connectors/files/seen_log.hpp>

#include "folders.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>

using namespace sluice;
using files::seen_file;

TEST_CASE("a file is new if its path is not known and it is not older than the last purge allowed (semantics 15.3)", "[files]") {
  files::seen_files seen{10};
  seen.add("/a", 5);
  CHECK(seen.purge() == 0);
  CHECK(seen.size() == 1);
  seen.add("/b", 15);
  CHECK(seen.purge() == 0);
  CHECK(seen.size() == 2);
  seen.add("/c", 16);
  CHECK(seen.purge() == 1);
  CHECK_FALSE(seen.is_new("/d", 5));
  CHECK(seen.is_new("/d", 6));
  CHECK_FALSE(seen.is_new("/b", 15));
  seen.add("/e", 25);
  CHECK(seen.is_new("/d", 6));  // nothing is refused before the next purge
  CHECK(seen.purge() == 0);
  CHECK_FALSE(seen.is_new("/d", 14));
}

TEST_CASE("the same name in another folder is known where names alone count", "[files]") {
  files::seen_files seen{std::nullopt, true};
  seen.add("/a/x.csv", 5);
  CHECK_FALSE(seen.is_new("/b/x.csv", 5));
  CHECK(seen.is_new("/b/y.csv", -1));
  CHECK(seen.purge() == 0);
}

TEST_CASE("the log has Spark's lines, and reads them back after a restart (semantics 13.1)", "[files]") {
  auto const storage = std::make_shared<testing::memory_storage>();
  {
    files::seen_log log{files_test::with_log(storage)};
    CHECK(log.restore().empty());
    CHECK(log.latest() == -1);
    log.add({{"/in/a b.csv", 1234, 0}, {"/in/c.csv", 1235, 0}}, 0);
    log.add({{"/in/d.csv", 1236, 0}}, 0);
    CHECK(log.between(-1, 0).size() == 2);
  }
  CHECK(storage->content().at("sources/0/0") ==
        "v1\n{\"path\":\"file:///in/a%20b.csv\",\"timestamp\":1234,\"batchId\":0}\n{\"path\":\"file:///in/c.csv\",\"timestamp\":1235,\"batchId\":0}");
  files::seen_log again{files_test::with_log(storage)};
  CHECK(again.restore().size() == 3);
  CHECK(again.latest() == 1);
  CHECK(again.between(-1, 1) == std::vector<seen_file>{{"/in/a b.csv", 1234, 0}, {"/in/c.csv", 1235, 0}, {"/in/d.csv", 1236, 1}});
  CHECK(again.between(0, 1) == std::vector<seen_file>{{"/in/d.csv", 1236, 1}});
  CHECK_THROWS_AS(again.between(1, 2), checkpoint_error);
}

TEST_CASE("batches are found in compacted files, too, and what is long outdated leaves them", "[files]") {
  auto const storage = std::make_shared<testing::memory_storage>();
  files::seen_log log{files_test::with_log(storage)};
  for (int i = 0; i < 130; ++i) log.add({{"/in/" + std::to_string(i), i, 0}}, i - 5);
  auto const content = storage->content();
  CHECK(content.contains("sources/0/129.compact"));
  CHECK_FALSE(content.contains("sources/0/3"));
  files::seen_log again{files_test::with_log(storage)};
  auto const kept = again.restore();
  CHECK(kept.front().path == "/in/29");
  CHECK(kept.back().path == "/in/129");
  CHECK(again.between(117, 119) == std::vector<seen_file>{{"/in/118", 118, 118}, {"/in/119", 119, 119}});
}

TEST_CASE("a log that somebody else writes, or that is damaged, stops the query by name", "[files]") {
  auto const storage = std::make_shared<testing::memory_storage>();
  files::seen_log one{files_test::with_log(storage)};
  files::seen_log other{files_test::with_log(storage)};
  one.add({{"/a", 1, 0}}, 0);
  CHECK_THROWS_WITH(other.add({{"/a", 1, 0}}, 0), Catch::Contains("CONCURRENT_STREAM_LOG_UPDATE"));
  for (auto const* line : {"{}", "{\"path\":\"hdfs://n/a\",\"timestamp\":1,\"batchId\":0}", "x"}) {
    CAPTURE(line);
    storage->overwrite("sources/0/0", std::string{"v1\n"} + line);
    CHECK_THROWS_WITH(files::seen_log{files_test::with_log(storage)}.restore(), Catch::Contains("sources/0/0"));
  }
}
