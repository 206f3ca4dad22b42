// SPDX-License-Identifier: Apache-2.0
// expect: this query reads a bounded input: iterate over it, or end it with write\(...\) or show\(\)
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  auto query = read_stream(order_stream) | where(col<"amount"> > 1) | write_stream(any_sink{}) | output_mode(update) | start();
  query.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read(orders) | where(col<"amount"> > 1) | write_stream(any_sink{}) | output_mode(update) | start();
  query.stop();
}
#endif
