// SPDX-License-Identifier: Apache-2.0
// The handle of a running query: wait for it, look at it, stop it (semantics 18.2).
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/runtime/engine_options.hpp>
#include <sluice/runtime/progress.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sluice {

struct query_core;

/// A started query. Movable; when the handle goes, the query is stopped. All members may be called from any thread; on the query's own
/// (from a function that it calls), waiting throws query_error, and stop only asks.
class streaming_query {
 public:
  explicit streaming_query(std::shared_ptr<query_core> core) : core_(std::move(core)) {}
  streaming_query(streaming_query&&) = default;
  streaming_query& operator=(streaming_query&& other) noexcept;
  ~streaming_query();

  /// The query's lasting identifier, and that of this run.
  [[nodiscard]] std::string const& id() const;
  [[nodiscard]] std::string const& run_id() const;
  [[nodiscard]] std::string const& name() const;

  /// Whether it still runs: true until it was stopped, finished or failed.
  [[nodiscard]] bool is_active() const;

  /// Waits until the query has ended. Throws query_error if it failed, also when called after the failure.
  [[gnu::cold]] void await_termination() const;

  /// Waits at most `timeout` (> 0, else option_error); true if the query has ended by then. Throws query_error if it failed.
  [[gnu::cold]] bool await_termination(std::chrono::milliseconds timeout) const;

  /// Waits until all data that is available now has been processed and committed, batches without rows included. For tests: under
  /// constant input it may never return, and with a trigger that has an interval it takes the ticks that it takes. Throws query_error if the query
  /// fails meanwhile; returns if it is stopped.
  [[gnu::cold]] void process_all_available() const;

  /// Ends the query and waits for its thread: the batch that runs is finished first, unless its source is waiting for input. Does
  /// nothing to a query that has ended; never throws an earlier failure. On the query's own thread it does not wait.
  [[gnu::cold]] void stop();

  /// As above, waiting at most `timeout` (> 0, else option_error); true if the query has ended by then. If it is false, as always on the query's
  /// own thread, the query ends by itself when its batch does: wait again, or let the process end; a checkpoint goes on where it was.
  [[gnu::cold]] bool stop(std::chrono::milliseconds timeout);

  /// Why the query failed; empty if it did not.
  [[nodiscard]] std::optional<query_error> exception() const;
  /// The exception that made the query fail, as it was thrown.
  [[nodiscard]] std::exception_ptr cause() const;

  [[nodiscard]] streaming_query_status status() const;
  /// The newest batch's progress; empty before the first one.
  [[nodiscard]] std::optional<streaming_query_progress> last_progress() const;
  /// The last batches' progress, oldest first, at most 100.
  [[nodiscard]] std::vector<streaming_query_progress> recent_progress() const;

 private:
  void close() noexcept;
  static void check_timeout(std::chrono::milliseconds timeout, char const* member);
  bool ends_within(std::chrono::milliseconds timeout) const;
  void refuse_own_thread(char const* member) const;
  void throw_failure() const;

  std::shared_ptr<query_core> core_;
};

/// Starts a query on a thread of its own. Throws query_error if the name is in use.
[[nodiscard]] streaming_query start_query(query_parts parts);

}  // namespace sluice
