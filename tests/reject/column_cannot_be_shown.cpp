// SPDX-License-Identifier: Apache-2.0
// expect: a column of this type cannot be shown: declare the fields of a struct with SLUICE_RECORD
// max-lines: 12
#include <sluice/schema/cell_text.hpp>
#include <support/orders.hpp>

struct undeclared {
  int x = 0;
};
struct declared {
  int x = 0;
};
SLUICE_RECORD(declared, x);

void right() {
  std::string text;
  append_cell_text(text, declared{});
}
#ifdef SLUICE_REJECT
void wrong() {
  std::string text;
  append_cell_text(text, undeclared{});
}
#endif
