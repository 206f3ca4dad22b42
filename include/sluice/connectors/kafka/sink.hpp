// SPDX-License-Identifier: Apache-2.0
// The Kafka sink: writes each row as one message (semantics 17.5). Columns: value (text or bytes; NULL is a tombstone), and
// if present key, topic, partition, headers. At least once, so that a batch which is run again is written
// again; or exactly once, by a transaction for each batch.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/kafka/cluster.hpp>
#include <sluice/connectors/kafka/options.hpp>
#include <sluice/connectors/kafka/sink_errors.hpp>
#include <sluice/connectors/kafka/writer.hpp>
#include <sluice/contract/refusal.hpp>
#include <sluice/contract/sink.hpp>
#include <sluice/schema/columns.hpp>
#include <sluice/schema/row.hpp>
#include <sluice/schema/types.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice::kafka {

namespace detail {

/// The type of a column of a schema, NULL aside; void if there is no such column.
template <class Schema, fixed_string Name>
struct column_type {
  static consteval auto find() {
    constexpr std::size_t index = Schema::index_of(Name.view());
    if constexpr (index == npos) return std::type_identity<void>{};
    else return std::type_identity<non_null_t<typename Schema::template at<index>::type>>{};
  }
  using type = typename decltype(find())::type;
};
template <class Schema, fixed_string Name>
using column_type_t = typename column_type<Schema, Name>::type;

template <class Type>
concept payload_type = text_type<Type> || binary_type<Type>;

template <class Type>
inline constexpr bool is_header_list = false;
template <row_like Header, class Allocator>
inline constexpr bool is_header_list<std::vector<Header, Allocator>> =
    text_type<column_type_t<schema_of<Header>, "key">> && payload_type<column_type_t<schema_of<Header>, "value">>;

template <class Schema>
struct names_of;
template <class... Columns>
struct names_of<schema<Columns...>> {
  using type = plan_error::columns_named<Columns::name...>;
};

/// `Refusal` unless the column is absent or as it should be.
template <class Type, bool Fits, class Refusal>
using unless_fits = std::conditional_t<std::is_void_v<Type> || Fits, accepted, Refusal>;

template <class Schema>
struct sink_refusal {
  using value = column_type_t<Schema, "value">;
  using key = column_type_t<Schema, "key">;
  using topic = column_type_t<Schema, "topic">;
  using partition = column_type_t<Schema, "partition">;
  using headers = column_type_t<Schema, "headers">;

  using type = first_refusal_t<
      std::conditional_t<std::is_void_v<value>,
                         plan_error::kafka_sink_needs_a_value_column<typename names_of<Schema>::type>, accepted>,
      unless_fits<value, payload_type<value>, plan_error::kafka_sink_value_is_not_text_or_binary<value>>,
      unless_fits<key, payload_type<key>, plan_error::kafka_sink_key_is_not_text_or_binary<key>>,
      unless_fits<topic, text_type<topic>, plan_error::kafka_sink_topic_is_not_text<topic>>,
      unless_fits<partition, std::same_as<partition, std::int32_t>, plan_error::kafka_sink_partition_is_not_an_int<partition>>,
      unless_fits<headers, is_header_list<headers>, plan_error::kafka_sink_headers_are_not_key_value_pairs<headers>>>;
};

}  // namespace detail

struct sink;

namespace detail {
inline writer open_writer(sink const& options, bool has_topic_column, std::string const& query_id);
}  // namespace detail

/// Writes to Kafka: `kafka::sink{.bootstrap_servers = "b1:9092", .topic = "totals"}`.
struct sink {
  brokers bootstrap_servers{};
  /// The topic of all rows. Without it, each row's column topic says where it goes.
  std::string topic{};
  /// How long to wait for a broker at the start; and for the delivery of a message, repeats included.
  std::chrono::milliseconds connect_timeout = std::chrono::seconds{10};
  std::chrono::milliseconds delivery_timeout = std::chrono::minutes{2};

