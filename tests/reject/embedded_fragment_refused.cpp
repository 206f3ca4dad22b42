// SPDX-License-Identifier: Apache-2.0
// connect raises the refusal of an operator in its fragment.
// expect: the row has no column of that name
// expect: did_you_mean<.*"customer"
// max-lines: 9
#include <support/orders.hpp>

void right() {
  auto live = (where(col<"amount"> > 1) | group_by<"customer">() | count()).connect<order>(update, [](auto const&) {});
  live.push(order{});
}
#ifdef SLUICE_REJECT
void wrong() {
  auto live = (where(col<"amount"> > 1) | group_by<"costumer">() | count()).connect<order>(update, [](auto const&) {});
  live.push(order{});
}
#endif
