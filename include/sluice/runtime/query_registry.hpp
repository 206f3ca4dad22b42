// SPDX-License-Identifier: Apache-2.0
// The names of the queries that run in this process; a name is unique among them (semantics 18.1).
#pragma once

#include <sluice/base/error.hpp>

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

namespace sluice {

/// Names in use. Thread safe.
class query_registry {
 public:
  [[nodiscard]] static query_registry& instance() {
    static query_registry shared;
    return shared;
  }

  /// Takes a name; throws query_error if a running query has it. The empty name is anybody's.
  void add(std::string const& name) {
    if (name.empty()) return;
    std::lock_guard const lock(guard_);
    if (std::find(names_.begin(), names_.end(), name) != names_.end()) {
      throw query_error({error_code::query_name_in_use, "query_name",
                         "cannot start the query, a query with that name is already active", name,
                         "stop the other query first, or give this one another name"});
    }
    names_.push_back(name);
  }
  void remove(std::string const& name) {
    std::lock_guard const lock(guard_);
    names_.erase(std::remove(names_.begin(), names_.end(), name), names_.end());
  }

 private:
  std::mutex guard_;
  std::vector<std::string> names_;
};

}  // namespace sluice
