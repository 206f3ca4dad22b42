// SPDX-License-Identifier: Apache-2.0
// The windowed sum per customer over records in memory, beside the loop one would write by hand with boost::unordered_flat_map: a map
// of windows, a flat map in each, the last window remembered. Both give a checksum of the whole result, which must agree.
#include <sluice/plan.hpp>
#include <sluice/query/read.hpp>

#include "support/orders.hpp"
#include "support/paired.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace sluice;

constexpr std::int64_t window_span = 5LL * 60 * 1'000'000;

constexpr auto revenue = with_watermark<"event_time">(10min) | group_by(window(col<"event_time">, 5min), col<"customer">) |
                         aggregate(sum(col<"amount">).as<"total">());

struct text_hash : boost::hash<std::string_view> {
  using is_transparent = void;
};
struct text_equal : std::equal_to<> {
  using is_transparent = void;
};

template <class Order>
struct flat_map {
  using type = boost::unordered_flat_map<std::int64_t, double>;
};
template <>
struct flat_map<bench::text_order> {
  using type = boost::unordered_flat_map<std::string, double>;
};

struct checksum {
  double total = 0;
  std::uint64_t groups = 0;

  void add(std::int64_t window_start, double sum) {
    total += sum * static_cast<double>(1 + (window_start / window_span) % 7);
    ++groups;
  }
  friend bool operator==(checksum const& left, checksum const& right) {
    double const difference = left.total - right.total;
    return left.groups == right.groups && difference * difference <= 1e-12 * left.total * left.total;
  }
};

template <class Order>
checksum by_hand(std::vector<Order> const& orders) {
  using table = typename flat_map<Order>::type;
  std::map<std::int64_t, table> windows;
  std::int64_t last_start = -1;
  table* last = nullptr;
  for (auto const& order : orders) {
    std::int64_t const time = order.event_time.microseconds;
    if (last == nullptr || time < last_start || time >= last_start + window_span) {
      last_start = time - time % window_span;
      last = &windows[last_start];
    }
    (*last)[order.customer] += order.amount;
  }
  checksum result;
  for (auto const& [start, groups] : windows)
    for (auto const& [customer, total] : groups) result.add(start, total);
  return result;
}

template <class Order>
checksum by_query(std::vector<Order> const& orders) {
  checksum result;
  for_each_row(read(orders) | revenue, [&](auto const& row) {
    result.add(row.template get<"window">().start.microseconds, row.template get<"total">());
  });
  return result;
}

template <class Order>
void compare(benchmark::State& state) {
  auto const orders = bench::make_orders<Order>(4'000'000, static_cast<std::uint64_t>(state.range(0)));
  bench::paired(state, orders.size(), [&] { return by_hand(orders); }, [&] { return by_query(orders); });
}

}  // namespace

BENCHMARK_TEMPLATE(compare, bench::number_order)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(compare, bench::text_order)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();
