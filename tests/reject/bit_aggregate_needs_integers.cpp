// SPDX-License-Identifier: Apache-2.0
// expect: bit_and, bit_or and bit_xor need a column of integers
// expect: "bit_xor"
// max-lines: 9
#include <sluice/aggregates.hpp>
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | group_by<"customer">() | aggregate(count(), bit_xor(hash(col<"customer">)).as<"mix">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | group_by<"customer">() | aggregate(count(), bit_xor(col<"amount">).as<"mix">()));
}
#endif
