// SPDX-License-Identifier: Apache-2.0
// Whole queries from files into files, whose checkpoint and output fail at each operation: what they leave is what an undisturbed run leaves, row
// for row (semantics 12.2, 13.3).
#include <crash/file_query_faults.hpp>
#include <sluice/file_sinks.hpp>

#include <catch2/catch.hpp>

using namespace sluice;
using namespace crash_test;

TEST_CASE("a query that sums CSV files into CSV files gives the same whichever step of its storages fails") {
  support::temporary_folder const folder{support::temporary_folder::memory()};
  fill(folder / "in", 12, 10, csv_line);
  csv::files<event> const source{.path = folder / "in", .watch = {.max_files_per_trigger = 1}};
  CHECK(check_faults([&](auto options) { run(source, sums(), csv::sink{.path = crashing_output}, std::move(options)); }) > 500);
}
TEST_CASE("a query that takes lines of text files into text files gives the same whichever step of its storages fails") {
  support::temporary_folder const folder{support::temporary_folder::memory()};
  fill(folder / "in", 12, 10, csv_line);
  text::files const source{.path = folder / "in", .watch = {.max_files_per_trigger = 1}};
  CHECK(check_faults([&](auto options) { run(source, some_lines(), text::sink{.path = crashing_output}, std::move(options)); }) > 500);
}
