// SPDX-License-Identifier: Apache-2.0
// Processes that write files exactly once are killed at any moment: between rows, while parts are closed, while the manifest is written. Readers
// of what they leave have every row once (semantics 12.2, 13.3).
#include <sluice/checkpoint.hpp>
#include <sluice/file_sinks.hpp>
#include <sluice/files.hpp>
#include <sluice/testing.hpp>

#include <support/temporary_folder.hpp>
#include <unit/runtime/streams.hpp>

#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace sluice;

namespace {

struct item {
  std::int64_t number;
  std::int64_t last_digit;
};
SLUICE_RECORD(item, number, last_digit);

constexpr std::int64_t count = 240;

/// The whole job: to its end, or until it is killed.
template <class Sink>
void run_query(std::string const& folder, Sink const& sink) {
  memory_stream<item> in;
  for (std::int64_t i = 0; i < count; ++i) in.add({i, i % 3});
  checkpoint_options options;
  options.files = std::make_shared<local_storage>(folder + "/checkpoint", durability::buffered);
  auto query = read_stream(runtime_test::limited_source{in, 8}) | write_stream(sink) | trigger(available_now()) | checkpoint(std::move(options)) | start();
  query.await_termination();
}

/// Starts the job again and again, kills it, and lets the last one finish. How often it was killed.
template <class Sink>
int run_with_kills(std::string const& folder, Sink const& sink, std::mt19937& random) {
  int killed = 0;
  while (true) {
    auto const child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      try {
        run_query(folder, sink);
        ::_exit(0);
      } catch (...) {
        ::_exit(1);
      }
    }
    if (killed < 12) {
      std::this_thread::sleep_for(std::chrono::microseconds{10'000 + random() % 120'000});
      ::kill(child, SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status)) {
      CHECK(WEXITSTATUS(status) == 0);
      return killed;
    }
    ++killed;
  }
}

template <class Query>
void check_each_once(Query const& query) {
  std::vector<std::int64_t> found;
  for (auto const& row : query) found.push_back(row.number);
  std::sort(found.begin(), found.end());
  REQUIRE(found.size() == count);
  for (std::int64_t i = 0; i < count; ++i) CHECK(found[static_cast<std::size_t>(i)] == i);
}

}  // namespace

TEST_CASE("a query into files that is killed at any moment writes every row once") {
  std::mt19937 random{17};
  support::temporary_folder const folder;
  CHECK(run_with_kills(folder / "plain", csv::sink{.path = folder / "plain/out", .max_records_per_file = 3}, random) > 0);
  check_each_once(read(csv::files<item>{.path = folder / "plain/out"}));

  CHECK(run_with_kills(folder / "by", csv::sink_by<"last_digit">{.path = folder / "by/out"}, random) > 0);
  check_each_once(read(csv::files<item, files::partitioned_by<"last_digit">>{.path = folder / "by/out"}));
}
