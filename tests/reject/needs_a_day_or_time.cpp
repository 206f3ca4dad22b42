// SPDX-License-Identifier: Apache-2.0
// expect: this function needs a date or a timestamp: to_timestamp\(...\) makes one of a text
// expect: needs_a_day_or_time<.*"date_format"
// max-lines: 9
#include <sluice/dates.hpp>
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select(date_format(col<"event_time">, "HH:mm").as<"time">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(date_format(col<"customer">, "HH:mm").as<"time">()));
}
#endif
