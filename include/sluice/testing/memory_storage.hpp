// SPDX-License-Identifier: Apache-2.0
// A storage in memory: for tests of queries with checkpoints that need no disk. It can be copied as it stands at a moment, which is how
// a test looks at what a crash would leave.
#pragma once

#include <sluice/contract/storage.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::testing {

/// Files in a map. The lock is of the object: a copy starts unlocked.
class memory_storage final : public storage {
 public:
  using files = std::map<std::string, std::string, std::less<>>;

  memory_storage() = default;
  explicit memory_storage(files content) : files_(std::move(content)) {}

  /// What is there now.
  [[nodiscard]] files content() const {
    std::lock_guard const lock(guard_);
    return files_;
  }

  [[nodiscard]] bool create(std::string_view path, std::string_view content) override {
    std::lock_guard const lock(guard_);
    return files_.emplace(valid(path), content).second;
  }
  void overwrite(std::string_view path, std::string_view content) override {
    std::lock_guard const lock(guard_);
    files_.insert_or_assign(valid(path), std::string{content});
  }
  [[nodiscard]] std::optional<std::string> read(std::string_view path) override {
    std::lock_guard const lock(guard_);
    auto const found = files_.find(valid(path));
    if (found == files_.end()) return std::nullopt;
    return found->second;
  }
  [[nodiscard]] std::vector<std::string> list(std::string_view folder) override {
    std::lock_guard const lock(guard_);
    std::string const prefix = folder.empty() ? "" : valid(folder) + '/';
    std::set<std::string> names;
    for (auto at = files_.lower_bound(prefix); at != files_.end() && at->first.starts_with(prefix); ++at) {
      auto const rest = std::string_view{at->first}.substr(prefix.size());
      auto const slash = rest.find('/');
      if (rest.front() != '.') names.emplace(rest.substr(0, slash == std::string_view::npos ? slash : slash + 1));
    }
    return {names.begin(), names.end()};
  }
  void remove(std::string_view path) override {
    std::lock_guard const lock(guard_);
    files_.erase(valid(path));
  }
  [[nodiscard]] bool exists(std::string_view path) override {
    std::lock_guard const lock(guard_);
    return files_.contains(valid(path));
  }
  [[nodiscard]] std::unique_ptr<storage_lock> lock() override {
    struct holder final : storage_lock {
      explicit holder(std::shared_ptr<std::atomic<bool>> flag) : flag_(std::move(flag)) {}
      ~holder() override { *flag_ = false; }
      holder(holder const&) = delete;
      holder& operator=(holder const&) = delete;
      void check() override {}
      std::shared_ptr<std::atomic<bool>> flag_;
    };
    if (locked_->exchange(true))
      throw checkpoint_error({error_code::checkpoint_in_use, describe(""), "another running query uses this checkpoint", "this process",
                              "Stop that query first, or give this one a checkpoint of its own"});
    return std::make_unique<holder>(locked_);
  }
  [[nodiscard]] std::string describe(std::string_view path) const override { return "memory:/" + std::string{path}; }

 private:
  static std::string valid(std::string_view path) {
    if (!is_storage_path(path))
      throw storage_error({error_code::storage_failed, "memory:/", "this is no path within a storage", std::string{path}, ""});
    return std::string{path};
  }

  mutable std::mutex guard_;
  files files_;
  std::shared_ptr<std::atomic<bool>> locked_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace sluice::testing
