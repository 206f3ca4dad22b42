// SPDX-License-Identifier: Apache-2.0
// expect: an output mode is known to the compiler, which checks the query against it: output_mode\(append\), output_mode\(update\) or output_mode\(complete\)
// expect: output_mode_is_a_constant<
// mistakes: 2
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  auto query = read_stream(order_stream) | group_by<"customer">() | count() | write_stream(any_sink{}) | output_mode(update) | start();
  query.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read_stream(order_stream) | group_by<"customer">() | count() | write_stream(any_sink{}) | output_mode("update") | trigger(once()) | start();
  query.await_termination();
  auto other = read_stream(order_stream) | group_by<"customer">() | count() | write_stream(any_sink{}) | output_mode(mode::update) | start();
  other.stop();
}
#endif
