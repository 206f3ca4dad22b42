// SPDX-License-Identifier: Apache-2.0
//
// A keyed sum over records: flat_table against the loop a user writes by hand with boost::unordered_flat_map.
// Each benchmark runs both, in turn, on the same records, checks that they agree, and reports the best time of each
// per record in nanoseconds and the ratio (above 1: flat_table is faster). Machines and their neighbours vary, ratios
// of one run hardly.
#include <sluice/state/flat_table.hpp>
#include <sluice/state/lookahead.hpp>
#include <sluice/state/text_key.hpp>

#include <benchmark/benchmark.h>
#include <boost/container_hash/hash.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t record_count = 2'000'000;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// The records carry what a real one would beside key and amount: 32 bytes or more.
template <class Key>
struct record {
  Key key;
  double amount;
  std::int64_t time;
  std::int64_t other;
};

// Keys are drawn uniformly. `width` is the length of text keys in bytes.
std::vector<std::size_t> draw(std::size_t keys) {
  std::mt19937_64 random(7);
  std::vector<std::size_t> ids(record_count);
  for (auto& id : ids) { id = static_cast<std::size_t>(random() % keys); }
  return ids;
}

std::string text_of(std::size_t id, std::size_t width) {
  std::string text = std::to_string(id);
  return std::string("customer-of-the-north-east").substr(0, width - std::min(width, text.size())) + text;
}

template <class Key>
struct input;

template <>
struct input<std::int64_t> {
  std::vector<record<std::int64_t>> records;
  input(std::size_t keys, std::size_t spread) {
    for (std::size_t const id : draw(keys)) {
      // Consecutive ids, or scattered over all 64 bits.
      std::uint64_t const key = spread == 0 ? id : id * 0x9e3779b97f4a7c15U;
      records.push_back({static_cast<std::int64_t>(key), static_cast<double>(id % 100), 0, 0});
    }
  }
};

template <>
struct input<std::string> {
  std::vector<record<std::string>> records;
  input(std::size_t keys, std::size_t width) {
    for (std::size_t const id : draw(keys)) {
      records.push_back({text_of(id, width), static_cast<double>(id % 100), 0, 0});
    }
  }
};

// The views point into one buffer in the order of the records, as a parsed batch's do.
template <>
struct input<std::string_view> {
  std::string buffer;
  std::vector<record<std::string_view>> records;
  input(std::size_t keys, std::size_t width) {
    auto const ids = draw(keys);
    buffer.reserve(ids.size() * width);
    for (std::size_t const id : ids) {
      std::size_t const from = buffer.size();
      buffer += text_of(id, width);
      records.push_back({std::string_view(buffer).substr(from), static_cast<double>(id % 100), 0, 0});
    }
  }
};

struct text_hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return boost::hash<std::string_view>()(text); }
};

template <class Key>
using by_hand = std::conditional_t<std::is_same_v<Key, std::int64_t>, boost::unordered_flat_map<std::int64_t, double>,
                                   boost::unordered_flat_map<std::string, double, text_hash, std::equal_to<>>>;

template <class Map, class Key>
[[gnu::noinline]] void sum_by_hand(Map& sums, std::vector<record<Key>> const& records) {
  for (auto const& r : records) {
    if constexpr (std::is_same_v<Key, std::string_view>) {
      auto found = sums.find(r.key);
      if (found == sums.end()) { found = sums.emplace(std::string(r.key), 0.0).first; }
      found->second += r.amount;
    } else {
      sums[r.key] += r.amount;
    }
  }
}

template <class Key>
using owned = std::conditional_t<std::is_same_v<Key, std::int64_t>, std::int64_t, sluice::text_key>;
template <class Key>
using viewed = std::conditional_t<std::is_same_v<Key, std::int64_t>, std::int64_t, sluice::text_view>;

template <class Table, class Key>
[[gnu::noinline]] void sum_directly(Table& sums, std::vector<record<Key>> const& records) {
  for (auto const& r : records) {
    viewed<Key> const view = r.key;
    sums.find_or_emplace(sums.hash_of(view), view).value() += r.amount;
  }
}

template <class Key>
struct pending {
  std::uint64_t hash;
  viewed<Key> view;
  double amount;
};

template <class Table>
struct add_to {
  Table& sums;
  template <class Pending>
  [[gnu::always_inline]] void operator()(Pending const& item) const {
    sums.find_or_emplace(item.hash, item.view).value() += item.amount;
  }
};

template <class Table, class Key>
[[gnu::noinline]] void sum_with_lookahead(Table& sums, std::vector<record<Key>> const& records) {
  sluice::lookahead<pending<Key>> waiting;
  add_to<Table> const add{sums};
  for (auto const& r : records) {
    viewed<Key> const view = r.key;
    std::uint64_t const hash = sums.hash_of(view);
    sums.prefetch(hash);
    waiting.push({hash, view, r.amount}, add);
  }
  waiting.drain(add);
}

