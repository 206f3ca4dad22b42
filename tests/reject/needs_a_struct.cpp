// SPDX-License-Identifier: Apache-2.0
// expect: this function needs a struct column
// expect: needs_a_struct<.*"get_field"
// max-lines: 9
#include <sluice/expressions/functions/structs.hpp>
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select(get_field<"city">(col<"address">)));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(get_field<"city">(col<"customer">)));
}
#endif
