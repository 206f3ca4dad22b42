// SPDX-License-Identifier: Apache-2.0
// Parquet files into a bucket of a real server: exactly once, also when the query is killed (semantics 12.2, 13.3, 15.3). The writer of the stream
// is that of the other files, so that the steps of its storages are tried with those.
#include <connectors/files/sink/output.hpp>
#include <connectors/s3/support/crash.hpp>
#include <crash/parquet/totals.hpp>
#include <sluice/file_sinks.hpp>
#include <sluice/parquet.hpp>
#include <sluice/testing/memory_storage.hpp>
#include <sluice/testing/sink_conformance.hpp>

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <utility>

using namespace sluice;
using namespace crash_test;
using support::bucket_output;

namespace {

auto events_of(std::string const& folder) { return csv::files<event>{.path = folder, .watch = {.max_files_per_trigger = 1}}; }

}  // namespace

TEST_CASE("the Parquet sink into a bucket shows the rows of each committed epoch once") {
  if (!support::has_server()) return;
  support::find_server_by_environment();
  CHECK(testing::check_sink(testing::delivery::exactly_once, [] {
    auto const out = std::make_shared<bucket_output>(support::new_place());
    return testing::sink_place{parquet_sink{.path = out->location()}, [out] {
      lines found;
      for (auto const& row : collect(read(parquet_files<files_test::value_record>{.path = out->fetched()}))) found.push_back(row.value);
      return found;
    }};
  }));
}

TEST_CASE("child: sums of CSV files into Parquet in a bucket", "[.child]") {
  auto const told = child_folders::received();
  if (told.in.empty()) return;
  auto options = support::checkpoint_in_bucket(told);
  run(events_of(told.in), sums(), parquet_sink{.path = told.out()}, std::move(options));
}
TEST_CASE("a query that sums CSV files into Parquet files in a bucket gives the same whenever it is killed") {
  if (!support::has_server()) return;
  support::temporary_folder const folder{support::temporary_folder::memory()};
  fill(folder / "in", 40, 20, csv_line);
  run(events_of(folder / "in"), sums(), parquet_sink{.path = folder / "out"}, support::in_small(std::make_shared<testing::memory_storage>()));
  support::check_kills_in_bucket("child: sums of CSV files into Parquet in a bucket", folder / "in", totals_in(folder / "out"), support::crash_rounds(60),
                                 totals_in);
}
