// SPDX-License-Identifier: Apache-2.0
// expect: this function compares elements: they must not be maps
// expect: elements_have_no_order<.*"array_sort"
// max-lines: 9
#include <sluice/expressions/functions/array_build.hpp>
#include <sluice/expressions/functions/array_order.hpp>
#include <support/orders.hpp>

#include <map>
#include <string>

void right() {
  static_cast<void>(read(orders) | select(array_sort(array(col<"customer">)).as<"sorted">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(array_sort(array(lit(std::map<std::string, int>{}))).as<"sorted">()));
}
#endif
