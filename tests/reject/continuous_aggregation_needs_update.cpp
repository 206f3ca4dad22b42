// SPDX-License-Identifier: Apache-2.0
// expect: the continuous trigger hands out a group as soon as a row changes it: use output_mode.update.
// expect: mode::complete
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  auto query = read_stream(order_stream) | group_by<"customer">() | count() | write_stream(any_sink{}) | output_mode(update) | trigger(continuous(1s)) | start();
  query.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read_stream(order_stream) | group_by<"customer">() | count() | write_stream(any_sink{}) | output_mode(complete) | trigger(continuous(1s)) | start();
  query.await_termination();
}
#endif
