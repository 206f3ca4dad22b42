// SPDX-License-Identifier: Apache-2.0
// expect: percentile_approx needs a column of numbers, dates or timestamps
// expect: "percentile_approx"
// max-lines: 9
#include <sluice/aggregates.hpp>
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | group_by<"customer">() | aggregate(count(), percentile_approx(col<"event_time">, 0.5).as<"middle">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | group_by<"customer">() | aggregate(count(), percentile_approx(col<"customer">, 0.5).as<"middle">()));
}
#endif
