// SPDX-License-Identifier: Apache-2.0
// The record a Kafka source delivers, with Spark's columns, and how its columns are filled from a fetched message.
#pragma once

#include <sluice/base/bytes.hpp>
#include <sluice/base/time.hpp>
#include <sluice/connectors/kafka/partition_stream.hpp>
#include <sluice/schema/record.hpp>
#include <sluice/schema/types.hpp>

#include <librdkafka/rdkafka.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::kafka {

/// One header of a message. It owns its content, so that headers can be kept like any other column.
struct header {
  std::string key;
  std::optional<bytes> value;

  friend bool operator==(header const&, header const&) = default;
};
SLUICE_RECORD(header, key, value);

/// One message of a topic. Key, value and topic are views of what librdkafka fetched and live as long as the row does.
struct message {
  std::optional<bytes_view> key;
  std::optional<bytes_view> value;
  std::string_view topic;
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  sluice::timestamp timestamp;      ///< milliseconds precise; -1 ms if the message has none
  std::int32_t timestamp_type = 0;  ///< 0 set by the producer, 1 by the broker, -1 none
  std::vector<header> headers;      ///< in the message's order; a key may repeat
};
SLUICE_RECORD(message, key, value, topic, partition, offset, timestamp, timestamp_type, headers);

namespace detail {

[[nodiscard]] inline std::optional<bytes_view> bytes_at(void const* data, std::size_t size) {
  if (data == nullptr) return std::nullopt;
  return bytes_view{static_cast<char const*>(data), size};
}

/// Replaces the content of `headers`, keeping its memory.
inline void read_headers(rd_kafka_message_t const& raw, std::vector<header>& headers) {
  rd_kafka_headers_t* found = nullptr;
  std::size_t count = 0;
  if (rd_kafka_message_headers(&raw, &found) == RD_KAFKA_RESP_ERR_NO_ERROR) count = rd_kafka_header_cnt(found);
  headers.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    char const* key = nullptr;
    void const* value = nullptr;
    std::size_t size = 0;
    if (rd_kafka_header_get_all(found, i, &key, &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR) break;
    headers[i].key = key;
    headers[i].value.reset();
    if (value != nullptr) headers[i].value.emplace(bytes_view{static_cast<char const*>(value), size});
  }
}

/// Fills the columns of `Want` from a message of `stream`.
template <class Want>
void fill(message& row, rd_kafka_message_t const& raw, partition_stream const& stream, bool include_headers) {
  constexpr auto wanted = Want::value;
  if constexpr (wanted.wants("key")) row.key = bytes_at(raw.key, raw.key_len);
  if constexpr (wanted.wants("value")) row.value = bytes_at(raw.payload, raw.len);
  if constexpr (wanted.wants("topic")) row.topic = stream.topic();
  if constexpr (wanted.wants("partition")) row.partition = stream.partition();
  if constexpr (wanted.wants("offset")) row.offset = raw.offset;
  if constexpr (wanted.wants("timestamp") || wanted.wants("timestamp_type")) {
    rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
    row.timestamp = sluice::timestamp::from_milliseconds(rd_kafka_message_timestamp(&raw, &type));
    row.timestamp_type = static_cast<std::int32_t>(type) - 1;  // librdkafka counts from 0, Kafka from -1
  }
  if constexpr (wanted.wants("headers")) {
    if (include_headers) read_headers(raw, row.headers);
  }
}

}  // namespace detail

}  // namespace sluice::kafka
