// SPDX-License-Identifier: Apache-2.0
#include <sluice/state/flat_table.hpp>
#include <sluice/state/text_key.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

// Counts down the allocations that still succeed; negative: all do.
long allocations_left = -1;

void* allocate_or_fail(std::size_t size, std::size_t alignment) {
  if (allocations_left == 0) { throw std::bad_alloc(); }
  if (allocations_left > 0) { --allocations_left; }
  void* const memory = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (memory == nullptr) { throw std::bad_alloc(); }
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return allocate_or_fail(size, alignof(std::max_align_t)); }
void* operator new[](std::size_t size) { return allocate_or_fail(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::nothrow_t const&) noexcept { return std::malloc(size); }
void* operator new[](std::size_t size, std::nothrow_t const&) noexcept { return std::malloc(size); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate_or_fail(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace {

using sluice::flat_table;
using sluice::text_key;
using sluice::text_view;

template <class Table, class View>
auto upsert(Table& table, View const& view) {
  return table.find_or_emplace(table.hash_of(view), view);
}

template <class Table, class View>
bool erase(Table& table, View const& view) {
  return table.erase(table.hash_of(view), view);
}

// All keys in one block, or in few of them: what erasures and overflow counts have to survive.
struct same_hash {
  std::uint64_t operator()(std::int64_t) const noexcept { return 0x1234; }
};
struct few_hashes {
  std::uint64_t operator()(std::int64_t key) const noexcept { return static_cast<std::uint64_t>(key % 3) << 62U; }
};
// One tag for all keys, so that every entry of a block is a candidate.
struct same_tag {
  std::uint64_t operator()(std::int64_t key) const noexcept { return sluice::hash_value(key) << 8U; }
};

// Values of several sizes give blocks of 5, 6 and 7 entries and of one to many lines.
template <std::size_t Words>
struct wide {
  std::array<std::int64_t, Words> words{};
  std::int64_t& first() { return words[0]; }
};

template <class Hash, std::size_t Words = 1>
void behaves_as_a_map(std::uint64_t seed, int operations, std::int64_t keys) {
  flat_table<std::int64_t, wide<Words>, Hash> table;
  std::unordered_map<std::int64_t, std::int64_t> model;
  std::set<std::int64_t> changed;
  std::mt19937_64 random(seed);
  for (int step = 0; step < operations; ++step) {
    auto const key = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(keys)) * 1024;
    // Growing and shrinking phases by turns.
    auto const choice = (random() + (step / 500 % 2 == 0 ? 0U : 45U)) % 100;
    if (choice < 55) {
      auto const where = upsert(table, key);
      REQUIRE(where.inserted() == !model.contains(key));
      where.value().first() += step;
      table.mark_changed(where);
      model[key] += step;
      changed.insert(key);
    } else if (choice < 65) {
      auto const found = table.find(key);
      REQUIRE(static_cast<bool>(found) == model.contains(key));
      if (found) { REQUIRE(found.value().first() == model[key]); }
    } else if (choice < 97) {
      REQUIRE(erase(table, key) == (model.erase(key) == 1));
      changed.erase(key);
    } else if (choice == 97) {
      std::int64_t const third = static_cast<std::int64_t>(random() % 3);
      auto const goes = [&](std::int64_t k) { return k / 1024 % 3 == third; };
      std::size_t const gone = table.erase_if([&](std::int64_t k, wide<Words>&) { return goes(k); });
      REQUIRE(gone == std::erase_if(model, [&](auto const& e) { return goes(e.first); }));
      std::erase_if(changed, goes);
    } else if (choice == 98) {
      table.forget_changes();
      changed.clear();
    } else if (random() % 8 == 0) {
      table.clear();
      model.clear();
      changed.clear();
    }
    REQUIRE(table.size() == model.size());
    if (step % 64 == 0) {
      std::size_t visited = 0;
      table.for_each([&](std::int64_t k, wide<Words>& value) {
        REQUIRE(model.at(k) == value.first());
        ++visited;
      });
      REQUIRE(visited == model.size());
      std::multiset<std::int64_t> seen;
      std::as_const(table).for_each_changed([&](std::int64_t k, wide<Words> const&) { seen.insert(k); });
      REQUIRE(seen == std::multiset<std::int64_t>(changed.begin(), changed.end()));
      REQUIRE(table.changed_bound() >= changed.size());
    }
  }
  auto const copy = table;
  REQUIRE(copy.size() == model.size());
  for (auto const& [key, value] : model) {
    REQUIRE(copy.find(key) != nullptr);
    REQUIRE(copy.find(key)->words[0] == value);
  }
}

struct counted {
  static inline int alive = 0;
  static inline int constructions_left = -1;
  std::unique_ptr<int> value = std::make_unique<int>(0);
  counted() {
    if (constructions_left == 0) { throw std::runtime_error("no more"); }
    if (constructions_left > 0) { --constructions_left; }
    ++alive;
  }
  counted(counted&& other) noexcept : value(std::move(other.value)) { ++alive; }
  ~counted() { --alive; }
};

}  // namespace

TEST_CASE("an empty table has no memory and finds nothing") {
  flat_table<std::int64_t, double> table;
  CHECK(table.empty());
  CHECK(table.memory_bytes() == 0);
  CHECK(table.capacity() == 0);
  CHECK_FALSE(table.find(std::int64_t{1}));
  CHECK_FALSE(erase(table, std::int64_t{1}));
  table.clear();
  table.forget_changes();
  table.prefetch(1);
  int visited = 0;
  table.for_each([&](std::int64_t, double) { ++visited; });
  CHECK(visited == 0);
}

TEST_CASE("a table behaves as a map under random insertions, lookups, erasures and clears") {
  behaves_as_a_map<sluice::key_hash>(1, 40'000, 50);
  behaves_as_a_map<sluice::key_hash>(2, 40'000, 3'000);
  behaves_as_a_map<sluice::key_hash, 2>(3, 20'000, 300);
  behaves_as_a_map<sluice::key_hash, 3>(4, 20'000, 300);
  behaves_as_a_map<sluice::key_hash, 5>(5, 20'000, 300);
  behaves_as_a_map<sluice::key_hash, 25>(6, 20'000, 300);
}

TEST_CASE("a table behaves as a map when hashes collide") {
  behaves_as_a_map<same_hash>(1, 6'000, 12);
  behaves_as_a_map<same_hash, 2>(2, 6'000, 400);
  behaves_as_a_map<few_hashes>(3, 6'000, 30);
  behaves_as_a_map<few_hashes, 2>(4, 6'000, 300);
  behaves_as_a_map<same_tag>(5, 20'000, 500);
}

TEST_CASE("a lookup ends when every block has overflowed") {
  // Two blocks: fill the first and overflow into the second, empty the first, do the same the other way round.
  struct by_block {
    std::uint64_t operator()(std::int64_t key) const noexcept { return static_cast<std::uint64_t>(key / 100) << 63U; }
  };
  flat_table<std::int64_t, double, by_block> table;
  table.reserve(9);
  REQUIRE(table.capacity() == 9);
  for (std::int64_t key = 0; key < 8; ++key) { upsert(table, key); }
  for (std::int64_t key = 0; key < 7; ++key) { CHECK(erase(table, key)); }
  for (std::int64_t key = 100; key < 107; ++key) { upsert(table, key); }
  CHECK(table.capacity() == 9);
  CHECK_FALSE(table.find(std::int64_t{50}));
  CHECK_FALSE(table.find(std::int64_t{150}));
  CHECK(table.find(std::int64_t{7}));
  for (std::int64_t key = 100; key < 107; ++key) { CHECK(table.find(key)); }
}

TEST_CASE("every block is visited once, and those visited so far are spread evenly") {
  for (std::size_t blocks = 0; blocks < 3000; blocks = blocks < 300 ? blocks + 1 : blocks * 3 / 2) {
    std::set<std::size_t> seen;
    for (sluice::state_detail::block_walk walk(blocks); !walk.done(); walk.next()) {
      REQUIRE(walk.here() < blocks);
      REQUIRE(walk.ahead() < blocks);
      seen.insert(walk.here());
      if (blocks >= 100 && seen.size() % 50 == 0) {
        // No tenth of the table has twice its share.
        auto const tenth = std::distance(seen.lower_bound(blocks / 3), seen.lower_bound(blocks / 3 + blocks / 10));
        REQUIRE(static_cast<std::size_t>(tenth) <= seen.size() / 5 + 1);
      }
    }
    REQUIRE(seen.size() == blocks);
  }
}

TEST_CASE("keys inserted in the order of a larger table find their own blocks") {
  flat_table<std::int64_t, std::int64_t> all;
  for (std::int64_t key = 0; key < 200'000; ++key) { upsert(all, key).value() = key; }
  flat_table<std::int64_t, std::int64_t> some;
  some.reserve(2'000);
  std::array<int, 10> parts{};
  std::as_const(all).for_each([&](std::int64_t key, std::int64_t) {
    if (some.size() == 2'000) { return; }
    upsert(some, key);
    ++parts[some.hash_of(key) / (~std::uint64_t{0} / 10 + 1)];
  });
  // Were the order that of the blocks, all would belong to the first hundredth of the smaller table.
  for (int const part : parts) { CHECK((part > 150 && part < 250)); }
}

TEST_CASE("more keys of one hash than an overflow count can hold are still found, and erased") {
  flat_table<std::int64_t, std::int64_t, same_hash> table;
  for (std::int64_t key = 0; key < 1000; ++key) { upsert(table, key).value() = key; }
  for (std::int64_t key = 0; key < 1000; ++key) { REQUIRE(table.find(key).value() == key); }
  for (std::int64_t key = 0; key < 1000; key += 2) { REQUIRE(erase(table, key)); }
  for (std::int64_t key = 0; key < 1000; ++key) { REQUIRE(static_cast<bool>(table.find(key)) == (key % 2 == 1)); }
}

TEST_CASE("an owned key is made from the view only when it is inserted") {
  flat_table<text_key, int> table;
  int made = 0;
  auto const make = [&](text_view const& view) {
    ++made;
    return text_key(view);
  };
  for (int round = 0; round < 3; ++round) {
    for (std::string const text :
         {"", "ann", "fifteen bytes..", "sixteen bytes...", "a name of some length, on the heap"}) {
      text_view const view = text;
      table.find_or_emplace(table.hash_of(view), view, make).value() += 1;
    }
  }
  CHECK(made == 5);
  CHECK(table.find(std::string_view("ann")).value() == 3);
  CHECK(table.find(std::string("a name of some length, on the heap")).value() == 3);
  CHECK_FALSE(table.find(std::string_view("bob")));
}

TEST_CASE("keys of several parts are found by a tuple of views") {
  flat_table<std::tuple<std::string, std::optional<std::int64_t>>, int> table;
  using view = std::tuple<std::string_view, std::optional<std::int64_t>>;
  upsert(table, view("ann", 1)).value() = 1;
  upsert(table, view("ann", std::nullopt)).value() = 2;
  upsert(table, view("ann", std::nullopt)).value() += 10;
  CHECK(table.size() == 2);
  CHECK(table.find(view("ann", 1)).value() == 1);
  CHECK(table.find(view("ann", std::nullopt)).value() == 12);
}

TEST_CASE("NaN is one key and so are both zeros (semantics 5)") {
  flat_table<double, int> table;
  for (double const key : {std::nan("1"), -std::nan("2"), 0.0, -0.0, std::numeric_limits<double>::infinity()}) {
    ++upsert(table, key).value();
  }
  CHECK(table.size() == 3);
  CHECK(table.find(std::nan("")).value() == 2);
  CHECK(table.find(-0.0).value() == 2);
}

TEST_CASE("a value can be empty, for sets of keys") {
  struct nothing {};
  flat_table<std::int64_t, nothing> seen;
  CHECK(sizeof(decltype(seen)::entry) == sizeof(std::int64_t));
  CHECK(upsert(seen, std::int64_t{4}).inserted());
  CHECK_FALSE(upsert(seen, std::int64_t{4}).inserted());
}

TEST_CASE("clear keeps the memory for the next window, release frees it") {
  flat_table<text_key, std::int64_t> table;
  for (std::int64_t key = 0; key < 1000; ++key) {
    std::string const text = "a customer with a long name " + std::to_string(key);
    table.mark_changed(upsert(table, text_view(text)));
  }
  auto const bytes = table.memory_bytes();
  auto const capacity = table.capacity();
  table.clear();
  CHECK(table.empty());
  CHECK(table.changed_bound() == 0);
  CHECK(table.memory_bytes() == bytes);
  CHECK(table.capacity() == capacity);
  flat_table<text_key, std::int64_t> next = std::move(table);
  CHECK(next.capacity() == capacity);
  CHECK(table.memory_bytes() == 0);  // NOLINT(bugprone-use-after-move): moved from is empty
  upsert(next, text_view("x")).value() = 1;
  CHECK(next.size() == 1);
  next.release();
  CHECK(next.memory_bytes() == 0);
  CHECK_FALSE(next.find(std::string_view("x")));
  upsert(next, text_view("y"));
  CHECK(next.size() == 1);
}

TEST_CASE("reserve makes room once") {
  flat_table<std::int64_t, double> table;
  table.reserve(10'000);
  auto const bytes = table.memory_bytes();
  CHECK(table.capacity() >= 10'000);
  for (std::int64_t key = 0; key < 10'000; ++key) { upsert(table, key); }
  CHECK(table.memory_bytes() == bytes);
  table.reserve(10);
  CHECK(table.memory_bytes() == bytes);
}

TEST_CASE("a table says when it outgrows the cache") {
  flat_table<std::int64_t, double> table;
  CHECK_FALSE(table.outgrows_cache());
  table.reserve(10'000);
  CHECK_FALSE(table.outgrows_cache());
  table.reserve(200'000);
  CHECK(table.outgrows_cache());
}

TEST_CASE("changes are remembered across growth, once each, and forgotten together") {
  flat_table<text_key, int> table;
  for (int key = 0; key < 5000; ++key) { upsert(table, text_view(std::to_string(key))); }
  CHECK(table.changed_bound() == 0);
  for (int round = 0; round < 2; ++round) {
    for (int key = 10; key < 20; ++key) {
      auto const where = upsert(table, text_view(std::to_string(key)));
      where.value() = 7;
      table.mark_changed(where);
    }
  }
  for (int key = 5000; key < 20'000; ++key) { upsert(table, text_view(std::to_string(key))); }
  int changed = 0;
  table.for_each_changed([&](text_key const&, int const& value) {
    CHECK(value == 7);
    ++changed;
  });
  CHECK(changed == 10);
  CHECK(erase(table, std::string_view("15")));
  changed = 0;
  table.for_each_changed([&](text_key const&, int) { ++changed; });
  CHECK(changed == 9);
  table.forget_changes();
  table.for_each_changed([&](text_key const&, int) { ++changed; });
  CHECK(changed == 9);
  CHECK(table.size() == 19'999);
}

TEST_CASE("a copy of a table has the same entries and marks, and memory of its own") {
  flat_table<text_key, int> table;
  for (int key = 0; key < 100; ++key) {
    auto const where = upsert(table, text_view("a long enough customer " + std::to_string(key)));
    where.value() = key;
    if (key % 10 == 0) { table.mark_changed(where); }
  }
  flat_table<text_key, int> copy = table;
  table.clear();
  CHECK(copy.size() == 100);
  int sum = 0;
  copy.for_each_changed([&](text_key const&, int value) { sum += value; });
  CHECK(sum == 450);
  copy = flat_table<text_key, int>();
  CHECK(copy.empty());
}

TEST_CASE("an allocation that fails leaves the table as it was, wherever it fails") {
  for (long allowed = 0; allowed < 60; ++allowed) {
    flat_table<text_key, std::int64_t> table;
    std::vector<std::string> texts;
    for (int key = 0; key < 200; ++key) { texts.push_back("a customer with a long name " + std::to_string(key)); }
    std::size_t inserted = 0;
    allocations_left = allowed;
    bool failed = false;
    try {
      for (; inserted < texts.size(); ++inserted) {
        text_view const view = texts[inserted];
        auto const where = upsert(table, view);
        where.value() = static_cast<std::int64_t>(inserted);
        table.mark_changed(where);
      }
    } catch (std::bad_alloc const&) { failed = true; }
    allocations_left = -1;
    REQUIRE(failed);
    // The key may be in and only its mark have failed.
    REQUIRE((table.size() == inserted || table.size() == inserted + 1));
    std::size_t marked = 0;
    table.for_each_changed([&](text_key const&, std::int64_t) { ++marked; });
    REQUIRE(marked == inserted);
    for (std::size_t key = 0; key < texts.size(); ++key) {
      auto const found = table.find(std::string_view(texts[key]));
      REQUIRE(static_cast<bool>(found) == (key < table.size()));
      if (found) { REQUIRE(found.value() == static_cast<std::int64_t>(key)); }
    }
    // And it goes on working.
    for (auto const& text : texts) { upsert(table, text_view(text)); }
    REQUIRE(table.size() == texts.size());
  }
}

TEST_CASE("a copy that fails leaks nothing and leaves its source alone") {
  flat_table<text_key, int> table;
  for (int key = 0; key < 30; ++key) {
    table.mark_changed(upsert(table, text_view("a customer with a long name " + std::to_string(key))));
  }
  for (long allowed = 0; allowed < 30; ++allowed) {
    allocations_left = allowed;
    bool failed = false;
    try {
      auto const copy = table;
    } catch (std::bad_alloc const&) { failed = true; }
    allocations_left = -1;
    REQUIRE(failed);
  }
  CHECK(table.size() == 30);
}

TEST_CASE("a value whose construction throws is not inserted, and every value is destroyed once") {
  {
    flat_table<text_key, counted> table;
    for (int key = 0; key < 100; ++key) {
      std::string const text = "a customer with a long name " + std::to_string(key);
      counted::constructions_left = 0;
      CHECK_THROWS_AS(upsert(table, text_view(text)), std::runtime_error);
      CHECK_FALSE(table.find(std::string_view(text)));
      counted::constructions_left = -1;
      *upsert(table, text_view(text)).value().value = key;
      CHECK(counted::alive == key + 1);
    }
    CHECK(table.erase_if([](text_key const&, counted& value) { return *value.value < 40; }) == 40);
    CHECK(counted::alive == 60);
    table.clear();
    CHECK(counted::alive == 0);
    upsert(table, text_view("again"));
  }
  CHECK(counted::alive == 0);
}
