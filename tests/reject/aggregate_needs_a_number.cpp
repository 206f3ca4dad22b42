// SPDX-License-Identifier: Apache-2.0
// expect: sum and avg need a column of numbers
// expect: "sum"
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | group_by<"customer">() | sum(col<"amount">));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | group_by<"customer">() | sum(col<"customer">));
}
#endif
