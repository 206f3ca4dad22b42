// SPDX-License-Identifier: Apache-2.0
// expect: the values and the elements of arrays and maps need one common type
// expect: elements_differ_in_type<.*"array_contains"
// max-lines: 9
#include <sluice/expressions/functions/array_access.hpp>
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | where(array_contains(col<"tags">, "new")));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | where(array_contains(col<"tags">, 1)));
}
#endif
