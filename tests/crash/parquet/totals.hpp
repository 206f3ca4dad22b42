// SPDX-License-Identifier: Apache-2.0
// The sums of the crash tests, as Parquet files have them.
#pragma once

#include <crash/file_queries.hpp>
#include <sluice/parquet.hpp>

#include <algorithm>
#include <cstdint>
#include <string>

namespace crash_test {

struct total {
  timestamp start;
  std::string name;
  std::int64_t rows;
  std::int64_t sum;
};
SLUICE_RECORD(total, start, name, rows, sum);

inline lines totals_in(std::string const& folder) {
  lines found;
  for (auto const& row : collect(read(parquet_files<total>{.path = folder})))
    found.push_back(std::to_string(row.start.milliseconds()) + ',' + row.name + ',' + std::to_string(row.rows) + ',' + std::to_string(row.sum));
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace crash_test
