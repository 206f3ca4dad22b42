// SPDX-License-Identifier: Apache-2.0
// The housekeeping of a checkpoint: what fails is kept to be looked at, and tried again.
#include <sluice/checkpoint.hpp>
#include <sluice/runtime/maintenance.hpp>
#include <sluice/testing/faulty_storage.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <unit/runtime/streams.hpp>

#include <catch2/catch.hpp>

#include <atomic>
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

/// A storage of which two operations can be made to fail for good: listings find no memory, and removals no permission.
class crippled_storage final : public storage {
 public:
  explicit crippled_storage(storage_ptr inner) : inner_(std::move(inner)) {}
  [[nodiscard]] bool create(std::string_view path, std::string_view content) override { return inner_->create(path, content); }
  void overwrite(std::string_view path, std::string_view content) override { inner_->overwrite(path, content); }
  [[nodiscard]] std::optional<std::string> read(std::string_view path) override { return inner_->read(path); }
  [[nodiscard]] std::vector<std::string> list(std::string_view folder) override {
    if (fails_to_list) throw std::bad_alloc{};
    return inner_->list(folder);
  }
  void remove(std::string_view path) override {
    if (fails_to_remove) throw storage_error({error_code::storage_failed, std::string{path}, "cannot be removed", "no permission", ""});
    inner_->remove(path);
  }
  [[nodiscard]] bool exists(std::string_view path) override { return inner_->exists(path); }
  [[nodiscard]] std::unique_ptr<storage_lock> lock() override { return inner_->lock(); }
  [[nodiscard]] std::string describe(std::string_view path) const override { return inner_->describe(path); }

  std::atomic<bool> fails_to_list{false};
  std::atomic<bool> fails_to_remove{false};

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
  auto const crippled = std::make_shared<crippled_storage>(files);
  crippled->fails_to_list = true;
  std::vector<state_files> states{{crippled, state_folder("0", 0), 7}};
  checkpoint_maintenance maintenance{checkpoint, states, {}};
  maintenance.committed(11);
  while (maintenance.last_failure().empty()) std::this_thread::yield();
  CHECK(maintenance.last_failure() == std::bad_alloc{}.what());
}

TEST_CASE("maintenance: the progress of a query says what failed, until it does not fail any more") {
  auto const files = std::make_shared<crippled_storage>(std::make_shared<memory_storage>());
  checkpoint_options options;
  options.files = files;
  options.retention = {.min_batches_to_retain = 1, .in_background = false};
  memory_stream<runtime_test::number> in;
  memory_sink<runtime_test::number> out;
  auto query = read_stream(in) | write_stream(out) | checkpoint(std::move(options)) | start();
  auto const batch = [&](std::int64_t value) {
    in.add({value});
    query.process_all_available();
    return *query.last_progress();
  };
  CHECK(batch(1).maintenance_failure.empty());
  files->fails_to_remove = true;
  CHECK_THAT(batch(2).to_json() + batch(3).to_json(), Catch::Contains(R"("maintenanceFailure":"[STORAGE_FAILED] )") && Catch::Contains("cannot be removed"));
  files->fails_to_remove = false;
  CHECK_THAT(batch(4).to_json(), !Catch::Contains("maintenanceFailure"));
  CHECK(out.rows().size() == 4);
}
