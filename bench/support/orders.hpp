// SPDX-License-Identifier: Apache-2.0
// Orders for the benchmarks: seeded, customers uniform, event time over two hours and out of order by up to three minutes.
#pragma once

#include <sluice/base/time.hpp>
#include <sluice/schema/record.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

namespace bench {

struct number_order {
  std::int64_t customer;
  double amount;
  sluice::timestamp event_time;
};
SLUICE_RECORD(number_order, customer, amount, event_time);

struct text_order {
  std::string customer;
  double amount;
  sluice::timestamp event_time;
};
SLUICE_RECORD(text_order, customer, amount, event_time);

/// `count` orders of `customers` customers.
template <class Order>
std::vector<Order> make_orders(std::size_t count, std::uint64_t customers) {
  std::mt19937_64 random(42);
  std::vector<Order> orders;
  orders.reserve(count);
  constexpr std::int64_t span = 2LL * 3600 * 1'000'000;
  for (std::size_t i = 0; i < count; ++i) {
    auto const customer = static_cast<std::int64_t>(random() % customers);
    double const amount = static_cast<double>(random() % 100'000) / 100.0;
    auto const base = static_cast<std::int64_t>(static_cast<double>(span) * static_cast<double>(i) / static_cast<double>(count));
    sluice::timestamp const time =
        sluice::at(std::chrono::hours{12}) + std::chrono::microseconds{base - static_cast<std::int64_t>(random() % 180'000'000)};
    if constexpr (std::is_same_v<Order, text_order>) orders.push_back({"c-" + std::to_string(customer), amount, time});
    else orders.push_back({customer, amount, time});
  }
  return orders;
}

}  // namespace bench