  /// Whether each batch is one transaction, written once whatever happens: consumers with isolation.level read_committed see all rows of a
  /// batch or none, and a batch that is run again after a crash is not written again. The query needs a checkpoint to be the same
  /// query after a restart. The brokers keep the number of the last batch as the offset of a group with the transactional.id's name.
  bool exactly_once = false;
  /// With exactly_once: what the transactional.id begins with; the query's id and the topic follow. Two such sinks of one query
  /// that write to one topic need two prefixes.
  std::string transactional_id_prefix = "sluice";
  /// With exactly_once: the longest a batch may take from its first row to its commit. Brokers allow 15 minutes unless set up otherwise. After a
  /// crash, readers of the topic wait until the query starts again, or so long.
  std::chrono::milliseconds transaction_timeout = std::chrono::minutes{5};
  /// With exactly_once, where each row names its topic: a topic that exists, for the number of the last batch. No row is written to it.
  std::string progress_topic{};
  /// With exactly_once: go on where the checkpoint says even if the brokers do not know that the batches before were committed. For one
  /// start, after the query wrote at least once or to another topic, or stood still for longer than brokers keep offsets.
  bool trust_checkpoint = false;

  /// Properties of librdkafka, by its names.
  kafka::properties properties{};

  static constexpr sink_traits traits{.name = "kafka"};

  /// Why rows of a schema cannot be written; `accepted` if they can.
  template <class Schema>
  using refusal = typename detail::sink_refusal<Schema>::type;

  /// Throws option_error for options that cannot work, without asking a broker.
  [[gnu::cold]] void check() const {
    detail::require_brokers(bootstrap_servers);
    detail::refuse_properties(properties, detail::refused_everywhere);
    detail::refuse_properties(properties, detail::refused_by_sink);
    if (exactly_once && transaction_timeout < delivery_timeout)
      throw option_error("transaction_timeout", "a transaction would end before a message that is slow is given up",
                         std::to_string(transaction_timeout.count()) + " ms",
                         "Give at least delivery_timeout, " + std::to_string(delivery_timeout.count()) + " ms");
  }

  /// Opens a writer. Throws option_error for options that cannot work or if no topic is named anywhere, and sink_error if no
  /// broker answers or the topic does not exist.
  template <class Schema>
  [[nodiscard]] writer open(sink_context const& context) const {
    return detail::open_writer(*this, Schema::index_of("topic") != npos, context.query_id);
  }
};

namespace detail {

[[gnu::cold]] inline void require_topic(sink const& options, std::string const& topic, std::string advice) {
  cluster asked{side::sink, options.bootstrap_servers, options.properties, {options.connect_timeout, options.connect_timeout}};
  if (!asked.partitions_of(topic))
    throw sink_error({error_code::unknown_topic, topic, "the brokers do not know it", options.bootstrap_servers.text(), std::move(advice)});
}

/// A writer with transactions. They are named by the query, so that each run of it takes over from the one before.
[[gnu::cold]] inline writer open_transactional_writer(sink const& options, std::string const& query_id) {
  if (query_id.empty())
    throw option_error("exactly_once", "the query has no id by which it could be known again", "", "Open the sink with a query id");
  auto const& topic = options.topic.empty() ? options.progress_topic : options.topic;
  if (topic.empty())
    throw option_error("progress_topic", "rows name their topics, and no topic is named for the number of the last batch", "",
                       "Set .progress_topic to a topic that exists, or .topic");
  require_topic(options, topic, "Create it: a sink that writes exactly once does not make topics");
  transaction_options const chosen{options.bootstrap_servers, options.properties, options.transactional_id_prefix + '-' + query_id + '-' + topic, topic,
                                   options.connect_timeout, options.delivery_timeout, options.transaction_timeout, options.trust_checkpoint};
  return writer{options.topic, chosen, options.delivery_timeout};
}

inline writer open_writer(sink const& options, bool has_topic_column, std::string const& query_id) {
  options.check();
  if (options.topic.empty() && !has_topic_column)
    throw option_error("topic", "no topic is named", "", "Set .topic, or give the rows a column topic");
  if (options.exactly_once) return open_transactional_writer(options, query_id);
  writer opened{options.bootstrap_servers, options.topic, options.properties, options.delivery_timeout};
  auto const creation = options.properties.find("allow.auto.create.topics");
  if (!options.topic.empty() && (creation == options.properties.end() || creation->second != "true"))
    require_topic(options, options.topic, "Create it, or set the property allow.auto.create.topics if the brokers may create it");
  return opened;
}

}  // namespace detail

}  // namespace sluice::kafka
