// SPDX-License-Identifier: Apache-2.0
// expect: two columns of the result have this name
// expect: column_named<.*"customer"
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select(col<"customer">, col<"amount">));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(col<"customer">, col<"amount">, col<"customer">));
}
#endif
