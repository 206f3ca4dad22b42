// SPDX-License-Identifier: Apache-2.0
// expect: a query that reads a stream has no end to walk to: end it with write_stream\(...\) \| start\(\)
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  for (auto const& row : read(orders) | where(col<"amount"> > 1)) static_cast<void>(row);
}
#ifdef SLUICE_REJECT
void wrong() {
  for (auto const& row : read_stream(order_stream) | where(col<"amount"> > 1)) static_cast<void>(row);
}
#endif
