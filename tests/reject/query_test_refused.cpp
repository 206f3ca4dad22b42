// SPDX-License-Identifier: Apache-2.0
// expect: the row has no column of that name
// max-lines: 12
#include <sluice/testing/query_test.hpp>
#include <support/orders.hpp>

void right() {
  testing::query_test<order> test{where(col<"amount"> > 1), append};
}
#ifdef SLUICE_REJECT
void wrong() {
  testing::query_test<order> test{where(col<"amuont"> > 1), append};
}
#endif
