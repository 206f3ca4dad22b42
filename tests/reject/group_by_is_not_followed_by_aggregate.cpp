// SPDX-License-Identifier: Apache-2.0
// expect: group_by\(...\) must be followed by aggregate
// expect: column_named<.*"customer"
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | group_by<"customer">() | count() | where(col<"count"> > 1));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | group_by<"customer">() | where(col<"amount"> > 1));
}
#endif
