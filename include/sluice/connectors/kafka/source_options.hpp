// SPDX-License-Identifier: Apache-2.0
// The options of a Kafka source, and the checks that need no broker. `source::open` stands in reader.hpp; users include
// source.hpp.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/time.hpp>
#include <sluice/connectors/kafka/cluster.hpp>
#include <sluice/connectors/kafka/message.hpp>
#include <sluice/connectors/kafka/options.hpp>
#include <sluice/connectors/kafka/pattern.hpp>
#include <sluice/contract/source.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace sluice::kafka {

class reader;

/// Reads Kafka topics: `kafka::source{.bootstrap_servers = "b1:9092,b2:9092", .subscribe = "orders"}`. Exactly one of
/// `subscribe`, `assign` and `subscribe_pattern` is given. Offsets are kept in the query's checkpoint only; nothing is
/// committed to Kafka. Records of aborted transactions are not delivered.
struct source {
  brokers bootstrap_servers{};

  /// Topics, with commas between.
  std::string subscribe{};
  /// Partitions of topics: `{{"orders", {0, 1}}}`. Partitions that are added later are not read.
  partition_set assign{};
  /// All topics whose whole name matches this POSIX extended regular expression, also those made later.
  std::string subscribe_pattern{};

  /// Where to start. A checkpoint wins over these; among them, starting_timestamp wins over
  /// starting_offsets_by_timestamp, and that over starting_offsets.
  starting_position starting_offsets = latest;
  std::optional<timestamp> starting_timestamp{};
  timestamps starting_offsets_by_timestamp{};
  timestamp_strategy starting_offsets_by_timestamp_strategy = timestamp_strategy::fail;

  /// Whether offsets that are gone fail the query; if not, they are counted, noted and passed over.
  bool fail_on_data_loss = true;

  /// At most about so many offsets in a batch, shared among partitions by their backlog.
  std::optional<std::uint64_t> max_offsets_per_trigger{};
  /// No batch before so many offsets are there, or `max_trigger_delay` has passed since the last batch.
  std::optional<std::uint64_t> min_offsets_per_trigger{};
  std::chrono::milliseconds max_trigger_delay = std::chrono::minutes{15};

  /// Whether the column headers is filled; a query that names it needs this.
  bool include_headers = false;
  /// Prefix of the group id shown to brokers; by default the source has none, since it joins no group.
  std::string group_id_prefix{};

  /// How long to wait for a broker at the start; and later, for one answer or record, before the query fails.
  std::chrono::milliseconds connect_timeout = std::chrono::seconds{10};
  std::chrono::milliseconds fetch_timeout = std::chrono::seconds{60};
  /// How often new partitions and topics are looked for.
  std::chrono::milliseconds metadata_refresh = std::chrono::seconds{10};
  /// How many bytes may be fetched ahead, over all partitions.
  std::size_t prefetch_bytes = std::size_t{256} << 20U;

  /// Properties of librdkafka, by its names.
  kafka::properties properties{};

  using record_type = message;

  /// Throws option_error for options that cannot work, without asking a broker.
  void check() const;
  /// Opens a reader. Throws option_error for options that cannot work; does not wait for a broker.
  [[nodiscard]] reader open(source_context const& context) const;
};

namespace detail {

inline void check_limits(source const& options) {
  if (options.max_offsets_per_trigger == 0U)
    throw option_error("max_offsets_per_trigger", "no batch could hold a record", "0", "Give at least 1, or leave it out");
  if (options.min_offsets_per_trigger && options.max_offsets_per_trigger &&
      *options.min_offsets_per_trigger > *options.max_offsets_per_trigger)
    throw option_error("min_offsets_per_trigger", "it is above max_offsets_per_trigger",
                       std::to_string(*options.min_offsets_per_trigger),
                       "Give at most " + std::to_string(*options.max_offsets_per_trigger));
  auto const check_span = [](char const* name, std::chrono::milliseconds span) {
    if (span.count() < 0)
      throw option_error(name, "a span of time cannot be negative", std::to_string(span.count()) + " ms", "Give 0 or more");
  };
  check_span("max_trigger_delay", options.max_trigger_delay);
  check_span("connect_timeout", options.connect_timeout);
  check_span("fetch_timeout", options.fetch_timeout);
  check_span("metadata_refresh", options.metadata_refresh);
}

/// Throws option_error for what is wrong without asking a broker.
inline void check(source const& options) {
  require_brokers(options.bootstrap_servers);
  int const ways = (options.subscribe.empty() ? 0 : 1) + (options.assign.empty() ? 0 : 1) +
                   (options.subscribe_pattern.empty() ? 0 : 1);
  if (ways != 1)
    throw option_error("subscribe, assign, subscribe_pattern", "exactly one of them says what to read",
                       std::to_string(ways) + " are given", R"(As in .subscribe = "orders")");
  if (!options.subscribe.empty() && split_list(options.subscribe).empty())
    throw option_error("subscribe", "it names no topic", options.subscribe, R"(As in .subscribe = "orders,returns")");
  for (auto const& [topic, partitions] : options.assign) {
    if (partitions.empty())
      throw option_error("assign", "no partition is given for a topic", topic, "As in .assign = {{\"orders\", {0, 1}}}");
    for (std::int32_t const partition : partitions)
      if (partition < 0)
        throw option_error("assign", "a partition of " + topic + " is negative", std::to_string(partition),
                           "Partitions count from 0");
  }
  if (!options.subscribe_pattern.empty()) topic_pattern{options.subscribe_pattern};
  check_limits(options);
  refuse_properties(options.properties, refused_everywhere);
  refuse_properties(options.properties, refused_by_source);
}

}  // namespace detail

}  // namespace sluice::kafka
