// SPDX-License-Identifier: Apache-2.0
// expect: this function reads texts: timestamp_seconds
// expect: needs_a_text_of_a_time<.*"to_date"
// max-lines: 9
#include <sluice/dates.hpp>
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select(to_date(col<"customer">, "dd/MM/yyyy").as<"day">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(to_date(col<"amount">).as<"day">()));
}
#endif
