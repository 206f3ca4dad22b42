// SPDX-License-Identifier: Apache-2.0
// expect: start\(\) are for streams: iterate over a batch query, or end it with write\(sink, save_mode, handler of rejected rows\)
// max-lines: 9
#include <sluice/query/write.hpp>

#include <support/order_stream.hpp>

void right() {
  read(orders) | where(col<"amount"> > 1) | write(any_sink{}, save_mode::append, [](rejected_row const&) {});
}
#ifdef SLUICE_REJECT
void wrong() {
  read(orders) | where(col<"amount"> > 1) | on_rejected([](rejected_row const&) {}) | write(any_sink{});
}
#endif
