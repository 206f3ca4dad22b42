// SPDX-License-Identifier: Apache-2.0
// expect: needs a column for each field of the record
// expect: column_named<.*"total"
// max-lines: 9
#include <support/orders.hpp>

struct revenue {
  std::string customer;
  double total;
};
SLUICE_RECORD(revenue, customer, total);

void right() {
  static_cast<void>(read(orders) | select(col<"customer">, col<"amount">.as<"total">()) | as<revenue>());
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | as<revenue>());
}
#endif
