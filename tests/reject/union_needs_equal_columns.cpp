// SPDX-License-Identifier: Apache-2.0
// expect: union_with needs the same column types in the same order on both sides
// expect: column_named<.*"customer"
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select<"customer">() | union_with(read(orders) | select(col<"address.city">)));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select<"customer">() | union_with(read(orders) | select<"amount">()));
}
#endif
