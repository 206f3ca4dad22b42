// SPDX-License-Identifier: Apache-2.0
// expect: select takes columns, expressions of them and lit\(value\): an aggregate stands in aggregate\(...\)
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | aggregate(sum(col<"amount">)) | select(col<"sum(amount)">));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(sum(col<"amount">)) | where(col<"sum(amount)"> > 1));
}
#endif
