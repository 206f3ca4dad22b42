// SPDX-License-Identifier: Apache-2.0
// expect: the query is not started yet: end it with . start\(\)
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  auto query = read_stream(order_stream) | write_stream(any_sink{}) | start();
  query.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read_stream(order_stream) | write_stream(any_sink{});
  query.stop();
}
#endif
