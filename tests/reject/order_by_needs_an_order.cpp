// SPDX-License-Identifier: Apache-2.0
// expect: order_by needs values with an order, which maps do not have
// expect: order_by_needs_an_order<.*map<
// max-lines: 9
#include <sluice/plan.hpp>
#include <sluice/query/read.hpp>

#include <map>
#include <string>
#include <vector>

using namespace sluice;

struct shelf {
  std::string name;
  std::map<std::string, int> stock;
};
SLUICE_RECORD(shelf, name, stock);

void right() {
  static std::vector<shelf> const shelves;
  static_cast<void>(read(shelves) | order_by<"name">());
}
#ifdef SLUICE_REJECT
void wrong() {
  static std::vector<shelf> const shelves;
  static_cast<void>(read(shelves) | order_by(desc<"stock">()) | limit(3));
}
#endif
