// SPDX-License-Identifier: Apache-2.0
// expect: from_json needs a record: declare the fields of the struct with SLUICE_RECORD
// expect: undeclared
// max-lines: 9
#include <sluice/expressions/json/from_json.hpp>
#include <support/orders.hpp>

struct undeclared {
  int x = 0;
};
struct declared {
  int x = 0;
};
SLUICE_RECORD(declared, x);

void right() {
  static_cast<void>(read(orders) | select(from_json<declared>(col<"customer">).as<"data">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(from_json<undeclared>(col<"customer">).as<"data">()));
}
#endif