template <class Table, class Key>
[[gnu::noinline]] void sum_and_mark(Table& sums, std::vector<record<Key>> const& records) {
  for (auto const& r : records) {
    viewed<Key> const view = r.key;
    auto const where = sums.find_or_emplace(sums.hash_of(view), view);
    where.value() += r.amount;
    sums.mark_changed(where);
  }
}

enum class way { direct, ahead, marking };

template <class Key, way Way>
void keyed_sum(benchmark::State& state) {
  input<Key> const in(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
  by_hand<Key> hand;
  sluice::flat_table<owned<Key>, double> table;
  double best_hand = std::numeric_limits<double>::max();
  double best_table = best_hand;
  auto const run_table = [&] {
    if constexpr (Way == way::direct) {
      sum_directly(table, in.records);
    } else if constexpr (Way == way::ahead) {
      sum_with_lookahead(table, in.records);
    } else {
      sum_and_mark(table, in.records);
      table.forget_changes();
    }
  };
  // Once unmeasured: steady state, all keys known.
  sum_by_hand(hand, in.records);
  run_table();
  for (auto _ : state) {
    double const start = cpu_seconds();
    sum_by_hand(hand, in.records);
    double const middle = cpu_seconds();
    run_table();
    double const end = cpu_seconds();
    best_hand = std::min(best_hand, middle - start);
    best_table = std::min(best_table, end - middle);
    state.SetIterationTime(end - middle);
  }
  bool same = hand.size() == table.size();
  for (auto const& [key, sum] : hand) {
    auto const found = table.find(viewed<Key>(key));
    same = same && found && found.value() == sum;
  }
  if (!same) { state.SkipWithError("the sums differ"); }
  constexpr double nanoseconds = 1e9 / static_cast<double>(record_count);
  state.counters["by_hand"] = best_hand * nanoseconds;
  state.counters["table"] = best_table * nanoseconds;
  state.counters["ratio"] = best_hand / best_table;
}

// A new table per round: most of the time goes to insertion and growth. `recycled` clears one table instead.
template <class Key, bool Recycled>
void fill(benchmark::State& state) {
  auto const keys = static_cast<std::size_t>(state.range(0));
  input<Key> in(keys, static_cast<std::size_t>(state.range(1)));
  in.records.resize(std::min(in.records.size(), keys * 2));
  sluice::flat_table<owned<Key>, double> kept;
  double best_hand = std::numeric_limits<double>::max();
  double best_table = best_hand;
  for (auto _ : state) {
    double const start = cpu_seconds();
    {
      by_hand<Key> hand;
      sum_by_hand(hand, in.records);
    }
    double const middle = cpu_seconds();
    if constexpr (Recycled) {
      kept.clear();
      sum_directly(kept, in.records);
    } else {
      sluice::flat_table<owned<Key>, double> table;
      sum_directly(table, in.records);
    }
    double const end = cpu_seconds();
    best_hand = std::min(best_hand, middle - start);
    best_table = std::min(best_table, end - middle);
    state.SetIterationTime(end - middle);
  }
  double const nanoseconds = 1e9 / static_cast<double>(in.records.size());
  state.counters["by_hand"] = best_hand * nanoseconds;
  state.counters["table"] = best_table * nanoseconds;
  state.counters["ratio"] = best_hand / best_table;
}

void integers(benchmark::internal::Benchmark* b) {
  b->ArgNames({"keys", "scattered"})->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(7);
  for (std::int64_t const keys : {10'000, 1'000'000}) { b->Args({keys, 0})->Args({keys, 1}); }
}
void texts(benchmark::internal::Benchmark* b) {
  b->ArgNames({"keys", "bytes"})->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(7);
  for (std::int64_t const keys : {10'000, 1'000'000}) { b->Args({keys, 10})->Args({keys, 24}); }
}

BENCHMARK_TEMPLATE(keyed_sum, std::int64_t, way::direct)->Apply(integers);
BENCHMARK_TEMPLATE(keyed_sum, std::int64_t, way::ahead)->Apply(integers);
BENCHMARK_TEMPLATE(keyed_sum, std::int64_t, way::marking)->Apply(integers);
BENCHMARK_TEMPLATE(keyed_sum, std::string_view, way::direct)->Apply(texts);
BENCHMARK_TEMPLATE(keyed_sum, std::string_view, way::ahead)->Apply(texts);
BENCHMARK_TEMPLATE(keyed_sum, std::string, way::direct)->Apply(texts);
BENCHMARK_TEMPLATE(keyed_sum, std::string, way::ahead)->Apply(texts);
BENCHMARK_TEMPLATE(fill, std::int64_t, false)->Apply(integers);
BENCHMARK_TEMPLATE(fill, std::int64_t, true)->Apply(integers);
BENCHMARK_TEMPLATE(fill, std::string_view, false)->Apply(texts);

}  // namespace

BENCHMARK_MAIN();
