// SPDX-License-Identifier: Apache-2.0
// The housekeeping of a checkpoint: what fails is kept to be looked at, and tried again.
#include <sluice/runtime/maintenance.hpp>
#include <sluice/testing/faulty_storage.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

using namespace sluice;
using testing::faulty_storage;
using testing::memory_storage;
using testing::storage_fault;

namespace {

void write_deltas(storage_ptr const& files, std::uint64_t count) {
  state_files state{files, state_folder("0", 0), 7};
  for (std::uint64_t version = 1; version <= count; ++version) state.write(state.delta(version));
}

/// A storage whose listings find no memory.
class exhausted_storage final : public storage {
 public:
  explicit exhausted_storage(storage_ptr inner) : inner_(std::move(inner)) {}
  [[nodiscard]] bool create(std::string_view path, std::string_view content) override { return inner_->create(path, content); }
  void overwrite(std::string_view path, std::string_view content) override { inner_->overwrite(path, content); }
  [[nodiscard]] std::optional<std::string> read(std::string_view path) override { return inner_->read(path); }
  [[nodiscard]] std::vector<std::string> list(std::string_view) override { throw std::bad_alloc{}; }
  void remove(std::string_view path) override { inner_->remove(path); }
  [[nodiscard]] bool exists(std::string_view path) override { return inner_->exists(path); }
  [[nodiscard]] std::unique_ptr<storage_lock> lock() override { return inner_->lock(); }
  [[nodiscard]] std::string describe(std::string_view path) const override { return inner_->describe(path); }

 private:
  storage_ptr inner_;
};

}  // namespace

TEST_CASE("maintenance: a snapshot that failed is made after the next batch") {
  auto const files = std::make_shared<memory_storage>();
  write_deltas(files, 12);
  query_checkpoint checkpoint{files, "id"};
  std::vector<state_files> states{{std::make_shared<faulty_storage>(files, 1, storage_fault::fail_before), state_folder("0", 0), 7}};
  checkpoint_maintenance maintenance{checkpoint, states, {.min_batches_to_retain = 100, .min_deltas_for_snapshot = 10, .in_background = false}};
  maintenance.committed(10);
  CHECK_FALSE(maintenance.last_failure().empty());
  CHECK_FALSE(files->exists("state/0/0/11.snapshot"));
  maintenance.committed(11);
  CHECK(files->exists("state/0/0/12.snapshot"));
}

TEST_CASE("maintenance: a want of memory in the background does not end the process") {
  auto const files = std::make_shared<memory_storage>();
  write_deltas(files, 12);
  query_checkpoint checkpoint{files, "id"};
  std::vector<state_files> states{{std::make_shared<exhausted_storage>(files), state_folder("0", 0), 7}};
  checkpoint_maintenance maintenance{checkpoint, states, {}};
  maintenance.committed(11);
  while (maintenance.last_failure().empty()) std::this_thread::yield();
  CHECK(maintenance.last_failure() == std::bad_alloc{}.what());
}
