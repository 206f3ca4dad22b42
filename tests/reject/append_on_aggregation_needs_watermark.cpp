// SPDX-License-Identifier: Apache-2.0
// expect: append on an aggregation needs with_watermark upstream
// expect: mode::append
// expect: into<any_sink>
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  auto query = read_stream(order_stream) | group_by<"customer">() | count() | write_stream(any_sink{}) | output_mode(update) | start();
  query.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read_stream(order_stream) | group_by<"customer">() | count() | write_stream(any_sink{}) | output_mode(append) | start();
  query.await_termination();
}
#endif
