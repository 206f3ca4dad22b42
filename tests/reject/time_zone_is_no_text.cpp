// SPDX-License-Identifier: Apache-2.0
// expect: this operation does not take columns of these types
// expect: no_such_operation<.*"from_utc_timestamp"
// max-lines: 9
#include <sluice/expressions/functions/time_zones.hpp>
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select(from_utc_timestamp(col<"event_time">, col<"customer">).as<"there">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(from_utc_timestamp(col<"event_time">, col<"amount">).as<"there">()));
}
#endif
