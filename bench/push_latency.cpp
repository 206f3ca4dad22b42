// SPDX-License-Identifier: Apache-2.0
// From `push` to the receiver in an embedded query, beside a class written by hand that does the same: percentiles of single pushes,
// taken with the processor's counter (its own ~20 ns are in both), and the mean of pushes in a row. Fails if a warm query allocates.
#include <sluice/plan.hpp>

#include "support/allocations.hpp"
#include "support/orders.hpp"
#include "support/paired.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <x86intrin.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace sluice;

constexpr std::int64_t window_span = 5LL * 60 * 1'000'000;
constexpr std::int64_t delay = 10LL * 60 * 1'000'000;

struct received {
  std::uint64_t rows = 0;
  double total = 0;
  friend bool operator==(received const&, received const&) = default;
};

// The windowed sum by hand: the watermark moves with each record, as it does for a query whose every push is a batch.
template <class Order, class Receiver>
class sum_by_hand {
  using key = std::conditional_t<std::is_same_v<Order, bench::text_order>, std::string, std::int64_t>;
  using table = boost::unordered_flat_map<key, double>;

 public:
  explicit sum_by_hand(Receiver receiver) : receiver_(receiver) {}

  void push(Order const& order) {
    std::int64_t const time = order.event_time.microseconds;
    if (last_ == nullptr || time < last_start_ || time >= last_start_ + window_span) {
      std::int64_t const start = time - time % window_span;
      if (start + window_span <= watermark_) return;
      last_start_ = start;
      last_ = &windows_[start];
    }
    double& total = (*last_)[order.customer];
    total += order.amount;
    receiver_(last_start_, order.customer, total);
    if (time - delay > watermark_) {
      watermark_ = time - delay;
      while (!windows_.empty() && windows_.begin()->first + window_span <= watermark_) {
        windows_.erase(windows_.begin());
        last_ = nullptr;
      }
    }
  }

 private:
  Receiver receiver_;
  std::map<std::int64_t, table> windows_;
  table* last_ = nullptr;
  std::int64_t last_start_ = 0;
  std::int64_t watermark_ = std::numeric_limits<std::int64_t>::min();
};

template <class Receiver>
class filter_by_hand {
 public:
  explicit filter_by_hand(Receiver receiver) : receiver_(receiver) {}

  void push(bench::number_order const& order) {
    if (order.amount > 100.0) receiver_(order.customer, order.amount * 0.8);
  }

 private:
  Receiver receiver_;
};

double nanoseconds_per_tick() {
  auto const start = std::chrono::steady_clock::now();
  std::uint64_t const first = __rdtsc();
  while (std::chrono::steady_clock::now() - start < std::chrono::milliseconds{50}) {}
  std::uint64_t const ticks = __rdtsc() - first;
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count() / static_cast<double>(ticks);
}

/// Pushes the orders one by one, each between two looks at the counter.
template <class Query, class Order>
void time_each(Query& query, std::vector<Order> const& orders, std::vector<std::uint32_t>& ticks) {
  for (auto const& order : orders) {
    unsigned core = 0;
    std::uint64_t const before = __rdtscp(&core);
    query.push(order);
    ticks.push_back(static_cast<std::uint32_t>(std::min<std::uint64_t>(__rdtscp(&core) - before, 0xffffffffU)));
  }
}

template <class Query, class Order>
[[gnu::noinline]] double push_all(Query& query, std::vector<Order> const& orders) {
  double const before = bench::thread_seconds();
  for (auto const& order : orders) query.push(order);
  return (bench::thread_seconds() - before) * 1e9 / static_cast<double>(orders.size());
}

void report(benchmark::State& state, std::string const& who, std::vector<std::uint32_t>& ticks, double nanoseconds) {
  std::sort(ticks.begin(), ticks.end());
  auto const at = [&](double part) {
    return static_cast<double>(ticks[static_cast<std::size_t>(part * static_cast<double>(ticks.size() - 1))]) * nanoseconds;
  };
  state.counters[who + "_p50"] = at(0.5);
  state.counters[who + "_p99"] = at(0.99);
  state.counters[who + "_p999"] = at(0.999);
}

