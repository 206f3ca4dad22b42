// SPDX-License-Identifier: Apache-2.0
// expect: explode needs an array column
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select(explode(col<"tags">)));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(explode(col<"customer">)));
}
#endif
