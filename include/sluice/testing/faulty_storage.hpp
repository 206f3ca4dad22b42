// SPDX-License-Identifier: Apache-2.0
// A storage that works until it is told to fail, for tests of what a crash or a full disk leaves behind.
#pragma once

#include <sluice/contract/storage.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice::testing {

/// What goes wrong at the operation that fails.
enum class storage_fault : std::uint8_t {
  fail_before,   ///< it throws and did nothing; later operations work
  fail_after,    ///< it did its work, then throws, as when an answer is lost; later operations work
  crash_before,  ///< as fail_before, and every later operation throws and does nothing: the process has died
  crash_after,   ///< as fail_after, then dead
};

/// Thrown when a storage was told to crash, and by everything it is asked afterwards.
class storage_crashed : public storage_error {
 public:
  explicit storage_crashed(std::string place)
      : storage_error({error_code::storage_failed, std::move(place), "the storage was told to crash here by the test", "", ""}) {}
};

/// `inner` with a failure at its n-th operation, counted from 1; 0 never fails. Operations are create, overwrite, read, list, remove and
/// exists; lock counts as none. Thread safe.
class faulty_storage final : public storage {
 public:
  explicit faulty_storage(storage_ptr inner, std::uint64_t fails_at = 0, storage_fault how = storage_fault::crash_before)
      : inner_(std::move(inner)), fails_at_(fails_at), how_(how) {}

  /// How many operations were asked for so far.
  [[nodiscard]] std::uint64_t operations() const { return count_.load(); }

  [[nodiscard]] bool create(std::string_view path, std::string_view content) override {
    return guarded(path, [&] { return inner_->create(path, content); });
  }
  void overwrite(std::string_view path, std::string_view content) override {
    guarded(path, [&] { return inner_->overwrite(path, content), true; });
  }
  [[nodiscard]] std::optional<std::string> read(std::string_view path) override {
    return guarded(path, [&] { return inner_->read(path); });
  }
  [[nodiscard]] std::vector<std::string> list(std::string_view folder) override {
    return guarded(folder, [&] { return inner_->list(folder); });
  }
  void remove(std::string_view path) override {
    guarded(path, [&] { return inner_->remove(path), true; });
  }
  [[nodiscard]] bool exists(std::string_view path) override {
    return guarded(path, [&] { return inner_->exists(path); });
  }
  [[nodiscard]] std::unique_ptr<storage_lock> lock() override { return inner_->lock(); }
  [[nodiscard]] std::string describe(std::string_view path) const override { return inner_->describe(path); }

 private:
  template <class Operation>
  std::invoke_result_t<Operation> guarded(std::string_view path, Operation operation) {
    std::uint64_t const number = ++count_;
    bool const crashes = how_ == storage_fault::crash_before || how_ == storage_fault::crash_after;
    bool const here = fails_at_ != 0 && number == fails_at_;
    bool const takes_effect = how_ == storage_fault::fail_after || how_ == storage_fault::crash_after;
    if (fails_at_ != 0 && crashes && number > fails_at_) throw storage_crashed(describe(path));
    if (here && !takes_effect) fail(path, crashes);
    auto result = operation();
    if (here) fail(path, crashes);
    return result;
  }
  [[noreturn]] void fail(std::string_view path, bool crashes) const {
    if (crashes) throw storage_crashed(describe(path));
    throw storage_error({error_code::storage_failed, describe(path), "this failure was asked for by the test", "", ""});
  }

  storage_ptr inner_;
  std::uint64_t fails_at_;
  storage_fault how_;
  std::atomic<std::uint64_t> count_{0};
};

}  // namespace sluice::testing
