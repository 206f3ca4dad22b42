// SPDX-License-Identifier: Apache-2.0
// expect: a span of time is a duration of std::chrono, such as 10min, 5s or 500ms: put using namespace std::chrono_literals above
// expect: span_is_no_duration<.*"window"
// expect: span_is_no_duration<.*"with_watermark"
// mistakes: 4
// max-lines: 9
#include <support/orders.hpp>

using namespace std::chrono_literals;

void right() {
  static_cast<void>(read(orders) | with_watermark<"event_time">(10min) | group_by(window(col<"event_time">, 10min, 5min, 30s)) | count());
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | group_by(window(col<"event_time">, 5)) | count());
  static_cast<void>(read(orders) | group_by(window(col<"event_time">, "10 minutes", "5 minutes")) | count());
  static_cast<void>(read(orders) | with_watermark<"event_time">("10 minutes"));
  static_cast<void>(read(orders) | with_watermark<"event_time">(600));
}
#endif
