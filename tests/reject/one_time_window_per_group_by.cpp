// SPDX-License-Identifier: Apache-2.0
// expect: a group_by takes one time window
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | group_by(window(col<"event_time">, 5min)) | count());
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | group_by(window(col<"event_time">, 5min), window(col<"event_time">, 1h).as<"hour">()) | count());
}
#endif
