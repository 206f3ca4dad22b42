// SPDX-License-Identifier: Apache-2.0
// expect: partitioned_by names a column that the record has not
// max-lines: 9
#include <sluice/files.hpp>
#include <sluice/query/read.hpp>

#include <string>

struct sale {
  std::string customer;
  int year;
};
SLUICE_RECORD(sale, customer, year);

void right() {
  static_cast<void>(sluice::read(sluice::csv::files<sale, sluice::files::partitioned_by<"year">>{.path = "/data"}));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(sluice::read(sluice::csv::files<sale, sluice::files::partitioned_by<"yaer">>{.path = "/data"}));
}
#endif
