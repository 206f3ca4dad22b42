// SPDX-License-Identifier: Apache-2.0
// expect: use approx_count_distinct
// expect: mode::update
// max-lines: 9
#include <sluice/aggregates.hpp>
#include <support/orders.hpp>

void right() {
  auto live = (group_by<"customer">() | approx_count_distinct(col<"amount">)).connect<order>(update, [](auto const&) {});
  live.push(order{});
  static_cast<void>(read(orders) | group_by<"customer">() | count_distinct(col<"amount">));
}
#ifdef SLUICE_REJECT
void wrong() {
  auto live = (group_by<"customer">() | count_distinct(col<"amount">)).connect<order>(update, [](auto const&) {});
  live.push(order{});
}
#endif
