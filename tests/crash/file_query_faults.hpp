// SPDX-License-Identifier: Apache-2.0
// Fails each step that a query makes in storages, its checkpoint's and its output's, one after the other: after the next run the output has what
// it has after an undisturbed one.
#pragma once

#include <crash/file_queries.hpp>
#include <sluice/connectors/files/manifest.hpp>
#include <sluice/contract/compacting_log.hpp>
#include <sluice/contract/storage.hpp>
#include <sluice/testing/faulty_storage.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <support/kills.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crash_test {

using testing::faulty_storage;
using testing::storage_fault;

/// A folder of a storage, as a storage of its own: checkpoint and output share one, so that they die together.
class folder_of_storage final : public storage {
 public:
  folder_of_storage(storage_ptr whole, std::string folder) : whole_(std::move(whole)), folder_(std::move(folder)) {}

  [[nodiscard]] bool create(std::string_view path, std::string_view content) override { return whole_->create(in(path), content); }
  void overwrite(std::string_view path, std::string_view content) override { whole_->overwrite(in(path), content); }
  [[nodiscard]] std::optional<std::string> read(std::string_view path) override { return whole_->read(in(path)); }
  [[nodiscard]] std::vector<std::string> list(std::string_view path) override { return whole_->list(in(path)); }
  void remove(std::string_view path) override { whole_->remove(in(path)); }
  [[nodiscard]] bool exists(std::string_view path) override { return whole_->exists(in(path)); }
  [[nodiscard]] std::unique_ptr<storage_lock> lock() override { return whole_->lock(); }
  [[nodiscard]] std::string describe(std::string_view path) const override { return whole_->describe(in(path)); }

 private:
  [[nodiscard]] std::string in(std::string_view path) const { return storage_path(folder_, path); }

  storage_ptr whole_;
  std::string folder_;
};

/// What "crashing://out" is at the moment.
inline storage_ptr output_storage;
inline storage_ptr open_output(std::string_view) { return output_storage; }
inline bool const output_is_known = register_storage("crashing", &open_output);
inline constexpr char const* crashing_output = "crashing://out";

/// All lines that the manifest of an output makes visible, sorted.
inline lines lines_in(storage_ptr const& out) {
  lines found;
  compacting_log log{out, std::string{files::manifest_folder}};
  std::vector<files::manifest_entry> entries;
  for (auto const& text : log.all()) entries.push_back(files::parse_manifest_entry(text, crashing_output));
  for (auto const& entry : files::live_entries(entries)) {
    auto const content = out->read(entry.path.substr(std::string_view{crashing_output}.size() + 1)).value();
    CHECK(entry.size == content.size());
    std::istringstream text{content};
    for (std::string line; std::getline(text, line);) found.push_back(line);
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// One run of a query; true if it came to its end. `start(options)`: runs it with a checkpoint into `crashing_output`.
template <class Start>
bool run_on(storage_ptr const& all, Start const& start) {
  output_storage = std::make_shared<folder_of_storage>(all, "out");
  try {
    start(support::in_small(std::make_shared<folder_of_storage>(all, "checkpoint")));
    return true;
  } catch (error const&) {
    return false;
  }
}

inline storage_ptr in_memory() { return std::make_shared<testing::memory_storage>(); }

/// Fails each operation of a query in each way, and in half of the cases one of the next run, too. How many faults that were. `make_storage`: an
/// empty one. `most`: where it is not 0, about so many faults, spread over the operations.
template <class Start>
int check_faults(Start const& start, storage_ptr (*make_storage)() = in_memory, int most = 0) {
  auto const undisturbed = make_storage();
  auto const counted = std::make_shared<faulty_storage>(undisturbed);
  REQUIRE(run_on(counted, start));
  auto const expected = lines_in(std::make_shared<folder_of_storage>(undisturbed, "out"));
  REQUIRE(expected.size() > 5);
  std::mt19937 random{23};
  auto const all = static_cast<int>(counted->operations()) * 4;
  int due = 0;
  int faults = 0;
  for (auto const how : {storage_fault::crash_before, storage_fault::crash_after, storage_fault::fail_before, storage_fault::fail_after}) {
    for (std::uint64_t at = 1; at <= counted->operations(); ++at) {
      // Three faults come of two operations. They are spread evenly, so that there are as many whatever the chance.
      if (most > 0) {
        due += most * 2;
        if (due < all * 3) continue;
        due -= all * 3;
      }
      CAPTURE(at, static_cast<int>(how));
      auto const kept = make_storage();
      // Some failures are no failure of the query: what it tidies up, it leaves for later.
      bool const unharmed = run_on(std::make_shared<faulty_storage>(kept, at, how), start);
      ++faults;
      if (!unharmed && random() % 2 == 0) {
        run_on(std::make_shared<faulty_storage>(kept, random() % 40 + 1, how), start);
        ++faults;
      }
      REQUIRE(run_on(kept, start));
      REQUIRE(lines_in(std::make_shared<folder_of_storage>(kept, "out")) == expected);
    }
  }
  return faults;
}

}  // namespace crash_test
