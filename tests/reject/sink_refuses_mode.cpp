// SPDX-License-Identifier: Apache-2.0
// expect: this sink does not take rows in this output mode
// expect: mode::update
// expect: into<file_sink>
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  auto query = read_stream(order_stream) | where(col<"amount"> > 1) | write_stream(file_sink{}) | output_mode(append) | start();
  query.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read_stream(order_stream) | where(col<"amount"> > 1) | write_stream(file_sink{}) | output_mode(update) | start();
  query.await_termination();
}
#endif
