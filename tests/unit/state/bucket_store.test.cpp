// SPDX-License-Identifier: Apache-2.0
#include <sluice/state/bucket_store.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <utility>
#include <vector>

using namespace sluice;

namespace {

using store_type = bucket_store<std::int64_t, int>;

void put(store_type::bucket& in, std::int64_t key, int value) {
  in.groups.find_or_emplace(flat_table<std::int64_t, int>::hash_of(key), key).value() = value;
}
void fill(store_type::bucket& in, std::int64_t keys) {
  for (std::int64_t key = 0; key < keys; ++key) put(in, key, 1);
}

/// Collects what is evicted, as (start, groups).
struct note_bucket {
  std::vector<std::pair<std::int64_t, std::size_t>>* seen;
  void operator()(store_type::bucket const& gone) const { seen->emplace_back(gone.start, gone.groups.size()); }
};

}  // namespace

TEST_CASE("bucket store: buckets at random are those of a map, and go oldest first") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    store_type store;
    std::map<std::int64_t, std::map<std::int64_t, int>> wanted;
    std::int64_t watermark = std::numeric_limits<std::int64_t>::min();
    for (int step = 0; step < 60; ++step) {
      if (random() % 8 == 0) {
        watermark = std::max(watermark, static_cast<std::int64_t>(random() % 200) - 50);
        std::vector<std::pair<std::int64_t, std::size_t>> gone;
        store.evict_buckets(watermark, note_bucket{&gone});
        std::vector<std::pair<std::int64_t, std::size_t>> expected;
        while (!wanted.empty() && wanted.begin()->first + 10 <= watermark) {
          expected.emplace_back(wanted.begin()->first, wanted.begin()->second.size());
          wanted.erase(wanted.begin());
        }
        REQUIRE(gone == expected);
      } else {
        std::int64_t const time = static_cast<std::int64_t>(random() % 250) - 50;
        std::int64_t const start = time - ((time % 10) + 10) % 10;
        auto const key = static_cast<std::int64_t>(random() % 5);
        auto& bucket = store.has_recent(time) ? store.recent(time) : store.find_or_create(start, start + 10);
        REQUIRE(bucket.start == start);
        REQUIRE(bucket.holds(time));
        put(bucket, key, step);
        wanted[start][key] = step;
      }
      std::size_t groups = 0;
      for (auto const& [start, keys] : wanted) groups += keys.size();
      REQUIRE(store.size() == groups);
      REQUIRE(store.oldest_end() == (wanted.empty() ? std::numeric_limits<std::int64_t>::max() : wanted.begin()->first + 10));
    }
  }
}

TEST_CASE("bucket store: a new bucket has room for the keys of the fuller of its neighbours") {
  store_type store;
  fill(store.find_or_create(0, 10), 1000);
  // Rows come out of order: when the next but one begins, the next is not full yet.
  fill(store.find_or_create(10, 20), 300);
  CHECK(store.find_or_create(20, 30).groups.capacity() >= 1000);
  // A straggler's has no neighbours before it.
  CHECK(store.find_or_create(-10, 0).groups.capacity() == 0);
}

TEST_CASE("bucket store: what is evicted serves the next bucket, without its keys") {
  store_type store;
  fill(store.find_or_create(0, 10), 1000);
  std::size_t const before = store.memory_bytes();
  std::vector<std::pair<std::int64_t, std::size_t>> gone;
  store.evict_buckets(10, note_bucket{&gone});
  CHECK(store.size() == 0);
  auto& next = store.find_or_create(10, 20);
  CHECK(next.groups.empty());
  fill(next, 1000);
  CHECK(store.memory_bytes() == before);
}
