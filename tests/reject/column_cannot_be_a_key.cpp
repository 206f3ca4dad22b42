// SPDX-License-Identifier: Apache-2.0
// expect: this type cannot be grouped by
// expect: place
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | group_by<"address.city">() | count());
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | group_by<"address">() | count());
}
#endif
