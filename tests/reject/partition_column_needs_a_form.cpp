// SPDX-License-Identifier: Apache-2.0
// expect: a folder's name has no form for arrays, maps and records
// max-lines: 12
#include <sluice/files.hpp>
#include <sluice/query/read.hpp>

#include <string>
#include <vector>

struct sale {
  std::string customer;
#ifdef SLUICE_REJECT
  std::vector<int> year;
#else
  int year;
#endif
};
SLUICE_RECORD(sale, customer, year);

void use() {
  static_cast<void>(sluice::read(sluice::csv::files<sale, sluice::files::partitioned_by<"year">>{.path = "/data"}));
}
