// SPDX-License-Identifier: Apache-2.0
// expect: read_stream needs a source, such as memory_stream or kafka::source: a range has an end, read\(...\) it
// expect: Type = std::vector<order|stream_needs_a_source<std::vector<order
// max-lines: 9
#include <support/order_stream.hpp>

#include <vector>

void right() {
  auto query = read_stream(order_stream) | where(col<"amount"> > 1) | write_stream(any_sink{}) | start();
  query.stop();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto query = read_stream(std::vector<order>{}) | where(col<"amount"> > 1) | write_stream(any_sink{}) | start();
  query.stop();
}
#endif
