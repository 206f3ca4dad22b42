// SPDX-License-Identifier: Apache-2.0
#include <sluice/contract/compacting_log.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

using namespace sluice;
using Catch::Matchers::Contains;
using lines = compacting_log::lines;
using names = std::vector<std::string>;

namespace {

struct logged {
  std::shared_ptr<testing::memory_storage> files = std::make_shared<testing::memory_storage>();

  [[nodiscard]] compacting_log log(std::uint64_t interval) const { return {files, "sources/0", interval}; }
  [[nodiscard]] names list() const { return files->list("sources/0"); }
};

std::string line_of(std::uint64_t batch) { return R"({"path":"file:///in/)" + std::to_string(batch) + R"(.csv","batchId":)" + std::to_string(batch) + "}"; }

}  // namespace

TEST_CASE("a compacting log folds every interval-th batch into one file (semantics 13.2)") {
  logged const place;
  auto log = place.log(3);
  CHECK_FALSE(log.latest().has_value());
  CHECK(log.all().empty());
  for (std::uint64_t batch = 0; batch < 8; ++batch) CHECK(log.add(batch, {line_of(batch)}));
  CHECK(place.list() == names{"0", "1", "2.compact", "3", "4", "5.compact", "6", "7"});
  CHECK(place.files->read("sources/0/0") == "v1\n" + line_of(0));
  CHECK(place.files->read("sources/0/2.compact") == "v1\n" + line_of(0) + '\n' + line_of(1) + '\n' + line_of(2));

  lines expected;
  for (std::uint64_t batch = 0; batch < 8; ++batch) {
    expected.push_back(line_of(batch));
    CHECK(log.all(batch) == expected);
  }
  CHECK(place.log(3).all() == expected);
  CHECK(place.log(3).latest() == 7);
}

TEST_CASE("a compacting log takes each batch once and in order") {
  logged const place;
  auto log = place.log(3);
  CHECK(log.add(0, {}));
  CHECK(place.files->read("sources/0/0") == "v1");
  CHECK_FALSE(log.add(0, {"other"}));
  CHECK_FALSE(place.log(3).add(0, {"other"}));
  CHECK_THROWS_WITH(log.add(2, {}), Contains("the log has a gap") && Contains("memory:/sources/0/1"));
  CHECK_THROWS_WITH(log.add(1, {"two\nlines"}), Contains("line end"));
  CHECK(log.add(1, {"a"}));
  CHECK(place.log(3).add(2, {"b"}));
  CHECK_FALSE(log.add(2, {"c"}));
  CHECK(log.all() == lines{"a", "b"});
}

TEST_CASE("a compaction may drop lines") {
  logged const place;
  auto log = place.log(2);
  auto const keep_last_two = [](lines all) {
    if (all.size() > 2) all.erase(all.begin(), all.end() - 2);
    return all;
  };
  for (std::uint64_t batch = 0; batch < 6; ++batch) CHECK(log.add(batch, {std::to_string(batch)}, keep_last_two));
  CHECK(log.all() == lines{"4", "5"});
}

TEST_CASE("a compacting log keeps what its last readers need (semantics 13.2)") {
  logged const place;
  auto log = place.log(3);
  std::vector<names> const after{{"0"},           {"0", "1"},
                                 {"0", "1", "2.compact"}, {"2.compact", "3"},
                                 {"2.compact", "3", "4"}, {"2.compact", "3", "4", "5.compact"},
                                 {"5.compact", "6"}};
  for (std::uint64_t batch = 0; batch < after.size(); ++batch) {
    CHECK(log.add(batch, {line_of(batch)}));
    log.purge(1);
    CHECK(place.list() == after[batch]);
    CHECK(log.all().size() == batch + 1);
  }
}

TEST_CASE("an existing compacting log keeps an interval that its files obey (semantics 13.2)") {
  CHECK(compact_interval({}, 10) == 10);
  CHECK(compact_interval({9, 19, 29}, 3) == 10);
  CHECK(compact_interval({2, 5}, 10) == 3);
  CHECK(compact_interval({4}, 10) == 5);
  CHECK(compact_interval({9}, 3) == 5);
  CHECK(compact_interval({9}, 7) == 10);
  logged const place;
  {
    auto log = place.log(3);
    for (std::uint64_t batch = 0; batch < 6; ++batch) CHECK(log.add(batch, {line_of(batch)}));
  }
  auto log = place.log(10);
  for (std::uint64_t batch = 6; batch < 9; ++batch) CHECK(log.add(batch, {line_of(batch)}));
  CHECK(log.interval() == 3);
  auto const present = place.list();
  CHECK(std::count(present.begin(), present.end(), "8.compact") == 1);
  CHECK(log.all().size() == 9);
}

TEST_CASE("a compacting log names the file that is missing or damaged") {
  logged const place;
  auto log = place.log(3);
  for (std::uint64_t batch = 0; batch < 5; ++batch) CHECK(log.add(batch, {line_of(batch)}));
  place.files->overwrite("sources/0/4", "garbage");
  CHECK_THROWS_WITH(log.all(), Contains("[CHECKPOINT_CORRUPT] memory:/sources/0/4") && Contains("v1") && Contains("garbage"));
  place.files->overwrite("sources/0/4", "v9\n");
  CHECK_THROWS_WITH(log.all(), Contains("[INVALID_LOG_VERSION] memory:/sources/0/4") && Contains("v9"));
  place.files->remove("sources/0/3");
  CHECK_THROWS_WITH(log.all(), Contains("memory:/sources/0/3") && Contains("missing"));
  CHECK(log.all(2).size() == 3);
}
