// SPDX-License-Identifier: Apache-2.0
// The writer of a Kafka sink, as a running query owns it: each row becomes a message that is sent at once and awaited when the
// batch commits.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/kafka/options.hpp>
#include <sluice/connectors/kafka/producer.hpp>
#include <sluice/schema/row.hpp>
#include <sluice/schema/types.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice::kafka {

namespace detail {

/// Text or bytes, owned or a view, nullable or not, as the producer takes them.
template <class Type>
[[nodiscard]] std::optional<std::string_view> payload_of(Type const& value) {
  if constexpr (is_nullable<Type>) {
    if (!value) return std::nullopt;
    return payload_of(*value);
  } else if constexpr (std::is_same_v<Type, bytes>) {
    return value.view().text();
  } else if constexpr (std::is_same_v<Type, bytes_view>) {
    return value.text();
  } else {
    return std::string_view{value};
  }
}

template <class Type>
[[nodiscard]] std::optional<std::int32_t> partition_in(Type const& value) {
  return value;
}

/// Whether rows of a type have a column.
template <class Row, fixed_string Name>
inline constexpr bool has_column = schema_of<Row>::index_of(Name.view()) != npos;

}  // namespace detail

/// Writes rows to Kafka, at least once. All members on the query's thread.
class writer {
 public:
  writer(brokers const& servers, std::string topic, properties const& given, std::chrono::milliseconds delivery_timeout)
      : topic_(std::move(topic)), producer_(std::make_unique<producer>(servers, given, delivery_timeout)) {}

  /// A batch starts. What an earlier try of it left behind is dropped.
  template <class Mode>
  void begin(std::uint64_t, Mode) {
    producer_->reset();
  }

  /// Sends one row. Costs one copy of its key and value. Throws sink_error if the row names no topic, or if this row or one
  /// before it could not be delivered.
  template <class Row>
  void write(Row const& row) {
    outgoing message;
    message.value = detail::payload_of(get<"value">(row));
    if constexpr (detail::has_column<Row, "key">) message.key = detail::payload_of(get<"key">(row));
    if constexpr (detail::has_column<Row, "partition">) message.partition = detail::partition_in(get<"partition">(row));
    if constexpr (detail::has_column<Row, "headers">) message.headers = take_headers(get<"headers">(row));
    message.topic = topic_;
    if constexpr (detail::has_column<Row, "topic">) {
      if (topic_.empty()) message.topic = required_topic(detail::payload_of(get<"topic">(row)));
    }
    producer_->send(message);
  }

  /// Waits until the brokers have all rows of the batch. Throws sink_error for the first that could not be delivered.
  void commit(std::uint64_t) { producer_->flush(); }

  [[nodiscard]] std::string describe() const { return "KafkaSink[" + (topic_.empty() ? "column topic" : topic_) + ']'; }
  /// What sends the rows; it stays where it is when the writer is moved.
  [[nodiscard]] producer& sender() { return *producer_; }

 private:
  static std::string_view required_topic(std::optional<std::string_view> topic) {
    if (!topic)
      throw sink_error({error_code::sink_failed, "column topic", "null topic present in the data", "NULL",
                        "Set the option topic, or give every row a topic"});
    return *topic;
  }

  template <class Headers>
  std::vector<outgoing_header> const* take_headers(Headers const& headers) {
    headers_.clear();
    if constexpr (is_nullable<Headers>) {
      return headers ? take_headers(*headers) : nullptr;
    } else {
      for (auto const& each : headers)
        headers_.push_back({*detail::payload_of(get<"key">(each)), detail::payload_of(get<"value">(each))});
      return headers_.empty() ? nullptr : &headers_;
    }
  }

  std::string topic_;
  std::vector<outgoing_header> headers_;  // kept for its memory
  std::unique_ptr<producer> producer_;
};

}  // namespace sluice::kafka
