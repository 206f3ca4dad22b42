// SPDX-License-Identifier: Apache-2.0
// expect: a trigger says of which kind it is: trigger\(processing_time\(10s\)\), trigger\(available_now\(\)\), trigger\(once\(\)\) or trigger\(continuous\(1s\)\)
// expect: trigger_has_a_kind<
// mistakes: 2
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  auto query = read_stream(order_stream) | where(col<"amount"> > 1) | write_stream(any_sink{}) | trigger(processing_time(10s)) | start();
  query.stop();
  auto all = read_stream(order_stream) | where(col<"amount"> > 1) | write_stream(any_sink{}) | trigger(available_now) | start();
  all.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read_stream(order_stream) | where(col<"amount"> > 1) | write_stream(any_sink{}) | trigger(10s) | start();
  query.await_termination();
  auto other = read_stream(order_stream) | where(col<"amount"> > 1) | write_stream(any_sink{}) | trigger("10 seconds") | query_name("sums") | start();
  other.stop();
}
#endif
