// SPDX-License-Identifier: Apache-2.0
// expect: the row has no column of that name
// expect: column_named<.*"amuont"
// expect: did_you_mean<.*"amount"
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | where(col<"amount"> > 1));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | where(col<"amuont"> > 1));
}
#endif
