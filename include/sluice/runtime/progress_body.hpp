// SPDX-License-Identifier: Apache-2.0
// The JSON of a batch's progress, in Spark's order (semantics 18.5).
#pragma once

#include <sluice/base/compiled.hpp>
#include <sluice/base/json_write.hpp>
#include <sluice/base/time.hpp>
#include <sluice/base/time_text.hpp>
#include <sluice/runtime/progress.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

namespace detail {

inline void append_instant(json_object& object, std::string_view key, std::optional<timestamp> time) {
  if (!time) return;
  std::string text;
  append_iso_timestamp(text, timestamp::from_milliseconds(time->milliseconds()));
  object.field(key, text);
}

inline std::string state_json(state_operator_progress const& state) {
  std::string out;
  json_object object{out};
  object.field("operatorName", state.operator_name);
  object.field("numRowsTotal", state.num_rows_total);
  object.field("numRowsUpdated", state.num_rows_updated);
  object.field("numRowsRemoved", state.num_rows_removed);
  object.field("memoryUsedBytes", state.memory_used_bytes);
  object.field("numRowsDroppedByWatermark", state.num_rows_dropped_by_watermark);
  // A query keeps its state in one piece; Spark's shuffle would cut it.
  object.field("numShufflePartitions", std::uint64_t{1});
  object.field("numStateStoreInstances", std::uint64_t{1});
  object.close();
  return out;
}

inline std::string source_json(source_progress const& source) {
  std::string out;
  json_object object{out};
  object.field("description", source.description);
  object.raw("startOffset", source.start_offset);
  object.raw("endOffset", source.end_offset);
  object.raw("latestOffset", source.latest_offset);
  object.field("numInputRows", source.num_input_rows);
  object.field("inputRowsPerSecond", source.input_rows_per_second);
  object.field("processedRowsPerSecond", source.processed_rows_per_second);
  if (!source.metrics.empty()) object.raw("metrics", source.metrics);
  object.close();
  return out;
}

template <class Item>
std::string json_array(std::vector<Item> const& items, std::string (*to_text)(Item const&)) {
  std::string out = "[";
  for (auto const& item : items) {
    if (out.size() > 1) out += ',';
    out += to_text(item);
  }
  return out + "]";
}

}  // namespace detail

[[gnu::cold]] SLUICE_INLINE std::string streaming_query_progress::to_json() const {
  std::string out;
  detail::json_object object{out};
  object.field("id", id);
  object.field("runId", run_id);
  if (name.empty()) object.raw("name", "");
  else object.field("name", name);
  detail::append_instant(object, "timestamp", started);
  object.field("batchId", batch_id);
  object.field("batchDuration", static_cast<std::uint64_t>(durations.trigger_execution));
  object.field("numInputRows", num_input_rows);
  object.field("inputRowsPerSecond", input_rows_per_second);
  object.field("processedRowsPerSecond", processed_rows_per_second);
  std::string times;
  detail::json_object duration{times};
  duration.field("addBatch", static_cast<std::uint64_t>(durations.add_batch));
  duration.field("commitOffsets", static_cast<std::uint64_t>(durations.commit));
  duration.field("latestOffset", static_cast<std::uint64_t>(durations.latest_offset));
  duration.field("triggerExecution", static_cast<std::uint64_t>(durations.trigger_execution));
  duration.field("walCommit", static_cast<std::uint64_t>(durations.wal_commit));
  duration.close();
  object.raw("durationMs", times);
  std::string event;
  detail::json_object event_object{event};
  detail::append_instant(event_object, "avg", event_time.avg);
  detail::append_instant(event_object, "max", event_time.max);
  detail::append_instant(event_object, "min", event_time.min);
  detail::append_instant(event_object, "watermark", event_time.watermark);
  event_object.close();
  if (event.size() > 2) object.raw("eventTime", event);
  object.raw("stateOperators", detail::json_array(state_operators, detail::state_json));
  object.raw("sources", detail::json_array(sources, detail::source_json));
  std::string sink;
  detail::json_object sink_object{sink};
  sink_object.field("description", sink_description);
  sink_object.field("numOutputRows", num_output_rows);
  sink_object.close();
  object.raw("sink", sink);
  if (!maintenance_failure.empty()) object.field("maintenanceFailure", maintenance_failure);
  if (num_rejected_rows > 0) object.field("numRejectedRows", num_rejected_rows);
  object.close();
  return out;
}

}  // namespace sluice
