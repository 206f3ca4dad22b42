// SPDX-License-Identifier: Apache-2.0
#include <sluice/checkpoint/state_files.hpp>
#include <sluice/testing/faulty_storage.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace sluice;
using Catch::Matchers::Contains;
using testing::memory_storage;
using table = std::map<std::string, std::string>;

namespace {

constexpr std::uint64_t schema_number = 4711;

// A live state, as far as files are concerned.
struct live {
  table entries;
  std::uint64_t calls = 0;
  void put(std::string_view key, std::string_view value) {
    ++calls;
    entries[std::string{key}] = value;
  }
  void remove(std::string_view key) {
    ++calls;
    entries.erase(std::string{key});
  }
};

table loaded(state_files& files, std::uint64_t version) {
  live target;
  files.load(version, target);
  return target.entries;
}

// Random changes of a batch, made in the table and in the writer.
void change(std::mt19937& random, table& model, state_file_writer& writer) {
  for (auto i = random() % 20; i > 0; --i) {
    std::string const key = "key " + std::to_string(random() % 30);
    if (random() % 4 == 0) {
      model.erase(key);
      writer.remove(key);
    } else {
      std::string const value(random() % 200, static_cast<char>(random()));
      model[key] = value;
      writer.put(key, value);
    }
  }
}

}  // namespace

TEST_CASE("state is what its deltas and snapshots say, at every version that is kept") {
  std::mt19937 random{GENERATE(range(1U, 6U))};
  auto const storage = std::make_shared<memory_storage>();
  state_files files{storage, state_folder("0", 3), schema_number};
  std::vector<table> versions{{}};
  std::uint64_t oldest = 0;
  for (std::uint64_t version = 1; version < 40; ++version) {
    table model = versions.back();
    auto writer = files.delta(version);
    change(random, model, writer);
    files.write(std::move(writer));
    versions.push_back(model);
    if (random() % 5 == 0) files.compact(version - random() % (version - oldest));
    if (random() % 5 == 0) files.retain(oldest += random() % (version - oldest));
    std::uint64_t const looked_at = oldest + random() % (version - oldest + 1);
    CHECK((loaded(files, looked_at) == versions[looked_at]));
    CHECK((loaded(files, version) == versions[version]));
  }
}

TEST_CASE("a delta costs what changed, and a snapshot replaces deltas") {
  auto const storage = std::make_shared<memory_storage>();
  state_files files{storage, "state/0/0", schema_number};
  auto big = files.delta(1);
  for (int i = 0; i < 1000; ++i) big.put(std::to_string(i), "value");
  files.write(std::move(big));
  for (std::uint64_t version = 2; version <= 12; ++version) {
    auto writer = files.delta(version);
    writer.put("7", std::to_string(version));
    writer.remove(std::to_string(version + 100));
    CHECK(writer.changes() == 2);
    files.write(std::move(writer));
    CHECK(storage->read("state/0/0/" + std::to_string(version) + ".delta")->size() < 70);
  }
  CHECK(files.deltas_to_load(12) == 12);
  CHECK_FALSE(files.compact_if_due(10));
  CHECK(files.compact_if_due(12));
  CHECK_FALSE(files.compact_if_due(12));
  CHECK(files.deltas_to_load(12) == 0);
  live target;
  files.load(12, target);
  CHECK(target.calls == 989);
  CHECK(target.entries.at("7") == "12");

  files.retain(11);
  CHECK(storage->list("state/0/0").size() == 13);
  files.retain(12);
  CHECK(storage->list("state/0/0") == std::vector<std::string>{"12.snapshot"});
  CHECK(loaded(files, 12).size() == 989);
}

TEST_CASE("a batch that runs again writes its delta over the old one") {
  auto const storage = std::make_shared<memory_storage>();
  state_files files{storage, "state/0/0", schema_number};
  for (auto const* value : {"first try", "second try"}) {
    auto writer = files.delta(1);
    writer.put("a", value);
    files.write(std::move(writer));
  }
  CHECK(loaded(files, 1) == table{{"a", "second try"}});
  CHECK(loaded(files, 0).empty());
}

