// SPDX-License-Identifier: Apache-2.0
// Chains of operators without state, of 4 and of 10 operators, over records in memory into a checksum, beside one loop written by hand:
// what the operators cost when they are fused.
#include <sluice/plan.hpp>
#include <sluice/query/read.hpp>

#include "support/orders.hpp"
#include "support/paired.hpp"

#include <cstdint>
#include <stdexcept>
#include <vector>

namespace {

using namespace sluice;

struct checksum {
  std::int64_t customers = 0;
  double amount = 0;
  std::uint64_t rows = 0;

  void add(std::int64_t customer, double value) {
    customers += customer;
    amount += value;
    ++rows;
  }
  friend bool operator==(checksum const&, checksum const&) = default;
};

constexpr auto four = where(col<"amount"> > 100.0) | with_column<"net">(col<"amount"> * 0.8) |
                      select(col<"customer">, col<"net">) | where(col<"net"> < 700.0);

[[gnu::noinline]] checksum four_by_hand(std::vector<bench::number_order> const& orders) {
  checksum result;
  for (auto const& order : orders) {
    if (order.amount <= 100.0) continue;  // for the query NaN is above every number, so it is here
    double const net = order.amount * 0.8;
    if (!(net < 700.0)) continue;
    result.add(order.customer, net);
  }
  return result;
}

constexpr auto ten = where(col<"amount"> > 20.0) | with_column<"net">(col<"amount"> * 0.8) |
                     with_column<"fee">(col<"net"> * 0.01 + 0.3) | where(col<"customer"> > 100) |
                     with_column<"shard">(col<"customer"> * 7 + 3) | select(col<"shard">, col<"net">, col<"fee">) |
                     where(col<"net"> < 780.0) | with_column<"paid">(col<"net"> - col<"fee">) | drop<"net">() |
                     where(col<"paid"> > 15.0);

[[gnu::noinline]] checksum ten_by_hand(std::vector<bench::number_order> const& orders) {
  checksum result;
  for (auto const& order : orders) {
    if (order.amount <= 20.0) continue;
    double const net = order.amount * 0.8;
    double const fee = net * 0.01 + 0.3;
    if (!(order.customer > 100)) continue;
    // The query's integers fail on overflow, so these do too.
    std::int64_t shard = 0;
    if (__builtin_mul_overflow(order.customer, std::int64_t{7}, &shard) || __builtin_add_overflow(shard, std::int64_t{3}, &shard))
      throw std::overflow_error("the shard does not fit 64 bits");
    if (!(net < 780.0)) continue;
    double const paid = net - fee;
    if (paid <= 15.0) continue;
    result.add(shard, paid);
  }
  return result;
}

[[gnu::noinline]] checksum four_by_query(std::vector<bench::number_order> const& orders) {
  checksum result;
  for_each_row(read(orders) | four,
               [&](auto const& row) { result.add(row.template get<"customer">(), row.template get<"net">()); });
  return result;
}
[[gnu::noinline]] checksum ten_by_query(std::vector<bench::number_order> const& orders) {
  checksum result;
  for_each_row(read(orders) | ten,
               [&](auto const& row) { result.add(row.template get<"shard">(), row.template get<"paid">()); });
  return result;
}

void four_operators(benchmark::State& state) {
  auto const orders = bench::make_orders<bench::number_order>(1'000'000, 10'000);
  bench::paired(state, orders.size(), [&] { return four_by_hand(orders); }, [&] { return four_by_query(orders); });
}
void ten_operators(benchmark::State& state) {
  auto const orders = bench::make_orders<bench::number_order>(1'000'000, 10'000);
  bench::paired(state, orders.size(), [&] { return ten_by_hand(orders); }, [&] { return ten_by_query(orders); });
}

}  // namespace

BENCHMARK(four_operators)->Unit(benchmark::kMillisecond);
BENCHMARK(ten_operators)->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();
