// SPDX-License-Identifier: Apache-2.0
// expect: this operation does not take columns of these types
// expect: no_such_operation<.*"\+"
// expect: basic_string<char
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select((col<"amount"> + 1).as<"next">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select((col<"customer"> + 1).as<"next">()));
}
#endif
