// SPDX-License-Identifier: Apache-2.0
// A type without its fields.
// expect: read needs a range of records: declare the fields of its elements with SLUICE_RECORD
// expect: Element = plain|range_of_no_records<plain>
// max-lines: 9
#include <support/orders.hpp>

#include <vector>

struct plain {
  double amount;
};

void right() {
  static_cast<void>(read(orders) | where(col<"amount"> > 1));
}
#ifdef SLUICE_REJECT
std::vector<plain> const plains{{1}};
void wrong() {
  for (auto const& one : read(plains) | where(col<"amount"> > 1) | select(col<"amount">)) static_cast<void>(one);
}
#endif
