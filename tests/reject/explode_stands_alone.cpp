// SPDX-License-Identifier: Apache-2.0
// expect: explode makes rows, not a value
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select(explode(col<"tags">).as<"tag">()) | where(col<"tag"> == "new"));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | where(explode(col<"tags">) == "new"));
}
#endif
