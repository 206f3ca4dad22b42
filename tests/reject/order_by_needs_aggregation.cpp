// SPDX-License-Identifier: Apache-2.0
// expect: order_by on a stream needs an aggregation before it
// expect: mode::complete
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  auto query = read_stream(order_stream) | group_by<"customer">() | count() | order_by<"count">() | write_stream(any_sink{}) | output_mode(complete) | start();
  query.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read_stream(order_stream) | order_by<"amount">() | write_stream(any_sink{}) | output_mode(complete) | start();
  query.await_termination();
}
#endif
