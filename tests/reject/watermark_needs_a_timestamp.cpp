// SPDX-License-Identifier: Apache-2.0
// expect: with_watermark needs a column of type sluice::timestamp
// expect: column_named<.*"amount"
// expect: double
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | with_watermark<"event_time">(10min));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | with_watermark<"amount">(10min));
}
#endif
