// SPDX-License-Identifier: Apache-2.0
// Whole queries from files into files whose checkpoint and output are in a bucket of a real server, killed at any moment, and failed at steps of
// their storages: what they leave is what an undisturbed run leaves on a disk, row for row (semantics 12.2, 13.3, 15.3).
#include <connectors/s3/support/crash.hpp>
#include <crash/file_query_faults.hpp>
#include <sluice/file_sinks.hpp>

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <utility>

using namespace sluice;
using namespace crash_test;

namespace {

auto events_of(std::string const& folder) { return csv::files<event>{.path = folder, .watch = {.max_files_per_trigger = 1}}; }
auto lines_of(std::string const& folder) { return text::files{.path = folder, .watch = {.max_files_per_trigger = 1}}; }

storage_ptr in_bucket() { return s3::open(support::new_place(), support::on_server()); }

}  // namespace

TEST_CASE("child: sums of CSV files into CSV in a bucket", "[.child]") {
  auto const told = child_folders::received();
  if (told.in.empty()) return;
  auto options = support::checkpoint_in_bucket(told);
  run(events_of(told.in), sums(), csv::sink{.path = told.out(), .max_records_per_file = 2}, std::move(options));
}
TEST_CASE("a query that sums CSV files into CSV files in a bucket gives the same whenever it is killed") {
  if (!support::has_server()) return;
  support::temporary_folder const folder{support::temporary_folder::memory()};
  fill(folder / "in", 40, 20, csv_line);
  run(events_of(folder / "in"), sums(), csv::sink{.path = folder / "out"}, support::in_small(in_memory()));
  support::check_kills_in_bucket("child: sums of CSV files into CSV in a bucket", folder / "in", lines_in(folder / "out"), support::crash_rounds(80));
}

TEST_CASE("child: lines of text files into text in a bucket", "[.child]") {
  auto const told = child_folders::received();
  if (told.in.empty()) return;
  auto options = support::checkpoint_in_bucket(told);
  run(lines_of(told.in), some_lines(), text::sink{.path = told.out()}, std::move(options));
}
TEST_CASE("a query that takes lines of text files into text files in a bucket gives the same whenever it is killed") {
  if (!support::has_server()) return;
  support::temporary_folder const folder{support::temporary_folder::memory()};
  fill(folder / "in", 40, 20, csv_line);
  run(lines_of(folder / "in"), some_lines(), text::sink{.path = folder / "out"}, support::in_small(in_memory()));
  support::check_kills_in_bucket("child: lines of text files into text in a bucket", folder / "in", lines_in(folder / "out"), support::crash_rounds(80));
}

TEST_CASE("a query that sums CSV files into CSV files in a bucket gives the same whichever step of its storages fails") {
  if (!support::has_server()) return;
  support::temporary_folder const folder{support::temporary_folder::memory()};
  fill(folder / "in", 12, 10, csv_line);
  int const rounds = support::crash_rounds(250);  // so many that each kind of step is met
  CHECK(check_faults([&](auto options) { run(events_of(folder / "in"), sums(), csv::sink{.path = crashing_output}, std::move(options)); }, in_bucket,
                     rounds) > rounds / 2);
}
