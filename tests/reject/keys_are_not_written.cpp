// SPDX-License-Identifier: Apache-2.0
// A batch query that ends in its keys.
// expect: group_by\(...\) must be followed by aggregate
// expect: column_named<.*"customer"
// max-lines: 9
#include <sluice/query/write.hpp>

#include <support/order_stream.hpp>

void right() {
  read(orders) | group_by<"customer">() | count() | write(any_sink{});
}
#ifdef SLUICE_REJECT
void wrong() {
  read(orders) | group_by<"customer">() | write(any_sink{});
}
#endif
