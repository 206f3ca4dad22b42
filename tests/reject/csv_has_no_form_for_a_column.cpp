// SPDX-License-Identifier: Apache-2.0
// expect: CSV has no form for arrays, maps and records
// max-lines: 9
#include <sluice/files.hpp>
#include <sluice/query/read.hpp>

#include <string>
#include <vector>

struct basket {
  std::string customer;
#ifdef SLUICE_REJECT
  std::vector<std::string> items;
#else
  std::string items;
#endif
};
SLUICE_RECORD(basket, customer, items);

void use() {
  static_cast<void>(sluice::read(sluice::csv::files<basket>{.path = "/data"}));
}