/// Drives both through the same orders again and again, each time where the last ended, so that windows open and close for ever.
template <class Order, class Hand, class Ours>
void race(benchmark::State& state, Hand& hand, Ours& ours, received const& hand_received, received const& our_received) {
  auto orders = bench::make_orders<Order>(400'000, 10'000);
  std::vector<std::uint32_t> hand_ticks;
  std::vector<std::uint32_t> our_ticks;
  std::vector<double> hand_means;
  std::vector<double> our_means;
  std::vector<double> ratios;
  hand_ticks.reserve(100'000'000 / sizeof(std::uint32_t));
  our_ticks.reserve(100'000'000 / sizeof(std::uint32_t));
  std::uint64_t allocated = 0;
  auto const continue_from_there = [&] {
    for (auto& order : orders) order.event_time = order.event_time + std::chrono::hours{2};
  };
  auto const warm = [&] {
    push_all(hand, orders);
    push_all(ours, orders);
    continue_from_there();
  };
  warm();
  warm();
  for (auto _ : state) {
    double const by_hand = push_all(hand, orders);
    std::uint64_t const before = bench::allocations;
    double const by_us = push_all(ours, orders);
    allocated += bench::allocations - before;
    continue_from_there();
    if (hand_ticks.size() + orders.size() <= hand_ticks.capacity()) {
      time_each(hand, orders, hand_ticks);
      time_each(ours, orders, our_ticks);
      continue_from_there();
    }
    hand_means.push_back(by_hand);
    our_means.push_back(by_us);
    ratios.push_back(by_us / by_hand);
  }
  double const nanoseconds = nanoseconds_per_tick();
  report(state, "hand", hand_ticks, nanoseconds);
  report(state, "sluice", our_ticks, nanoseconds);
  state.counters["hand_ns"] = bench::median(hand_means);
  state.counters["sluice_ns"] = bench::median(our_means);
  state.counters["ratio"] = bench::median(ratios);
  state.counters["allocations"] = static_cast<double>(allocated);
  if (allocated != 0) state.SkipWithError("a warm query allocated");
  if (!(hand_received == our_received)) state.SkipWithError("the results differ");
}

template <class Order>
void windowed_sum(benchmark::State& state) {
  constexpr auto revenue = with_watermark<"event_time">(10min) | group_by(window(col<"event_time">, 5min), col<"customer">) |
                           aggregate(sum(col<"amount">).template as<"total">());
  received by_hand;
  received by_query;
  auto const take = [&](std::int64_t start, auto const& customer, double total) {
    benchmark::DoNotOptimize(start);
    benchmark::DoNotOptimize(customer);
    ++by_hand.rows;
    by_hand.total += total;
  };
  sum_by_hand<Order, decltype(take)> hand(take);
  auto ours = revenue.template connect<Order>(update, [&](auto const& row) {
    benchmark::DoNotOptimize(row.template get<"window">().start.microseconds);
    benchmark::DoNotOptimize(row.template get<"customer">());
    ++by_query.rows;
    by_query.total += row.template get<"total">();
  });
  race<Order>(state, hand, ours, by_hand, by_query);
}

void filter_and_map(benchmark::State& state) {
  constexpr auto net = where(col<"amount"> > 100.0) | with_column<"net">(col<"amount"> * 0.8) | select(col<"customer">, col<"net">);
  received by_hand;
  received by_query;
  auto const take = [&](std::int64_t customer, double value) {
    benchmark::DoNotOptimize(customer);
    ++by_hand.rows;
    by_hand.total += value;
  };
  filter_by_hand<decltype(take)> hand(take);
  auto ours = net.connect<bench::number_order>(append, [&](auto const& row) {
    benchmark::DoNotOptimize(row.template get<"customer">());
    ++by_query.rows;
    by_query.total += row.template get<"net">();
  });
  race<bench::number_order>(state, hand, ours, by_hand, by_query);
}

}  // namespace

BENCHMARK(filter_and_map)->Unit(benchmark::kMillisecond)->Iterations(25);
BENCHMARK_TEMPLATE(windowed_sum, bench::number_order)->Unit(benchmark::kMillisecond)->Iterations(25);
BENCHMARK_TEMPLATE(windowed_sum, bench::text_order)->Unit(benchmark::kMillisecond)->Iterations(25);
BENCHMARK_MAIN();
