// SPDX-License-Identifier: Apache-2.0
// expect: where takes a condition made of columns, where\(col<"amount"> > 10\), or a callable on rows: SQL is not parsed
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | where(col<"amount"> > 10) | where([](order const& one) { return one.amount < 20; }));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | where("amount > 10") | select<"customer">());
}
#endif
