// SPDX-License-Identifier: Apache-2.0
// expect: this function needs a map column
// expect: needs_a_map<.*"map_keys"
// max-lines: 9
#include <sluice/expressions/functions/map_access.hpp>
#include <sluice/expressions/functions/map_build.hpp>
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select(map_keys(create_map(col<"customer">, col<"amount">)).as<"x">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(map_keys(col<"tags">).as<"x">()));
}
#endif
