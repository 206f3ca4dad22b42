// SPDX-License-Identifier: Apache-2.0
// Where queries tell of themselves, if somebody listens. The engine sees a pointer; runtime/listeners.hpp sets it when the first
// listener comes, so that a program without listeners compiles and runs none of it.
#pragma once

#include <sluice/runtime/progress.hpp>

#include <atomic>
#include <string>

namespace sluice {

/// A query, as events name it.
struct query_identity {
  std::string id;
  std::string run_id;
  std::string name;
};

/// Takes the events of all queries of the process. Called on the thread where an event happens; must not block it for long. Thread safe.
class query_events {
 public:
  virtual void started(query_identity const& query, timestamp when) = 0;
  virtual void progress(streaming_query_progress const& progress) = 0;
  virtual void idle(query_identity const& query, timestamp when) = 0;
  /// `failure`: empty if the query was stopped or finished.
  virtual void terminated(query_identity const& query, std::string const& failure) = 0;

 protected:
  ~query_events() = default;
};

/// Who takes the events; null until there is a listener. Lives to the end of the process.
inline std::atomic<query_events*> query_event_taker{nullptr};

}  // namespace sluice
