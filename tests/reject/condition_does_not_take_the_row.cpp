// SPDX-License-Identifier: Apache-2.0
// expect: where needs a callable that takes the row, by value or as const&
// expect: Row = order|, order>
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | where([](order const& one) { return one.amount > 1; }));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | where([](order& one) { return one.amount > 1; }));
}
#endif
