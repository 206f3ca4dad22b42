// SPDX-License-Identifier: Apache-2.0
// A windowed sum that its caller drives.
#include <sluice/plan.hpp>

#include <string>

using namespace sluice;

struct order {
  std::string customer;
  double amount;
  timestamp event_time;
};
SLUICE_RECORD(order, customer, amount, event_time);

constexpr auto revenue = with_watermark<"event_time">(10min) | group_by(window(col<"event_time">, 5min), col<"customer">) |
                         aggregate(sum(col<"amount">).as<"total">(), count().as<"orders">());

int main() {
  double total = 0;
  auto live = revenue.connect<order>(update, [&](auto const& row) { total += row.template get<"total">(); });
  live.push({"ann", 9.5, at(12h)});
  return total > 0 ? 0 : 1;
}
