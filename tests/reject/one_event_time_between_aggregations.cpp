// SPDX-License-Identifier: Apache-2.0
// expect: the first aggregation has two event times among its keys
// expect: mode::append
// max-lines: 9
#include <support/orders.hpp>

void right() {
  auto live = (with_watermark<"event_time">(10min) | group_by(window(col<"event_time">, 5min), col<"customer">) | count() |
               group_by(window(col<"window">, 1h)) | sum<"count">())
                  .connect<order>(append, [](auto const&) {});
  live.push(order{});
}
#ifdef SLUICE_REJECT
void wrong() {
  auto live = (with_watermark<"event_time">(10min) | group_by(window(col<"event_time">, 5min), col<"event_time">) | count() |
               group_by<"event_time">() | sum<"count">())
                  .connect<order>(append, [](auto const&) {});
  live.push(order{});
}
#endif
