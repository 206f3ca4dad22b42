// SPDX-License-Identifier: Apache-2.0
// expect: all_of<...> needs a column that holds a record
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select(all_of<"address">));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(all_of<"customer">));
}
#endif
