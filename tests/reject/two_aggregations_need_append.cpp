// SPDX-License-Identifier: Apache-2.0
// expect: a query with two aggregations in a row runs in append mode only
// expect: mode::update
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  auto query = read_stream(order_stream) | with_watermark<"event_time">(10min) | group_by(window(col<"event_time">, 5min)) | count() | group_by(window(col<"window">, 1h)) | sum(col<"count">) | write_stream(any_sink{}) | start();
  query.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read_stream(order_stream) | with_watermark<"event_time">(10min) | group_by(window(col<"event_time">, 5min)) | count() | group_by(window(col<"window">, 1h)) | sum(col<"count">) | write_stream(any_sink{}) | output_mode(update) | start();
  query.await_termination();
}
#endif
