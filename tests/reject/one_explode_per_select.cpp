// SPDX-License-Identifier: Apache-2.0
// expect: a select takes one explode
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select(explode(col<"tags">).as<"a">(), col<"tags">) | select(col<"a">, explode(col<"tags">).as<"b">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(explode(col<"tags">).as<"a">(), explode(col<"tags">).as<"b">()));
}
#endif
