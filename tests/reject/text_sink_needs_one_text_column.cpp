// SPDX-License-Identifier: Apache-2.0
// expect: the text sink writes rows of one column, which is text
// max-lines: 9
#include <sluice/connectors/files/sink/text.hpp>
#include <sluice/operators/select.hpp>
#include <sluice/query/write.hpp>

#include <support/orders.hpp>

void right() {
  read(orders) | select(col<"customer">) | write(text::sink{.path = "out"});
}
#ifdef SLUICE_REJECT
void wrong() {
  read(orders) | write(text::sink{.path = "out"});
}
#endif
