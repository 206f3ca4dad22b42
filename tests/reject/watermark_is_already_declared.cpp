// SPDX-License-Identifier: Apache-2.0
// expect: these rows carry a watermark already
// expect: column_named<.*"event_time"
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | with_watermark<"event_time">(10min));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | with_watermark<"event_time">(10min) | with_watermark<"event_time">(5min));
}
#endif
