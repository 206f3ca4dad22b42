// SPDX-License-Identifier: Apache-2.0
// expect: this expression has no column name of its own
// expect: at_position<2>
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select(col<"customer">, (col<"amount"> * 2).as<"twice">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(col<"customer">, col<"amount"> * 2));
}
#endif
