// SPDX-License-Identifier: Apache-2.0
// expect: group_by takes columns, expressions of them and windows: aggregates stand behind it, group_by\(...\) \| sum\(...\)
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | group_by(col<"customer">) | count());
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | group_by(col<"customer">, sum(col<"amount">)) | count());
}
#endif
