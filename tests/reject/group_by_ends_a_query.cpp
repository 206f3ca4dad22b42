// SPDX-License-Identifier: Apache-2.0
// A query that ends in its keys.
// expect: group_by\(...\) must be followed by aggregate
// expect: column_named<.*"customer"
// max-lines: 9
#include <support/orders.hpp>

void right() {
  auto live = (group_by<"customer">() | count()).connect<order>(update, [](auto const&) {});
  live.push(order{});
}
#ifdef SLUICE_REJECT
void wrong() {
  auto live = group_by<"customer">().connect<order>(update, [](auto const&) {});
  live.push(order{});
}
#endif
