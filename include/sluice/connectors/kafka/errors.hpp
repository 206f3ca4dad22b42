// SPDX-License-Identifier: Apache-2.0
// What the connector throws, and in which words. librdkafka's own text is kept as the value, since it names the broker and
// the cause.
#pragma once

#include <sluice/base/error.hpp>

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::kafka::detail {

/// For whom a broker is asked: it decides the type of the errors.
enum class side : std::uint8_t { source, sink };

[[noreturn]] inline void raise(side whose, error_info info) {
  if (whose == side::source) throw source_error(std::move(info));
  throw sink_error(std::move(info));
}

/// "orders-3": how a partition is named in messages, as Kafka's own tools do.
[[nodiscard]] inline std::string partition_name(std::string_view topic, std::int32_t partition) {
  return std::string(topic) + '-' + std::to_string(partition);
}

/// The broker's or librdkafka's word for an error.
[[nodiscard]] inline std::string reason(rd_kafka_resp_err_t code) { return rd_kafka_err2str(code); }

[[nodiscard]] inline bool means_topic_is_gone(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC ||
         code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION;
}

/// Errors that no waiting repairs: rights, credentials, a name no topic can have.
[[nodiscard]] inline bool is_permanent(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR__FATAL:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION:
    case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE:
    case RD_KAFKA_RESP_ERR__INVALID_ARG: return true;
    default: return false;
  }
}

}  // namespace sluice::kafka::detail
