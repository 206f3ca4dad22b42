// SPDX-License-Identifier: Apache-2.0
// A stream of files over a checkpoint that fails at every operation of its storage: whatever it leaves, the next run reads a planned batch again
// with exactly the same files, and every file is read in one batch (semantics 12.2, 15.3).
#include <sluice/checkpoint.hpp>
#include <sluice/files.hpp>
#include <sluice/sluice.hpp>
#include <sluice/testing/faulty_storage.hpp>

#include "folders.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

using namespace sluice;
using files_test::put;
using testing::storage_fault;

namespace {

/// The lines that each batch had, and every time it had them.
using runs_of_batches = std::map<std::uint64_t, std::vector<std::vector<std::string>>>;

/// Runs until all that is there is read, or the storage fails.
void run(std::string const& folder, storage_ptr files, runs_of_batches& seen, files::watch how) {
  try {
    auto query = read_stream(text::files{.path = folder, .watch = how}) |
                 write_stream(foreach_batch([&](auto const& rows, std::uint64_t batch) {
                   auto& lines = seen[batch].emplace_back();
                   for (auto const& row : rows) lines.emplace_back(row.template get<"value">());
                 })) |
                 trigger(available_now()) | checkpoint({.location = {}, .files = std::move(files), .retention = {}}) | start();
    query.await_termination();
  } catch (error const&) {
    // What it left is the next run's to mend.
  }
}

void add(std::string const& folder, int first, int last) {
  for (int i = first; i < last; ++i) put(folder + '/' + std::to_string(i), "line " + std::to_string(i) + '\n', 1'700'000'000'000 + i);
}

std::vector<std::string> all_lines(runs_of_batches const& seen) {
  std::vector<std::string> lines;
  for (auto const& [batch, runs] : seen) lines.insert(lines.end(), runs.back().begin(), runs.back().end());
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace

TEST_CASE("a batch that runs again has the same files, and no file is read in two, wherever the storage fails", "[files]") {
  files::watch const how{.max_files_per_trigger = 2};
  bool finished = false;
  for (std::uint64_t fails_at = 1; !finished; ++fails_at) {
    for (auto const kind : {storage_fault::crash_before, storage_fault::crash_after, storage_fault::fail_after}) {
      CAPTURE(fails_at, static_cast<int>(kind));
      support::temporary_folder const folder;
      auto const kept = std::make_shared<testing::memory_storage>();
      runs_of_batches seen;
      add(folder.path(), 0, 3);
      auto const failing = std::make_shared<testing::faulty_storage>(kept, fails_at, kind);
      run(folder.path(), failing, seen, how);
      finished = failing->operations() < fails_at;
      add(folder.path(), 3, 6);
      run(folder.path(), kept, seen, how);
      run(folder.path(), kept, seen, how);
      for (auto const& [batch, runs] : seen)
        for (auto const& one : runs) CHECK(one == runs.front());
      CHECK(all_lines(seen) == std::vector<std::string>{"line 0", "line 1", "line 2", "line 3", "line 4", "line 5"});
      for (auto const& [batch, runs] : seen) CHECK(runs.front().size() <= 2);
    }
  }
}

TEST_CASE("a checkpoint remembers files over many runs, also through compacted logs", "[files]") {
  support::temporary_folder const folder;
  auto const kept = std::make_shared<testing::memory_storage>();
  runs_of_batches seen;
  for (int i = 0; i < 25; ++i) {
    add(folder.path(), 0, i + 1);
    run(folder.path(), kept, seen, {});
  }
  CHECK(seen.size() == 25);
  CHECK(all_lines(seen).size() == 25);
  CHECK(kept->content().contains("sources/0/19.compact"));
  CHECK(kept->content().at("offsets/24").ends_with("\n{\"logOffset\":24}"));
}

TEST_CASE("a planned batch whose file is gone fails by name, or goes on without it", "[files]") {
  support::temporary_folder const folder;
  auto const kept = std::make_shared<testing::memory_storage>();
  add(folder.path(), 0, 2);
  {
    files::tracker tracker{files::options_of(text::files{.path = folder.path()}), files_test::with_log(kept)};
    CHECK(tracker.latest(-1) == 0);
  }
  std::filesystem::remove(folder / "0");
  auto const start_with = [&](bool ignore, memory_sink<>& out) {
    auto query = read_stream(text::files{.path = folder.path(), .ignore_missing_files = ignore}) | write_stream(out) |
                 trigger(available_now()) | checkpoint({.location = {}, .files = kept, .retention = {}}) | start();
    query.await_termination();
    return query.last_progress()->num_rejected_rows;
  };
  memory_sink<> out;
  CHECK_THROWS_WITH(start_with(false, out), Catch::Contains(folder / "0") && Catch::Contains("ignore_missing_files"));
  CHECK(start_with(true, out) == 1);
}