TEST_CASE("state that lacks a file is refused, and the file is named") {
  auto const storage = std::make_shared<memory_storage>();
  state_files files{storage, "state/0/0", schema_number};
  for (std::uint64_t version = 1; version <= 4; ++version) files.write(files.delta(version));
  CHECK_THROWS_WITH(loaded(files, 5), Contains("[CANNOT_LOAD_STATE_STORE] memory:/state/0/0/5.delta") && Contains("version 5 of the state needs it"));
  storage->remove("state/0/0/2.delta");
  CHECK_THROWS_WITH(loaded(files, 4), Contains("memory:/state/0/0/2.delta"));
  CHECK(loaded(files, 1).empty());
  CHECK_THROWS_AS(files.compact(3), checkpoint_error);
}

TEST_CASE("every cut and every flipped bit of a state file is noticed, and the file is named") {
  auto const storage = std::make_shared<memory_storage>();
  state_files files{storage, "state/0/0", schema_number};
  auto writer = files.delta(1);
  writer.put("key", "value");
  writer.remove("other");
  files.write(std::move(writer));
  files.compact(1);
  auto const path = GENERATE(as<std::string>{}, "state/0/0/1.delta", "state/0/0/1.snapshot");
  std::string const whole = storage->read(path).value();
  if (path.ends_with("delta")) storage->remove("state/0/0/1.snapshot");
  auto const refused = [&](std::string const& content) {
    storage->overwrite(path, content);
    try {
      (void)loaded(files, 1);
    } catch (checkpoint_error const& found) {
      return found.subject() == "memory:/" + path;
    }
    return false;
  };
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK(refused(whole.substr(0, size)));
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string changed = whole;
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ (1U << bit));
      CHECK(refused(changed));
    }
  CHECK(refused(whole + 'x'));
  CHECK(refused(std::string(500, '\0')));
  storage->overwrite(path, whole);
  CHECK(loaded(files, 1) == table{{"key", "value"}});
}

TEST_CASE("a state file that is whole and not the right one is refused") {
  auto const storage = std::make_shared<memory_storage>();
  state_files files{storage, "state/0/0", schema_number};
  files.write(files.delta(1));
  storage->overwrite("state/0/0/2.delta", storage->read("state/0/0/1.delta").value());
  CHECK_THROWS_WITH(loaded(files, 2), Contains("2.delta") && Contains("it holds version 1"));
  storage->overwrite("state/0/0/1.snapshot", storage->read("state/0/0/1.delta").value());
  CHECK_THROWS_WITH(loaded(files, 1), Contains("1.snapshot") && Contains("a delta is in the place of a snapshot"));
  storage->remove("state/0/0/1.snapshot");
  state_files other{storage, "state/0/0", schema_number + 1};
  CHECK_THROWS_WITH(loaded(other, 1), Contains("1.delta") && Contains("another schema"));
}

TEST_CASE("a crash while state is written, compacted or cleaned leaves every committed version") {
  auto const how = GENERATE(testing::storage_fault::crash_before, testing::storage_fault::crash_after);
  bool crashed = true;
  for (std::uint64_t last = 1; crashed; ++last) {
    std::mt19937 random{7};
    auto const storage = std::make_shared<memory_storage>();
    state_files files{std::make_shared<testing::faulty_storage>(storage, last, how), "state/0/0", schema_number};
    std::vector<table> versions{{}};
    std::uint64_t oldest = 0;
    crashed = false;
    try {
      for (std::uint64_t version = 1; version <= 12; ++version) {
        table model = versions.back();
        auto writer = files.delta(version);
        change(random, model, writer);
        files.write(std::move(writer));
        versions.push_back(model);
        if (version % 3 == 0) files.compact(version);
        if (version % 4 == 0) {
          oldest = version - 2;
          files.retain(oldest);
        }
      }
    } catch (testing::storage_crashed const&) {
      crashed = true;
    }
    state_files after{storage, "state/0/0", schema_number};
    for (std::uint64_t version = oldest; version < versions.size(); ++version) {
      CAPTURE(last, version);
      CHECK((loaded(after, version) == versions[version]));
    }
  }
}
