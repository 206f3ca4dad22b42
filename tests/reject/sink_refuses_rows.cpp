// SPDX-License-Identifier: Apache-2.0
// expect: the text sink takes rows of one column
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  auto query = read_stream(order_stream) | select<"customer">() | write_stream(text_sink{}) | start();
  query.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read_stream(order_stream) | write_stream(text_sink{}) | start();
  query.await_termination();
}
#endif
