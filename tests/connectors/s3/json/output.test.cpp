// SPDX-License-Identifier: Apache-2.0
// JSON files into a bucket of a real server: exactly once, also when the query is killed or its storages fail (semantics 12.2, 13.3, 15.3).
#include <connectors/files/sink/output.hpp>
#include <connectors/s3/support/crash.hpp>
#include <crash/file_query_faults.hpp>
#include <sluice/json_file_sinks.hpp>
#include <sluice/json_files.hpp>
#include <sluice/testing/sink_conformance.hpp>

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace sluice;
using namespace crash_test;
using support::bucket_output;

namespace {

auto events_of(std::string const& folder) { return csv::files<event>{.path = folder, .watch = {.max_files_per_trigger = 1}}; }

storage_ptr in_bucket() { return s3::open(support::new_place(), support::on_server()); }

}  // namespace

TEST_CASE("the JSON sink into a bucket shows the rows of each committed epoch once") {
  if (!support::has_server()) return;
  support::find_server_by_environment();
  CHECK(testing::check_sink(testing::delivery::exactly_once, [] {
    auto const out = std::make_shared<bucket_output>(support::new_place());
    return testing::sink_place{json::sink{.path = out->location()}, [out] {
      lines found;
      for (auto const& row : read(json::files<files_test::value_record>{.path = out->fetched()})) found.push_back(row.value);
      return found;
    }};
  }));
}

TEST_CASE("child: sums of CSV files into JSON in a bucket", "[.child]") {
  auto const told = child_folders::received();
  if (told.in.empty()) return;
  auto options = support::checkpoint_in_bucket(told);
  run(events_of(told.in), sums(), json::sink{.path = told.out()}, std::move(options));
}
TEST_CASE("a query that sums CSV files into JSON files in a bucket gives the same whenever it is killed") {
  if (!support::has_server()) return;
  support::temporary_folder const folder{support::temporary_folder::memory()};
  fill(folder / "in", 40, 20, csv_line);
  run(events_of(folder / "in"), sums(), json::sink{.path = folder / "out"}, support::in_small(in_memory()));
  support::check_kills_in_bucket("child: sums of CSV files into JSON in a bucket", folder / "in", lines_in(folder / "out"), support::crash_rounds(100));
}
TEST_CASE("a query that sums CSV files into JSON files in a bucket gives the same whichever step of its storages fails") {
  if (!support::has_server()) return;
  support::temporary_folder const folder{support::temporary_folder::memory()};
  fill(folder / "in", 12, 10, csv_line);
  int const rounds = support::crash_rounds(60);
  CHECK(check_faults([&](auto options) { run(events_of(folder / "in"), sums(), json::sink{.path = crashing_output}, std::move(options)); }, in_bucket,
                     rounds) > rounds / 2);
}
