// SPDX-License-Identifier: Apache-2.0
// expect: window needs a column of type sluice::timestamp
// expect: window_needs_a_timestamp<double>|Type = double
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | group_by(window(col<"event_time">, 5min)) | count());
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | group_by(window(col<"amount">, 5min)) | count());
}
#endif
