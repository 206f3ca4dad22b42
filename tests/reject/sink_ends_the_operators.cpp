// SPDX-License-Identifier: Apache-2.0
// expect: operators stand before write_stream\(...\), and a query has one sink
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  auto query = read_stream(order_stream) | where(col<"amount"> > 1) | write_stream(any_sink{}) | output_mode(update) | start();
  query.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read_stream(order_stream) | write_stream(any_sink{}) | output_mode(update) | where(col<"amount"> > 1) | start();
  query.stop();
}
#endif
