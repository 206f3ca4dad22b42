// SPDX-License-Identifier: Apache-2.0
// expect: an embedded query takes the records pushed into it only
// expect: inputs<2>
// max-lines: 9
#include <support/order_stream.hpp>

void right() {
  auto live = where(col<"amount"> > 1).connect<order>(append, [](auto const&) {});
  live.push(order{});
}
#ifdef SLUICE_REJECT
void wrong() {
  auto live = union_with(read_stream(order_stream)).connect<order>(append, [](auto const&) {});
  live.push(order{});
}
#endif
