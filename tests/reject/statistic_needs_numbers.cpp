// SPDX-License-Identifier: Apache-2.0
// expect: statistics such as stddev, corr, percentile and product need columns of numbers
// expect: "stddev"
// max-lines: 9
#include <sluice/aggregates.hpp>
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | group_by<"customer">() | aggregate(count(), stddev(col<"amount">)));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | group_by<"customer">() | aggregate(count(), stddev(col<"customer">)));
}
#endif
