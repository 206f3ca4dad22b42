// SPDX-License-Identifier: Apache-2.0
// A state store in a map, for tests of what operators do with one.
#pragma once

#include <sluice/contract/state_store.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace support {

class map_state_store final : public sluice::state_store {
 public:
  void put(std::string_view key, std::string_view value) override { entries_.insert_or_assign(std::string{key}, std::string{value}); }
  bool take(std::string_view key, std::string& value) override {
    auto const found = entries_.find(key);
    if (found == entries_.end()) return false;
    value = std::move(found->second);
    entries_.erase(found);
    return true;
  }
  void visit(std::string_view prefix, visitor stays, void* context) override {
    for (auto at = entries_.lower_bound(prefix); at != entries_.end() && at->first.starts_with(prefix);)
      at = stays(context, at->first, at->second) ? std::next(at) : entries_.erase(at);
  }
  [[nodiscard]] std::uint64_t memory_bytes() const override { return 0; }

 private:
  std::map<std::string, std::string, std::less<>> entries_;
};

class map_state_stores final : public sluice::state_store_provider {
 public:
  explicit map_state_stores(std::uint64_t groups_in_memory) : groups_in_memory_(groups_in_memory) {}
  [[nodiscard]] std::unique_ptr<sluice::state_store> open(std::string const&, std::string const&) override {
    return std::make_unique<map_state_store>();
  }
  [[nodiscard]] std::uint64_t groups_in_memory() const override { return groups_in_memory_; }

 private:
  std::uint64_t groups_in_memory_;
};

}  // namespace support
