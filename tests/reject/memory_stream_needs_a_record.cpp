// SPDX-License-Identifier: Apache-2.0
// expect: memory_stream needs a record: declare the fields of the struct with SLUICE_RECORD
// max-lines: 12
#include <support/order_stream.hpp>

struct undeclared {
  int x = 0;
};
struct declared {
  int x = 0;
};
SLUICE_RECORD(declared, x);

void right() {
  static_cast<void>(memory_stream<declared>{});
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(memory_stream<undeclared>{});
}
#endif
