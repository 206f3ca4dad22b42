// SPDX-License-Identifier: Apache-2.0
// expect: bool_and, bool_or and count_if need a condition
// expect: "count_if"
// max-lines: 9
#include <sluice/aggregates.hpp>
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | group_by<"customer">() | aggregate(count(), count_if(col<"amount"> > 5).as<"big">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | group_by<"customer">() | aggregate(count(), count_if(col<"amount">).as<"big">()));
}
#endif
