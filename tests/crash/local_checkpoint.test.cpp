// SPDX-License-Identifier: Apache-2.0
// A process that writes a checkpoint to the disk is killed at any moment; what it leaves is whole.
#include <sluice/checkpoint/local_storage.hpp>
#include <sluice/checkpoint/query_checkpoint.hpp>
#include <sluice/checkpoint/state_files.hpp>

#include <support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>

using namespace sluice;

namespace {

// Version v of the state holds v under each of these keys.
constexpr int keys = 50;

struct live {
  std::map<std::string, std::string> entries;
  void put(std::string_view key, std::string_view value) { entries[std::string{key}] = value; }
  void remove(std::string_view key) { entries.erase(std::string{key}); }
};

// Runs batches until it is killed, and tells the number of each that is committed.
[[noreturn]] void run_until_killed(std::string const& root, int told) {
  auto const files = std::make_shared<local_storage>(root, durability::buffered);
  query_checkpoint checkpoint{files, "id"};
  state_files state{files, state_folder("0", 0), 1};
  auto const point = checkpoint.recover(1);
  for (std::uint64_t batch = point.next_batch;; ++batch) {
    if (!(point.planned && batch == point.next_batch)) checkpoint.plan(batch, {0, 0, {}, {std::to_string(batch)}});
    auto delta = state.delta(batch + 1);
    for (int key = 0; key < keys; ++key) delta.put(std::to_string(key), std::to_string(batch + 1));
    state.write(std::move(delta));
    checkpoint.commit(batch, {});
    state.compact_if_due(batch + 1, 4);
    checkpoint.purge(batch, 5);
    if (batch > 5) state.retain(batch - 5);
    (void)!::write(told, &batch, sizeof batch);
  }
}

}  // namespace

TEST_CASE("a process killed while it writes a checkpoint loses nothing that was committed") {
  support::temporary_folder const folder;
  std::string const root = folder / "checkpoint";
  std::mt19937 random{42};
  std::uint64_t committed = 0;
  for (int run = 0; run < 25; ++run) {
    int pipe_ends[2];
    REQUIRE(::pipe(pipe_ends) == 0);
    auto const child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      try {
        run_until_killed(root, pipe_ends[1]);
      } catch (...) {
        ::_exit(1);
      }
    }
    ::close(pipe_ends[1]);
    bool alive = true;
    for (auto batches = random() % 12 + 1; alive && batches > 0; --batches) {
      std::uint64_t batch = 0;
      alive = ::read(pipe_ends[0], &batch, sizeof batch) == static_cast<ssize_t>(sizeof batch);
      if (alive) committed = batch + 1;
    }
    CHECK(alive);
    // Somewhere in the batches that follow.
    for (auto spin = random() % 20'000; spin > 0; --spin) (void)::getppid();
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(pipe_ends[0]);

    auto const files = std::make_shared<local_storage>(root, durability::buffered);
    query_checkpoint checkpoint{files, "other"};
    CHECK(checkpoint.id() == "id");
    auto const point = checkpoint.recover(1);
    CHECK(point.next_batch >= committed);
    live state;
    state_files{files, state_folder("0", 0), 1}.load(point.next_batch, state);
    CHECK(state.entries.size() == (point.next_batch == 0 ? 0 : keys));
    for (auto const& [key, value] : state.entries) CHECK(value == std::to_string(point.next_batch));
  }
  CHECK(committed > 25);
}
