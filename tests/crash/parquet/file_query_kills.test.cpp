// SPDX-License-Identifier: Apache-2.0
// Queries from Parquet files into Parquet files, killed hundreds of times (semantics 12.2, 13.3, 15.3). The writer of the stream is that of the
// other files, so that the steps of its storages are tried with those.
#include <crash/file_queries.hpp>
#include <crash/parquet/totals.hpp>
#include <sluice/parquet.hpp>
#include <sluice/query/write.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <catch2/catch.hpp>

#include <memory>
#include <string>

using namespace sluice;
using namespace crash_test;

namespace {

auto events_of(std::string const& folder) { return parquet_files<event>{.path = folder, .watch = {.max_files_per_trigger = 1}}; }

}  // namespace

TEST_CASE("child: sums of Parquet files into Parquet", "[.child]") {
  auto const told = child_folders::received();
  if (!told.in.empty()) run(events_of(told.in), sums(), parquet_sink{.path = told.out()}, told.checkpoint());
}
TEST_CASE("a query that sums Parquet files into Parquet files gives the same whenever it is killed") {
  support::temporary_folder const folder{support::temporary_folder::memory()};
  fill(folder / "text", 40, 20, csv_line);
  read(csv::files<event>{.path = folder / "text"}) | write(parquet_sink{.path = folder / "in", .max_records_per_file = 20});
  run(events_of(folder / "in"), sums(), parquet_sink{.path = folder / "out"}, support::in_small(std::make_shared<testing::memory_storage>()));
  check_kills("child: sums of Parquet files into Parquet", folder / "in", totals_in(folder / "out"), support::crash_rounds(500), totals_in);
}
