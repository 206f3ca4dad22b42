// SPDX-License-Identifier: Apache-2.0
// A query from Kafka into Parquet files, killed hundreds of times. What it leaves is an undisturbed run's, row for row (semantics 12.2, 13.3, 15.3).
#include <connectors/kafka/support/summing.hpp>
#include <sluice/parquet.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <string>

using namespace sluice;
using namespace sluice::kafka_test;

namespace {

struct topic_sum {
  timestamp start;
  std::int64_t rows;
  std::int64_t sum;
};
SLUICE_RECORD(topic_sum, start, rows, sum);

crash_test::lines sums_in(std::string const& folder) {
  crash_test::lines found;
  for (auto const& row : collect(read(parquet_files<topic_sum>{.path = folder})))
    found.push_back(std::to_string(row.start.milliseconds()) + ',' + std::to_string(row.rows) + ',' + std::to_string(row.sum));
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

TEST_CASE("child: sums a topic into Parquet files", "[.child]") { sum_in_child<parquet_sink>(); }
TEST_CASE("real broker: a query that sums a topic into Parquet files gives the same however often it is killed", "[broker]") {
  check_kills_of_sums<parquet_sink>("child: sums a topic into Parquet files", support::crash_rounds(500), sums_in);
}
