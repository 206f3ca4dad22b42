// SPDX-License-Identifier: Apache-2.0
// expect: all branches of when/otherwise and coalesce need one common type
// expect: basic_string<char
// expect: int
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select(when(col<"amount"> > 1, "much").otherwise("little").as<"x">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(when(col<"amount"> > 1, "much").otherwise(0).as<"x">()));
}
#endif
