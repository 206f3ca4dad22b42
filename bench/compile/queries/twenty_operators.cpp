// SPDX-License-Identifier: Apache-2.0
// Twenty operators, with debug information.
#include <sluice/plan.hpp>

#include <cstdint>
#include <string>

using namespace sluice;

struct order {
  std::string customer;
  double amount;
  std::int64_t quantity;
  timestamp event_time;
};
SLUICE_RECORD(order, customer, amount, quantity, event_time);

constexpr auto steps = where(col<"amount"> > 0) | where(col<"quantity"> > 0) | with_column<"price">(col<"amount"> / 2) |
                       with_column<"twice">(col<"amount"> * 2) | rename<"twice", "double_amount">() | where(col<"double_amount"> > 1) |
                       with_column<"more">(col<"quantity"> + 1) | with_column<"less">(col<"quantity"> - 1) | where(col<"more"> > col<"less">) |
                       drop<"less">() | with_column<"sum">(col<"price"> + col<"amount">) | where(col<"sum"> < 1e9) |
                       with_column<"is_big">(col<"sum"> > 100) | where(col<"is_big"> || col<"amount"> > 1) | drop<"is_big">() |
                       rename<"sum", "value">() | with_watermark<"event_time">(10min) | where(col<"value"> > 0) |
                       group_by(window(col<"event_time">, 5min), col<"customer">) | aggregate(sum(col<"value">).as<"total">());

int main() {
  double total = 0;
  auto live = steps.connect<order>(update, [&](auto const& row) { total += row.template get<"total">(); });
  live.push({"ann", 9.5, 2, at(12h)});
  return total > 0 ? 0 : 1;
}
