// SPDX-License-Identifier: Apache-2.0
// Which epoch a transactional sink committed last, as the brokers keep it: the committed offset of a consumer group that has no consumer. It
// is written in the same transaction as the epoch's rows, so it is there exactly when they are. Used by transactions.hpp.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/kafka/client.hpp>
#include <sluice/connectors/kafka/errors.hpp>
#include <sluice/connectors/kafka/options.hpp>

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace sluice::kafka::detail {

struct error_deleter {
  void operator()(rd_kafka_error_t* failed) const { rd_kafka_error_destroy(failed); }
};
using error_handle = std::unique_ptr<rd_kafka_error_t, error_deleter>;

/// What the brokers keep of a sink.
struct epoch_marker {
  std::uint64_t next = 0;  ///< the epoch to commit next: all before it are committed
  std::string owner;       ///< the process that wrote the marker, in words
};

/// Where one sink's marker is: a group, and a partition that exists, since brokers keep offsets for no other. For one thread.
class epoch_marker_place {
 public:
  epoch_marker_place(std::string group, std::string topic) : group_(std::move(group)), topic_(std::move(topic)) {}

  /// Puts the marker into the transaction that is open.
  [[nodiscard, gnu::cold]] error_handle add(rd_kafka_t* instance, epoch_marker const& marker, int milliseconds) const {
    partition_list const list = make_partition_list(1);
    auto* const place = rd_kafka_topic_partition_list_add(list.get(), topic_.c_str(), 0);
    place->offset = static_cast<std::int64_t>(marker.next);
    // librdkafka frees the metadata with the list, by free().
    place->metadata = ::strdup(marker.owner.c_str());
    place->metadata_size = marker.owner.size();
    std::unique_ptr<rd_kafka_consumer_group_metadata_t, decltype(&rd_kafka_consumer_group_metadata_destroy)> const group{
        rd_kafka_consumer_group_metadata_new(group_.c_str()), &rd_kafka_consumer_group_metadata_destroy};
    return error_handle{rd_kafka_send_offsets_to_transaction(instance, list.get(), group.get(), milliseconds)};
  }

  /// Reads the marker, waiting for transactions that are being decided; empty if the brokers have none. Throws sink_error when they refuse,
  /// or do not answer within `limit`. Over a connection of its own, since only consumers may ask.
  [[nodiscard, gnu::cold]] std::optional<epoch_marker> read(brokers const& servers, properties const& given, std::chrono::milliseconds limit) const {
    properties chosen = given;
    chosen["group.id"] = group_;
    chosen["isolation.level"] = "read_committed";  // which makes the brokers wait for transactions
    chosen["enable.auto.commit"] = "false";
    client asked{RD_KAFKA_CONSUMER, servers, {{"socket.nagle.disable", "true"}}, chosen};
    auto const until = std::chrono::steady_clock::now() + limit;
    for (;;) {
      partition_list const list = make_partition_list(1);
      auto const* const place = rd_kafka_topic_partition_list_add(list.get(), topic_.c_str(), 0);
      auto code = rd_kafka_committed(asked.get(), list.get(), 1000);
      asked.poll();
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR) code = place->err;
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
        if (place->offset < 0) return std::nullopt;
        return epoch_marker{static_cast<std::uint64_t>(place->offset), {static_cast<char const*>(place->metadata), place->metadata_size}};
      }
      if (is_permanent(code) || std::chrono::steady_clock::now() >= until)
        throw sink_error({is_permanent(code) ? error_code::sink_failed : error_code::broker_unreachable, "group " + group_,
                          "the brokers do not say which batch was committed last", reason(code),
                          "The sink needs the right to read and write the offsets of this group, and to describe topic " + topic_});
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
  }

 private:
  std::string group_;
  std::string topic_;
};

}  // namespace sluice::kafka::detail
