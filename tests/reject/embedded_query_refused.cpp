// SPDX-License-Identifier: Apache-2.0
// connect raises what start() would.
// expect: append on an aggregation needs with_watermark upstream
// expect: mode::append
// max-lines: 9
#include <support/orders.hpp>

void right() {
  auto live = (where(col<"amount"> > 1) | group_by<"customer">() | count()).connect<order>(update, [](auto const&) {});
  live.push(order{});
  live.advance();
}
#ifdef SLUICE_REJECT
void wrong() {
  auto live = (where(col<"amount"> > 1) | group_by<"customer">() | count()).connect<order>(append, [](auto const&) {});
  live.push(order{});
  live.advance();
}
#endif
