// SPDX-License-Identifier: Apache-2.0
// expect: union_with joins two streams or two bounded inputs
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  static_cast<void>(read_stream(order_stream) | union_with(read_stream(order_stream)));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read_stream(order_stream) | union_with(read(orders)));
}
#endif
