// SPDX-License-Identifier: Apache-2.0
// expect: where needs a condition
// expect: predicate_is_not_boolean<double>|Type = double
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | where(col<"amount"> > 1));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | where(col<"amount"> + 1));
}
#endif
