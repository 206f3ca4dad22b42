// SPDX-License-Identifier: Apache-2.0
// What the programs of this folder share besides their queries: servers and paths as `--name value`, and `--until-idle`, which ends a query
// that would run for ever once everything that was there is processed.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/runtime/streaming_query.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace tutorial {

/// The arguments of a program.
class arguments {
 public:
  arguments(int count, char** values) : values_(values + 1, values + count) {}

  /// The value behind `--name`, or what is usual.
  [[nodiscard]] std::string get(std::string const& name, std::string const& usual) const {
    for (std::size_t i = 0; i + 1 < values_.size(); ++i)
      if (values_[i] == "--" + name) return values_[i + 1];
    return usual;
  }
  /// Milliseconds behind `--every`: how often a batch runs.
  [[nodiscard]] std::chrono::milliseconds every(std::chrono::milliseconds usual) const {
    return std::chrono::milliseconds{std::atol(get("every", std::to_string(usual.count())).c_str())};
  }

  /// Waits until the query has ended, or with `--until-idle` until it has nothing left to do.
  void await(sluice::streaming_query& query) const {
    if (!values_.empty() && values_.back() == "--until-idle") {
      query.process_all_available();
      query.stop();
    }
    query.await_termination();
  }

 private:
  std::vector<std::string> values_;
};

/// Runs the body of a program; an error becomes its words and status 1.
inline int run(int count, char** values, void (*body)(arguments const&)) {
  try {
    body(arguments{count, values});
    return 0;
  } catch (sluice::error const& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
}

}  // namespace tutorial
