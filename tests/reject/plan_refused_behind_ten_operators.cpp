// SPDX-License-Identifier: Apache-2.0
// The message of a whole plan does not grow with the plan.
// expect: append on an aggregation needs with_watermark upstream
// expect: mode::append
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  auto query = read_stream(order_stream) | where(col<"amount"> > 1) | with_column<"a">(col<"amount"> * 2) | where(col<"a"> > 1) | with_column<"b">(col<"a"> * 2) | where(col<"b"> > 1) |
      drop<"a">() | rename<"b", "c">() | where(col<"c"> > 1) | select<"customer", "c">() | group_by<"customer">() | count() | write_stream(any_sink{}) | output_mode(update) |
               query_name("counts") | trigger(processing_time(1s)) | start();
  query.await_termination();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read_stream(order_stream) | where(col<"amount"> > 1) | with_column<"a">(col<"amount"> * 2) | where(col<"a"> > 1) | with_column<"b">(col<"a"> * 2) | where(col<"b"> > 1) |
      drop<"a">() | rename<"b", "c">() | where(col<"c"> > 1) | select<"customer", "c">() | group_by<"customer">() | count() | write_stream(any_sink{}) | output_mode(append) |
               query_name("counts") | trigger(processing_time(1s)) | start();
  query.await_termination();
}
#endif
