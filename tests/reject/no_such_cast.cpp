// SPDX-License-Identifier: Apache-2.0
// expect: there is no cast between these types
// expect: std::vector<
// expect: To = int|, int>
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select(cast<int>(col<"customer">)));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(cast<int>(col<"tags">)));
}
#endif
