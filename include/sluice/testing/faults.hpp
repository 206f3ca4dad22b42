// SPDX-License-Identifier: Apache-2.0
// Failures on order: which step of a source or sink fails, and at which of its calls. What failing_source and failing_sink share.
#pragma once

#include <sluice/base/error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::testing {

/// Where a failure may happen.
enum class step : std::uint8_t {
  open,            ///< of a source or sink, when the query starts
  initial_offset,  ///< source
  latest_offset,   ///< source, when a batch is planned
  read,            ///< source, before the first row of a batch
  row,             ///< source, before each row
  fix_end,         ///< source, under available_now and once
  begin,           ///< sink, when a batch starts
  write,           ///< sink, before each row
  commit,          ///< before a commit, of source or sink: it did not happen
  committed,       ///< after a commit, of source or sink: it happened, and nobody was told
};

[[nodiscard]] constexpr std::string_view to_string(step which) {
  constexpr std::array<std::string_view, 10> names{"open", "initial_offset", "latest_offset", "read",   "row",
                                                   "fix_end", "begin",       "write",         "commit", "committed"};
  return names[static_cast<std::size_t>(which)];
}

/// One failure: `{.at = step::commit}` fails the first commit, `{.at = step::row, .call = 3}` before the third row.
struct fault {
  step at{};
  std::uint64_t call = 1;      ///< the first call of the step that fails, counted from 1 over all runs
  std::uint64_t times = 1;     ///< how many calls fail from there on
  std::exception_ptr error{};  ///< what is thrown; without, an `injected_fault`
};

/// What a step throws that was told to fail.
class injected_fault : public error {
 public:
  injected_fault(std::string_view where, std::uint64_t call)
      : error({error_code::source_failed, std::string{where}, "this failure was asked for by the test", "call " + std::to_string(call), ""}) {}
};

/// Counts the calls of each step and throws where a fault says so. Copies count together, so that a query that is started again goes on
/// where the last one stopped. Thread safe.
class fault_plan {
 public:
  explicit fault_plan(std::vector<fault> faults) : state_(std::make_shared<state>()) { state_->faults = std::move(faults); }

  /// Counts a call, and throws if it is to fail.
  void hit(step where) const {
    std::lock_guard const lock(state_->guard);
    std::uint64_t const call = ++state_->calls[static_cast<std::size_t>(where)];
    for (auto const& one : state_->faults) {
      if (one.at != where || call < one.call || call - one.call >= one.times) continue;
      if (one.error) std::rethrow_exception(one.error);
      throw injected_fault(to_string(where), call);
    }
  }
  /// How often a step was called so far, failed calls included.
  [[nodiscard]] std::uint64_t calls(step where) const {
    std::lock_guard const lock(state_->guard);
    return state_->calls[static_cast<std::size_t>(where)];
  }

 private:
  struct state {
    std::mutex guard;
    std::vector<fault> faults;
    std::array<std::uint64_t, 10> calls{};
  };
  std::shared_ptr<state> state_;
};

}  // namespace sluice::testing
