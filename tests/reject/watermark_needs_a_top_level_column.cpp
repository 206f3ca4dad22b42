// SPDX-License-Identifier: Apache-2.0
// expect: with_watermark needs a column of the row, not a field of one
// expect: column_named<.*"nested.event_time"
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | with_watermark<"event_time">(10min));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(struct_of(col<"event_time">).as<"nested">()) | with_watermark<"nested.event_time">(10min));
}
#endif
