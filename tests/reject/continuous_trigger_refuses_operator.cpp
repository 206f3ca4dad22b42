// SPDX-License-Identifier: Apache-2.0
// expect: the continuous trigger takes select, where and the like, and aggregations in update mode
// expect: mode::append
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  auto query = read_stream(order_stream) | where(col<"amount"> > 1) | write_stream(any_sink{}) | trigger(processing_time(1s)) | start();
  query.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read_stream(order_stream) | limit(5) | write_stream(any_sink{}) | trigger(continuous(1s)) | start();
  query.await_termination();
}
#endif
