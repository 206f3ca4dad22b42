// SPDX-License-Identifier: Apache-2.0
// stddev, corr and approx_count_distinct per customer over records in memory, beside the loops one would write by hand: a flat map of plain structs,
// Welford's update, and HyperLogLog registers in an array. Both give a checksum of the whole result, which must agree.
#include <sluice/aggregates.hpp>
#include <sluice/plan.hpp>
#include <sluice/query/read.hpp>

#include "support/orders.hpp"
#include "support/paired.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace {

using namespace sluice;
using bench::number_order;

struct checksum {
  double total = 0;
  std::uint64_t groups = 0;

  void add(double value) {
    total += value;
    ++groups;
  }
  friend bool operator==(checksum const& left, checksum const& right) {
    double const difference = left.total - right.total;
    return left.groups == right.groups && difference * difference <= 1e-12 * left.total * left.total;
  }
};

struct spread {
  double count = 0;
  double mean = 0;
  double squares = 0;
};
checksum stddev_by_hand(std::vector<number_order> const& orders) {
  boost::unordered_flat_map<std::int64_t, spread> groups;
  for (auto const& order : orders) {
    spread& group = groups[order.customer];
    group.count += 1;
    double const distance = order.amount - group.mean;
    group.mean += distance / group.count;
    group.squares += distance * (order.amount - group.mean);
  }
  checksum result;
  for (auto const& [customer, group] : groups) result.add(group.count > 1 ? std::sqrt(group.squares / (group.count - 1)) : 0);
  return result;
}
checksum stddev_by_query(std::vector<number_order> const& orders) {
  checksum result;
  for_each_row(read(orders) | group_by<"customer">() | stddev(col<"amount">),
               [&](auto const& row) { result.add(row.template get<"stddev(amount)">().value_or(0)); });
  return result;
}

struct joint_spread {
  double count = 0;
  double mean_x = 0;
  double mean_y = 0;
  double products = 0;
  double squares_x = 0;
  double squares_y = 0;
};
checksum corr_by_hand(std::vector<number_order> const& orders) {
  boost::unordered_flat_map<std::int64_t, joint_spread> groups;
  for (auto const& order : orders) {
    joint_spread& group = groups[order.customer];
    auto const time = static_cast<double>(order.event_time.microseconds);
    group.count += 1;
    double const x = order.amount - group.mean_x;
    double const y = time - group.mean_y;
    group.mean_x += x / group.count;
    group.mean_y += y / group.count;
    group.products += x * (time - group.mean_y);
    group.squares_x += x * (order.amount - group.mean_x);
    group.squares_y += y * (time - group.mean_y);
  }
  checksum result;
  for (auto const& [customer, group] : groups) result.add(group.count > 1 ? std::abs(group.products) / std::sqrt(group.squares_x * group.squares_y) : 0);
  return result;
}
struct as_number {
  double operator()(timestamp time) const { return static_cast<double>(time.microseconds); }
};
checksum corr_by_query(std::vector<number_order> const& orders) {
  checksum result;
  for_each_row(read(orders) | group_by<"customer">() | corr(col<"amount">, udf(as_number{})(col<"event_time">)).as<"r">(),
               [&](auto const& row) { result.add(std::abs(row.template get<"r">().value_or(0))); });
  return result;
}

checksum sketch_by_hand(std::vector<number_order> const& orders) {
  struct sketch {
    std::array<unsigned char, 512> registers{};
  };
  boost::unordered_flat_map<std::int64_t, sketch> groups;
  for (auto const& order : orders) {
    sketch& group = groups[order.customer];
    char bytes[sizeof order.event_time.microseconds];
    std::memcpy(bytes, &order.event_time.microseconds, sizeof bytes);
    std::uint64_t const hash = sluice::xxhash64(std::string_view{bytes, sizeof bytes}, 42);
    auto const rank = static_cast<unsigned char>(std::countl_zero(hash << 9U | 256U) + 1);
    auto& kept = group.registers[hash >> 55U];
    kept = std::max(kept, rank);
  }
  checksum result;
  for (auto const& [customer, group] : groups) {
    // Few values each: empty registers tell how many.
    auto const empty = std::count(group.registers.begin(), group.registers.end(), 0);
    result.add(std::floor(512 * std::log(512.0 / static_cast<double>(empty)) + 0.5));
  }
  return result;
}
checksum sketch_by_query(std::vector<number_order> const& orders) {
  checksum result;
  for_each_row(read(orders) | group_by<"customer">() | approx_count_distinct(col<"event_time">),
               [&](auto const& row) { result.add(static_cast<double>(row.template get<"approx_count_distinct(event_time)">())); });
  return result;
}

template <checksum (*Hand)(std::vector<number_order> const&), checksum (*Ours)(std::vector<number_order> const&)>
void compare(benchmark::State& state) {
  auto const orders = bench::make_orders<number_order>(2'000'000, static_cast<std::uint64_t>(state.range(0)));
  bench::paired(state, orders.size(), [&] { return Hand(orders); }, [&] { return Ours(orders); });
}

}  // namespace

BENCHMARK_TEMPLATE(compare, stddev_by_hand, stddev_by_query)->Arg(10'000)->Arg(200'000)->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(compare, corr_by_hand, corr_by_query)->Arg(10'000)->Arg(200'000)->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(compare, sketch_by_hand, sketch_by_query)->Arg(10'000)->Arg(50'000)->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();
