// SPDX-License-Identifier: Apache-2.0
// expect: a comparison with NULL is never true: use is_null\(...\) or is_not_null\(...\)
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | where(is_null(col<"customer">) && col<"amount"> > 1));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | where(col<"customer"> == nullptr && col<"amount"> > 1));
}
#endif
