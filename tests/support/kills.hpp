// SPDX-License-Identifier: Apache-2.0
// Kills whole queries at any moment, in processes of their own, until they end; and fails each step of their storages, in this process. For any
// source and sink: what came of it is for the test to read.
#pragma once

#include <support/child.hpp>

#include <sluice/checkpoint.hpp>
#include <sluice/contract/storage.hpp>
#include <sluice/testing/faulty_storage.hpp>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SLUICE_UNDER_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SLUICE_UNDER_SANITIZER
#endif
#endif

namespace support {

/// A storage that tells the parent of each change before it is done, so that kills can be aimed at steps of a batch.
class telling_storage final : public sluice::storage {
 public:
  explicit telling_storage(sluice::storage_ptr inner) : inner_(std::move(inner)) {}

  [[nodiscard]] bool create(std::string_view path, std::string_view content) override {
    child_process::tell_step();
    return inner_->create(path, content);
  }
  void overwrite(std::string_view path, std::string_view content) override {
    child_process::tell_step();
    inner_->overwrite(path, content);
  }
  void remove(std::string_view path) override {
    child_process::tell_step();
    inner_->remove(path);
  }
  [[nodiscard]] std::optional<std::string> read(std::string_view path) override { return inner_->read(path); }
  [[nodiscard]] std::vector<std::string> list(std::string_view folder) override { return inner_->list(folder); }
  [[nodiscard]] bool exists(std::string_view path) override { return inner_->exists(path); }
  [[nodiscard]] std::unique_ptr<sluice::storage_lock> lock() override { return inner_->lock(); }
  [[nodiscard]] std::string describe(std::string_view path) const override { return inner_->describe(path); }

 private:
  sluice::storage_ptr inner_;
};

/// A checkpoint that is compacted and purged within a few batches, each operation in its turn.
[[nodiscard]] inline sluice::checkpoint_options in_small(sluice::storage_ptr files) {
  sluice::checkpoint_options options;
  options.files = std::move(files);
  options.retention = {.min_batches_to_retain = 2, .min_deltas_for_snapshot = 3, .in_background = false};
  return options;
}
/// The checkpoint of a child. A process's death needs no flush to the disk.
[[nodiscard]] inline sluice::checkpoint_options of_child(std::string const& folder) {
  return in_small(std::make_shared<telling_storage>(std::make_shared<sluice::local_storage>(folder, sluice::durability::buffered)));
}

/// How often a test kills, or makes fail, at least: `usual`, a tenth of it under a sanitizer, unless the environment sets another number.
[[nodiscard]] inline int crash_rounds(int usual) {
  char const* const set = std::getenv("SLUICE_CRASH_ROUNDS");
  if (set != nullptr) return std::atoi(set);
#if defined(SLUICE_UNDER_SANITIZER)
  usual /= 10;
#endif
  return usual;
}

/// Runs the hidden test case `name` until it ends by itself, and till then has it killed, by turns: at a step of its storage, among the first
/// `most_steps`; and wherever it is some time after such a step, at most `moment` later. How often it was killed.
inline int run_with_kills(std::string const& name, std::string const& task, std::mt19937& random, unsigned most_steps, std::chrono::microseconds moment) {
  for (int killed = 0;; ++killed) {
    auto const step = static_cast<unsigned>(random() % most_steps);
    bool const by_itself = random() % 2 == 0;
    child_process child{name, task, by_itself ? step + 1 : 0};
    if (!by_itself && child.wait_for_steps(step)) {
      auto const until = std::chrono::steady_clock::now() + std::chrono::microseconds{random() % static_cast<std::uint32_t>(moment.count())};
      while (std::chrono::steady_clock::now() < until) {
      }
      child.kill();
    }
    if (child.wait()) return killed;
  }
}

/// Runs a query again and again on what its runs before left, each failing in another way at another operation of `kept`, at most at the
/// `most_operations`th, until `faults` have happened. `run(storage)`: one run, true if it came to its end; `bring_more()`: input for the next.
template <class Run, class Bring>
void run_with_faults(sluice::storage_ptr const& kept, int faults, int most_operations, Run const& run, Bring const& bring_more) {
  using sluice::testing::storage_fault;
  storage_fault const ways[] = {storage_fault::crash_before, storage_fault::crash_after, storage_fault::fail_before, storage_fault::fail_after};
  for (int done = 0; done < faults;) {
    auto const at = static_cast<std::uint64_t>(1 + done / 4 % most_operations);
    auto const failing = std::make_shared<sluice::testing::faulty_storage>(kept, at, ways[done % 4]);
    bool const ended = run(failing);
    if (failing->operations() >= at) ++done;
    if (ended) bring_more();
  }
}

}  // namespace support
