// SPDX-License-Identifier: Apache-2.0
// expect: this function needs an array or a map column
// expect: needs_a_collection<.*"size"
// max-lines: 9
#include <sluice/expressions/functions/array_access.hpp>
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select(size(col<"tags">).as<"count">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(size(col<"customer">).as<"count">()));
}
#endif
