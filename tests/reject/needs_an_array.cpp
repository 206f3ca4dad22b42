// SPDX-License-Identifier: Apache-2.0
// expect: this function needs an array column
// expect: needs_an_array<.*"array_distinct"
// expect: basic_string<char
// max-lines: 9
#include <sluice/expressions/functions/array_sets.hpp>
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select(array_distinct(col<"tags">).as<"tags">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(array_distinct(col<"customer">).as<"tags">()));
}
#endif
