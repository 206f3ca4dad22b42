// SPDX-License-Identifier: Apache-2.0
// Orders as a shop would send them: customers of very different habits, a clock that runs faster than ours, and mobile clients whose
// orders arrive minutes late, a few of them too late. Seeded, so that every run sees the same orders.
#pragma once

#include "order.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace shop {

/// `count` orders, a simulated second apart, in the order in which they arrive.
inline std::vector<order> make_orders(std::size_t count) {
  static constexpr char const* customers[] = {"ann", "bob", "carla", "deniz", "emma", "farid", "gwen", "hugo"};
  std::mt19937 random(7);
  std::discrete_distribution<std::size_t> customer({9, 7, 5, 4, 3, 2, 1, 1});
  std::lognormal_distribution<double> amount(3.2, 0.8);
  std::uniform_int_distribution<int> percent(0, 99);
  std::vector<order> orders;
  orders.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    timestamp const now = at(12h) + std::chrono::seconds{i};
    int const fate = percent(random);
    auto const late = fate < 80   ? std::chrono::seconds{percent(random) / 10}
                      : fate < 98 ? std::chrono::seconds{60 + 4 * percent(random)}
                                  : std::chrono::seconds{1200 + 10 * percent(random)};
    double const cents = static_cast<double>(static_cast<std::int64_t>(amount(random) * 100));
    orders.push_back({"o-" + std::to_string(i), customers[customer(random)], cents / 100, now - late});
  }
  return orders;
}

}  // namespace shop
