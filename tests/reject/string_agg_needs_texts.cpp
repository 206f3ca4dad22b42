// SPDX-License-Identifier: Apache-2.0
// expect: string_agg joins texts or binary values
// expect: "string_agg"
// max-lines: 9
#include <sluice/aggregates.hpp>
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | group_by<"customer">() | aggregate(count(), string_agg(col<"customer">)));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | group_by<"customer">() | aggregate(count(), string_agg(col<"amount">)));
}
#endif
