// SPDX-License-Identifier: Apache-2.0
// expect: min and max need values with an order
// expect: "max"
// expect: std::vector<
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | aggregate(max(col<"amount">)));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | aggregate(max(col<"tags">)));
}
#endif
