// SPDX-License-Identifier: Apache-2.0
// expect: the row has no column of that name
// expect: column_named<.*"citty"
// expect: did_you_mean<.*"city"
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select(col<"address.city">));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(col<"address.citty">));
}
#endif
