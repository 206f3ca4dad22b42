// SPDX-License-Identifier: Apache-2.0
// expect: limit does not work in update mode
// expect: mode::update
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  auto query = read_stream(order_stream) | limit(5) | write_stream(any_sink{}) | output_mode(append) | start();
  query.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read_stream(order_stream) | limit(5) | write_stream(any_sink{}) | output_mode(update) | start();
  query.await_termination();
}
#endif
