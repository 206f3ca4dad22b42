// SPDX-License-Identifier: Apache-2.0
// The message is as short for a mistake deep in a fragment; it points to where the fragment meets its rows.
// expect: the row has no column of that name
// expect: did_you_mean<.*"customer"
// max-lines: 9
#include <support/orders.hpp>

void right() {
  auto const counts = where(col<"amount"> > 1) | with_column<"a">(col<"amount"> * 2) | where(col<"a"> > 1) | with_column<"b">(col<"a"> * 2) | where(col<"b"> > 1) |
      drop<"a">() | rename<"b", "c">() | where(col<"c"> > 1) | select<"customer", "c">() | group_by<"customer">() | count();
  for (auto const& row : read(orders) | counts) static_cast<void>(row.get<"customer">());
}
#ifdef SLUICE_REJECT
void wrong() {
  auto const counts = where(col<"amount"> > 1) | with_column<"a">(col<"amount"> * 2) | where(col<"a"> > 1) | with_column<"b">(col<"a"> * 2) | where(col<"b"> > 1) |
      drop<"a">() | rename<"b", "c">() | where(col<"c"> > 1) | select<"customer", "c">() | group_by<"costumer">() | count();
  for (auto const& row : read(orders) | counts) static_cast<void>(row.get<"costumer">());
}
#endif
