// SPDX-License-Identifier: Apache-2.0
// Processes that write files exactly once are killed: between rows, while parts are closed, while the manifest is written. Readers of what they
// leave have every row once, in rolled files and in folders by a column (semantics 12.2, 13.3).
#include <sluice/checkpoint.hpp>
#include <sluice/file_sinks.hpp>
#include <sluice/files.hpp>
#include <sluice/testing.hpp>

#include <support/kills.hpp>
#include <support/temporary_folder.hpp>
#include <unit/runtime/streams.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

using namespace sluice;

namespace {

struct item {
  std::int64_t number;
  std::int64_t last_digit;
};
SLUICE_RECORD(item, number, last_digit);

constexpr std::int64_t count = 240;

/// The whole job of a child: to its end, or until it is killed.
template <class Sink>
void run_query(std::string const& folder, Sink const& sink) {
  memory_stream<item> in;
  for (std::int64_t i = 0; i < count; ++i) in.add({i, i % 3});
  auto query = read_stream(runtime_test::limited_source{in, 8}) | write_stream(sink) | trigger(available_now()) |
               checkpoint(support::of_child(folder + "/checkpoint")) | start();
  query.await_termination();
}

/// Kills the job of the hidden test case `child` at least `rounds` times, over as many runs as that takes; `read_out` reads what each run left.
template <class Read>
void check_each_once(char const* child, int rounds, Read const& read_out) {
  std::mt19937 random{17};
  for (int killed = 0; killed < rounds;) {
    INFO("a run that began after " << killed << " kills");
    support::temporary_folder const folder{support::temporary_folder::memory()};
    killed += support::run_with_kills(child, folder.path(), random, 12, std::chrono::microseconds{1500});
    std::vector<std::int64_t> found;
    for (auto const& row : read_out(folder.path())) found.push_back(row.number);
    std::sort(found.begin(), found.end());
    REQUIRE(found.size() == count);
    for (std::int64_t i = 0; i < count; ++i) REQUIRE(found[static_cast<std::size_t>(i)] == i);
  }
}

}  // namespace

TEST_CASE("child: rows into rolled files", "[.child]") {
  std::string const folder = support::child_process::task();
  if (!folder.empty()) run_query(folder, csv::sink{.path = folder + "/out", .max_records_per_file = 3});
}
TEST_CASE("a query into rolled files that is killed at any moment writes every row once") {
  check_each_once("child: rows into rolled files", support::crash_rounds(100),
                  [](std::string const& folder) { return read(csv::files<item>{.path = folder + "/out"}); });
}

TEST_CASE("child: rows into folders by a column", "[.child]") {
  std::string const folder = support::child_process::task();
  if (!folder.empty()) run_query(folder, csv::sink_by<"last_digit">{.path = folder + "/out"});
}
TEST_CASE("a query into folders by a column that is killed at any moment writes every row once") {
  check_each_once("child: rows into folders by a column", support::crash_rounds(100), [](std::string const& folder) {
    return read(csv::files<item, files::partitioned_by<"last_digit">>{.path = folder + "/out"});
  });
}
