// SPDX-License-Identifier: Apache-2.0
// What an engine is told, and what a query is started from.
#pragma once

#include <sluice/base/clock.hpp>
#include <sluice/contract/reject.hpp>
#include <sluice/plan/trigger.hpp>
#include <sluice/runtime/query_durability.hpp>
#include <sluice/runtime/stream_program.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace sluice {

/// How a query is run.
struct engine_options {
  trigger_kind trigger = trigger_kind::processing_time;
  std::chrono::milliseconds interval{0};
  sluice::clock const* clock = &system_clock::instance();
  reject_handler on_rejected;
  std::chrono::milliseconds polling_delay{10};  ///< between looks for new data when there was none
  bool no_data_batches = true;                  ///< whether a moved watermark runs a batch without rows (semantics 3.4)
  std::chrono::milliseconds idle_event_interval{10'000};  ///< how often a query that has nothing to do says so (semantics 18.4)
};

/// What a query is started from; `durability` is null without a checkpoint. The trigger in the options says which engine runs it.
struct query_parts {
  std::unique_ptr<stream_program> program;
  engine_options options;
  std::string name;
  std::unique_ptr<query_durability> durability;
};

}  // namespace sluice
