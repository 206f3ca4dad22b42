// SPDX-License-Identifier: Apache-2.0
// expect: cannot put the column into the record
// expect: column_named<.*"total"
// expect: basic_string<char
// expect: double
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
  static_cast<void>(read(orders) | select(col<"customer">, col<"address.city">.as<"total">()) | as<revenue>());
}
#endif
