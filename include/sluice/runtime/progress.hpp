// SPDX-License-Identifier: Apache-2.0
// What a query tells of its last batches, with the field names and the JSON of Spark (semantics 18.5), so that dashboards made for it work.
#pragma once

#include <sluice/base/time.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sluice {

/// One source's part in a batch. Offsets are JSON texts; empty means null.
struct source_progress {
  std::string description;
  std::string start_offset;
  std::string end_offset;
  std::string latest_offset;
  std::uint64_t num_input_rows = 0;
  double input_rows_per_second = 0;
  double processed_rows_per_second = 0;
  std::string metrics;  ///< what the source tells besides, a JSON object of texts; empty if nothing
};

/// One stateful operator's part in a batch.
struct state_operator_progress {
  std::string operator_name;
  std::uint64_t num_rows_total = 0;
  std::uint64_t num_rows_updated = 0;
  std::uint64_t num_rows_removed = 0;
  std::uint64_t num_rows_dropped_by_watermark = 0;
  std::uint64_t memory_used_bytes = 0;
};

/// The times a batch spent, in milliseconds of the query's clock.
struct batch_durations {
  double latest_offset = 0;
  double wal_commit = 0;  ///< writing the plan of the batch to the checkpoint
  double add_batch = 0;
  double commit = 0;
  double trigger_execution = 0;
};

/// Event times of a batch's rows, and the watermark that the batch used; empty where there is nothing to tell.
struct event_time_progress {
  std::optional<timestamp> min;
  std::optional<timestamp> max;
  std::optional<timestamp> avg;
  std::optional<timestamp> watermark;
};

/// One batch of a query.
struct streaming_query_progress {
  std::string id;
  std::string run_id;
  std::string name;
  timestamp started{};
  std::uint64_t batch_id = 0;
  std::uint64_t num_input_rows = 0;
  std::uint64_t num_rejected_rows = 0;  ///< input that could not be read; Spark has no such field
  double input_rows_per_second = 0;
  double processed_rows_per_second = 0;
  batch_durations durations;
  event_time_progress event_time;
  std::vector<state_operator_progress> state_operators;
  std::vector<source_progress> sources;
  std::string sink_description;
  std::uint64_t num_output_rows = 0;
  std::string maintenance_failure;  ///< why old logs could not be removed or snapshots not be made, which costs no row; Spark only logs it

  /// The progress as one line of JSON.
  [[nodiscard]] std::string to_json() const;
};

/// What a query does at the moment (semantics 12.1).
struct streaming_query_status {
  std::string message = "Initializing StreamExecution";
  bool is_data_available = false;
  bool is_trigger_active = false;
};

}  // namespace sluice
