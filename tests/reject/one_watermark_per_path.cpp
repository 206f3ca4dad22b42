// SPDX-License-Identifier: Apache-2.0
// expect: a second with_watermark on the same rows
// expect: mode::append
// max-lines: 9
#include <support/orders.hpp>

constexpr auto hourly = with_watermark<"event_time">(10min) | group_by(window(col<"event_time">, 5min)) | sum<"amount">();

void right() {
  auto live = (hourly | group_by(window(col<"window">, 1h)) | max<"sum(amount)">()).connect<order>(append, [](auto const&) {});
  live.push(order{});
}
#ifdef SLUICE_REJECT
void wrong() {
  auto live = (hourly | with_column<"start">(col<"window.start">) | drop<"window">() | with_watermark<"start">(0min) |
               group_by(window(col<"start">, 1h)) | max<"sum(amount)">())
                  .connect<order>(append, [](auto const&) {});
  live.push(order{});
}
#endif
