// SPDX-License-Identifier: Apache-2.0
// Which epoch a transactional sink committed last, as the brokers keep it: the committed offset of a consumer group that has no consumer. It
// is written in the same transaction as the epoch's rows, so it is there exactly when they are. Used by transactions.hpp.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/kafka/client.hpp>
#include <sluice/connectors/kafka/errors.hpp>

#include <librdkafka/rdkafka.h>

#include <array>
#include <chrono>
#include <cstddef>
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
  /// or do not answer within `limit`.
  [[nodiscard, gnu::cold]] std::optional<epoch_marker> read(rd_kafka_t* instance, std::chrono::milliseconds limit) const {
    auto const until = std::chrono::steady_clock::now() + limit;
    for (;;) {
      std::optional<epoch_marker> found;
      auto const code = ask(instance, found);
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return found;
      if (!is_permanent(code) && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
        continue;
      }
      throw sink_error({is_permanent(code) ? error_code::sink_failed : error_code::broker_unreachable, "group " + group_,
                        "the brokers do not say which batch was committed last", reason(code),
                        "The sink needs the right to read and write the offsets of this group, and to describe topic " + topic_});
    }
  }

 private:
  [[gnu::cold]] rd_kafka_resp_err_t ask(rd_kafka_t* instance, std::optional<epoch_marker>& found) const {
    partition_list const list = make_partition_list(1);
    rd_kafka_topic_partition_list_add(list.get(), topic_.c_str(), 0);
    auto* request = rd_kafka_ListConsumerGroupOffsets_new(group_.c_str(), list.get());
    std::unique_ptr<rd_kafka_AdminOptions_t, decltype(&rd_kafka_AdminOptions_destroy)> const options{
        rd_kafka_AdminOptions_new(instance, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS), &rd_kafka_AdminOptions_destroy};
    std::array<char, 64> text{};
    rd_kafka_AdminOptions_set_request_timeout(options.get(), 2000, text.data(), text.size());
    error_handle const refused{rd_kafka_AdminOptions_set_require_stable_offsets(options.get(), 1)};
    queue_handle const queue{rd_kafka_queue_new(instance)};
    rd_kafka_ListConsumerGroupOffsets(instance, &request, 1, options.get(), queue.get());
    rd_kafka_ListConsumerGroupOffsets_destroy(request);
    std::unique_ptr<rd_kafka_event_t, decltype(&rd_kafka_event_destroy)> const event{rd_kafka_queue_poll(queue.get(), 3000),
                                                                                  &rd_kafka_event_destroy};
    if (!event) return RD_KAFKA_RESP_ERR__TIMED_OUT;
    if (auto const code = rd_kafka_event_error(event.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR) return code;
    std::size_t count = 0;
    auto const* const result = rd_kafka_event_ListConsumerGroupOffsets_result(event.get());
    auto const* const groups = result == nullptr ? nullptr : rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count);
    return count == 1 ? take(*groups[0], found) : RD_KAFKA_RESP_ERR__BAD_MSG;
  }

  static rd_kafka_resp_err_t take(rd_kafka_group_result_t const& group, std::optional<epoch_marker>& found) {
    if (auto const* const failed = rd_kafka_group_result_error(&group)) return rd_kafka_error_code(failed);
    auto const* const places = rd_kafka_group_result_partitions(&group);
    if (places == nullptr || places->cnt != 1) return RD_KAFKA_RESP_ERR__BAD_MSG;
    auto const& place = places->elems[0];
    if (place.err == RD_KAFKA_RESP_ERR_NO_ERROR && place.offset >= 0)
      found = epoch_marker{static_cast<std::uint64_t>(place.offset), std::string{static_cast<char const*>(place.metadata), place.metadata_size}};
    return place.err;
  }

  std::string group_;
  std::string topic_;
};

}  // namespace sluice::kafka::detail
