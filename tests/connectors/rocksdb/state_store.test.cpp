// SPDX-License-Identifier: Apache-2.0
// Groups in RocksDB: the store against a map, and queries that keep few of their groups in memory against those that keep all.
#include <sluice/rocksdb.hpp>

#include <support/map_state_store.hpp>
#include <support/recovery.hpp>
#include <support/temporary_folder.hpp>

#include <sluice/testing/memory_storage.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>

using namespace sluice;
using namespace std::chrono_literals;

namespace {

std::map<std::string, std::string> entries_of(state_store& store, std::string_view prefix) {
  std::map<std::string, std::string> found;
  store.visit(
      prefix,
      [](void* to, std::string_view key, std::string_view value) {
        static_cast<std::map<std::string, std::string>*>(to)->emplace(key, value);
        return true;
      },
      &found);
  return found;
}
bool goes(void*, std::string_view key, std::string_view) { return key.back() % 2 == 0; }

storage_ptr in_memory() { return std::make_shared<testing::memory_storage>(); }

}  // namespace

TEST_CASE("RocksDB as a state store does what a map does") {
  support::temporary_folder const folder;
  auto const stores = rocksdb_state_store({.folder = folder.path()});
  auto const real = stores->open("query", "0");
  support::map_state_store model;
  std::mt19937 random{3};
  for (int i = 0; i < 20'000; ++i) {
    std::string key{static_cast<char>('a' + random() % 3)};
    key += std::string(1, static_cast<char>(random() % 256)) + std::string(random() % 3, '\0');
    if (random() % 3 != 0) {
      std::string const value = std::to_string(random());
      real->put(key, value);
      model.put(key, value);
    } else {
      std::string found;
      std::string expected;
      bool const has = model.take(key, expected);
      REQUIRE(real->take(key, found) == has);
      if (has) REQUIRE(found == expected);
    }
    if (i % 5'000 == 4'999) {
      real->visit("b", goes, nullptr);
      model.visit("b", goes, nullptr);
      for (auto const* prefix : {"", "a", "b", "c", "d"}) REQUIRE(entries_of(*real, prefix) == entries_of(model, prefix));
    }
  }
  CHECK(real->memory_bytes() > 0);
}

TEST_CASE("RocksDB: a store begins empty and leaves nothing behind") {
  support::temporary_folder const folder;
  auto const stores = rocksdb_state_store({.folder = folder.path()});
  stores->open("query", "0")->put("a", "1");
  CHECK(std::filesystem::is_empty(folder.path()));
  auto const store = stores->open("query", "0");
  CHECK(entries_of(*store, "").empty());
}

TEST_CASE("RocksDB: a folder that cannot be is an error that names it") {
  CHECK_THROWS_AS(rocksdb_state_store({.folder = ""}), option_error);
  CHECK_THROWS_WITH(rocksdb_state_store({.folder = "/proc/nowhere"})->open("query", "0"), Catch::Contains("/proc/nowhere"));
}

TEST_CASE("recovery: groups in RocksDB") {
  support::temporary_folder const folder;
  support::recovery_trial const trial{in_memory, 1, 23, {1, rocksdb_state_store({.folder = folder.path(), .groups_in_memory = 2})}};
  support::check_recovery(support::windowed_sums(), append, 21, trial);
  support::check_recovery(support::windowed_sums(), update, 22, trial);
  support::check_recovery(group_by<"text">() | sum<"value">(), complete, 23, trial);
}
