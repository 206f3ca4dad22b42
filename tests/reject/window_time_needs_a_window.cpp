// SPDX-License-Identifier: Apache-2.0
// expect: window_time needs a window column
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | select(window_time(window(col<"event_time">, 5min)).as<"t">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(window_time(col<"event_time">)));
}
#endif
