// SPDX-License-Identifier: Apache-2.0
// Whole queries from files into files, with a checkpoint, killed hundreds of times: what they leave is what an undisturbed run leaves, row for row
// (semantics 12.2, 13.3, 15.3).
#include <crash/file_queries.hpp>
#include <sluice/file_sinks.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <catch2/catch.hpp>

#include <memory>
#include <string>

using namespace sluice;
using namespace crash_test;

namespace {

auto events_of(std::string const& folder) { return csv::files<event>{.path = folder, .watch = {.max_files_per_trigger = 1}}; }
auto lines_of(std::string const& folder) { return text::files{.path = folder, .watch = {.max_files_per_trigger = 1}}; }

}  // namespace

TEST_CASE("child: sums of CSV files into CSV", "[.child]") {
  auto const told = child_folders::received();
  if (!told.in.empty()) run(events_of(told.in), sums(), csv::sink{.path = told.out(), .max_records_per_file = 2}, told.checkpoint());
}
TEST_CASE("a query that sums CSV files into CSV files gives the same whenever it is killed") {
  support::temporary_folder const folder;
  fill(folder / "in", 40, 20, csv_line);
  run(events_of(folder / "in"), sums(), csv::sink{.path = folder / "out"}, support::in_small(std::make_shared<testing::memory_storage>()));
  check_kills("child: sums of CSV files into CSV", folder / "in", lines_in(folder / "out"), support::crash_rounds(500));
}

TEST_CASE("child: lines of text files into text", "[.child]") {
  auto const told = child_folders::received();
  if (!told.in.empty()) run(lines_of(told.in), some_lines(), text::sink{.path = told.out()}, told.checkpoint());
}
TEST_CASE("a query that takes lines of text files into text files gives the same whenever it is killed") {
  support::temporary_folder const folder;
  fill(folder / "in", 40, 20, csv_line);
  run(lines_of(folder / "in"), some_lines(), text::sink{.path = folder / "out"}, support::in_small(std::make_shared<testing::memory_storage>()));
  check_kills("child: lines of text files into text", folder / "in", lines_in(folder / "out"), support::crash_rounds(500));
}
