// SPDX-License-Identifier: Apache-2.0
// expect: this generator makes another number of columns
// expect: generator_needs_a_name_per_column<.*"pos"
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select(posexplode(col<"tags">).as<"place", "tag">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(posexplode(col<"tags">).as<"tag">()));
}
#endif
