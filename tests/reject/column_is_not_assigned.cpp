// SPDX-License-Identifier: Apache-2.0
// expect: = assigns, and a column is not assigned: compare with ==, or make a column with with_column<"name">
// mistakes: 2
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | where(col<"customer"> == "ann"));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | where(col<"customer"> = "ann"));
  static_cast<void>(read(orders) | select((col<"amount"> = 5).as<"x">()));
}
#endif
