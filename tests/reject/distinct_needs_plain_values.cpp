// SPDX-License-Identifier: Apache-2.0
// expect: distinct values are found among numbers, texts, times and the like
// expect: "collect_set"
// max-lines: 9
#include <sluice/aggregates.hpp>
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | group_by<"customer">() | aggregate(count(), collect_set(col<"customer">)));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | group_by<"customer">() | aggregate(count(), collect_set(col<"address">)));
}
#endif
