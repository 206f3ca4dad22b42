// SPDX-License-Identifier: Apache-2.0
// The Kafka sink: writes each row as one message (semantics 17.5). Columns: value (text or bytes; NULL is a tombstone), and
// if present key, topic, partition, headers. At least once: a batch that is run again is written again;
// exactly_once_sink.hpp has one that is not.
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

/// Throws option_error for what no sink can work with.
[[gnu::cold]] inline void check_sink(brokers const& servers, properties const& given) {
  require_brokers(servers);
  refuse_properties(given, refused_everywhere);
  refuse_properties(given, refused_by_sink);
}
[[gnu::cold]] inline void require_topic_name(std::string const& option, bool has_topic_column) {
  if (option.empty() && !has_topic_column)
    throw option_error("topic", "no topic is named", "", "Set .topic, or give the rows a column topic");
}

}  // namespace detail

struct sink;

namespace detail {
inline writer open_writer(sink const& options, bool has_topic_column);
}  // namespace detail

/// Writes to Kafka: `kafka::sink{.bootstrap_servers = "b1:9092", .topic = "totals"}`.
struct sink {
  brokers bootstrap_servers{};
  /// The topic of all rows. Without it, each row's column topic says where it goes.
  std::string topic{};
  /// How long to wait for a broker at the start; and for the delivery of a message, repeats included.
  std::chrono::milliseconds connect_timeout = std::chrono::seconds{10};
  std::chrono::milliseconds delivery_timeout = std::chrono::minutes{2};
  /// Properties of librdkafka, by its names.
  kafka::properties properties{};

  static constexpr sink_traits traits{.name = "kafka"};

  /// Why rows of a schema cannot be written; `accepted` if they can.
  template <class Schema>
  using refusal = typename detail::sink_refusal<Schema>::type;

  /// Throws option_error for options that cannot work, without asking a broker.
  void check() const { detail::check_sink(bootstrap_servers, properties); }

  /// Opens a writer. Throws option_error for options that cannot work or if no topic is named anywhere, and sink_error if no
  /// broker answers or the topic does not exist.
  template <class Schema>
  [[nodiscard]] writer open(sink_context const&) const {
    return detail::open_writer(*this, Schema::index_of("topic") != npos);
  }
};

namespace detail {

/// Throws sink_error if the brokers do not know a topic. One that was just made may take a moment to be known to each.
[[gnu::cold]] inline void require_topic(brokers const& servers, properties const& given, std::string const& topic,
                                        std::chrono::milliseconds limit, std::string advice) {
  cluster asked{side::sink, servers, given, {limit, limit}};
  for (int attempt = 0; !asked.partitions_of(topic); ++attempt) {
    if (attempt == 10)
      throw sink_error({error_code::unknown_topic, topic, "the brokers do not know it", servers.text(), std::move(advice)});
    asked.pause(std::chrono::milliseconds{100});
  }
}

[[gnu::cold]] inline writer open_writer(sink const& options, bool has_topic_column) {
  options.check();
  require_topic_name(options.topic, has_topic_column);
  writer opened{options.bootstrap_servers, options.topic, options.properties, options.delivery_timeout};
  auto const creation = options.properties.find("allow.auto.create.topics");
  if (!options.topic.empty() && (creation == options.properties.end() || creation->second != "true"))
    require_topic(options.bootstrap_servers, options.properties, options.topic, options.connect_timeout,
                  "Create it, or set the property allow.auto.create.topics if the brokers may create it");
  return opened;
}

}  // namespace detail

}  // namespace sluice::kafka
