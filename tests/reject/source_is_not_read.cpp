// SPDX-License-Identifier: Apache-2.0
// expect: a query begins with read_stream\(source\), or in batch with read\(range\)
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  auto query = read_stream(order_stream) | write_stream(any_sink{}) | start();
  query.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = order_stream | write_stream(any_sink{}) | start();
  query.stop();
}
#endif
