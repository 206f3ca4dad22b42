// SPDX-License-Identifier: Apache-2.0
// expect: this operation does not take columns of these types
// expect: no_such_operation<.*"=="
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | where(col<"customer"> == "ann"));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | where(col<"customer"> == 1));
}
#endif
