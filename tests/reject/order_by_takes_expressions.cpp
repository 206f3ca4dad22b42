// SPDX-License-Identifier: Apache-2.0
// expect: order_by takes columns and expressions of them
// expect: name an aggregate, order_by\(desc<"count">\(\)\)
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | group_by<"customer">() | count() | order_by(desc<"count">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | group_by<"customer">() | count() | order_by(count()));
}
#endif
