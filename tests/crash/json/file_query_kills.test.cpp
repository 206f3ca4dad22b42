// SPDX-License-Identifier: Apache-2.0
// Queries from JSON files into JSON files, killed hundreds of times, and failed at each step of their storages (semantics 12.2, 13.3, 15.3).
#include <crash/file_query_faults.hpp>
#include <sluice/json_file_sinks.hpp>
#include <sluice/json_files.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <utility>

using namespace sluice;
using namespace crash_test;

namespace {

auto events_of(std::string const& folder) { return json::files<event>{.path = folder, .watch = {.max_files_per_trigger = 1}}; }

std::string json_line(std::int64_t second, char name, std::int64_t value) {
  return R"({"time":")" + time_text(second) + R"(","name":")" + name + R"(","value":)" + std::to_string(value) + '}';
}

}  // namespace

TEST_CASE("child: sums of JSON files into JSON", "[.child]") {
  auto const told = child_folders::received();
  if (!told.in.empty()) run(events_of(told.in), sums(), json::sink{.path = told.out()}, told.checkpoint());
}
TEST_CASE("a query that sums JSON files into JSON files gives the same whenever it is killed") {
  support::temporary_folder const folder{support::temporary_folder::memory()};
  fill(folder / "in", 40, 20, json_line);
  run(events_of(folder / "in"), sums(), json::sink{.path = folder / "out"}, support::in_small(std::make_shared<testing::memory_storage>()));
  check_kills("child: sums of JSON files into JSON", folder / "in", lines_in(folder / "out"), support::crash_rounds(500));
}
TEST_CASE("a query that sums JSON files into JSON files gives the same whichever step of its storages fails") {
  support::temporary_folder const folder{support::temporary_folder::memory()};
  fill(folder / "in", 12, 10, json_line);
  auto const source = events_of(folder / "in");
  CHECK(check_faults([&](auto options) { run(source, sums(), json::sink{.path = crashing_output}, std::move(options)); }) > 500);
}
