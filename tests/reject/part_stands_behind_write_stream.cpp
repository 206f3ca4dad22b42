// SPDX-License-Identifier: Apache-2.0
// expect: start\(\) stand behind the sink: put . write_stream\(sink\) before them
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  auto query = read_stream(order_stream) | where(col<"amount"> > 1) | write_stream(any_sink{}) | output_mode(update) | start();
  query.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read_stream(order_stream) | where(col<"amount"> > 1) | output_mode(update) | write_stream(any_sink{}) | start();
  query.stop();
}
#endif
