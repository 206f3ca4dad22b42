// SPDX-License-Identifier: Apache-2.0
// Questions to the brokers: which topics and partitions there are, and which offsets. Each question is put again until it
// is answered, the patience ends, or the query is stopped; so a broker that restarts is not noticed.
#pragma once

#include <sluice/connectors/kafka/client.hpp>
#include <sluice/connectors/kafka/errors.hpp>
#include <sluice/connectors/kafka/offsets.hpp>
#include <sluice/contract/source.hpp>

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace sluice::kafka {

/// Topic -> its partitions.
using partition_set = std::map<std::string, std::vector<std::int32_t>>;

namespace detail {

/// How long to wait, and when to stop waiting.
struct patience {
  std::chrono::milliseconds connect{10'000};  ///< until a broker has answered for the first time
  std::chrono::milliseconds outage{60'000};   ///< for one answer after that
  std::function<bool()> stopping = [] { return false; };
};

struct metadata_deleter {
  void operator()(rd_kafka_metadata_t const* metadata) const { rd_kafka_metadata_destroy(metadata); }
};
using metadata_handle = std::unique_ptr<rd_kafka_metadata_t const, metadata_deleter>;

/// The brokers, as one asks them. For one thread.
class cluster {
 public:
  cluster(side whose, brokers servers, properties const& given, patience limits)
      : side_(whose),
        servers_(std::move(servers)),
        limits_(std::move(limits)),
        client_(RD_KAFKA_CONSUMER, servers_, {{"enable.auto.commit", "false"}, {"socket.nagle.disable", "true"}}, given) {}

  /// The partitions of a topic; none if there is no such topic.
  [[nodiscard]] std::optional<std::vector<std::int32_t>> partitions_of(std::string const& topic) {
    rd_kafka_topic_t* const handle = topic_of(topic);
    std::optional<std::vector<std::int32_t>> found;
    insist("asking for topic " + topic, [&](int milliseconds) {
      rd_kafka_metadata_t const* raw = nullptr;
      auto code = rd_kafka_metadata(client_.get(), 0, handle, &raw, milliseconds);
      metadata_handle const metadata{raw};
      if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return code;
      if (metadata->topic_cnt != 1) return RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE;
      code = metadata->topics[0].err;
      if (means_topic_is_gone(code)) return RD_KAFKA_RESP_ERR_NO_ERROR;
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR) found = partitions_in(metadata->topics[0]);
      return code;
    });
    return found;
  }

  /// All topics and their partitions, without the brokers' own topics.
  [[nodiscard]] partition_set topics() {
    partition_set found;
    insist("asking for all topics", [&](int milliseconds) {
      rd_kafka_metadata_t const* raw = nullptr;
      auto const code = rd_kafka_metadata(client_.get(), 1, nullptr, &raw, milliseconds);
      metadata_handle const metadata{raw};
      if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return code;
      found.clear();
      for (int i = 0; i < metadata->topic_cnt; ++i) {
        auto const& topic = metadata->topics[i];
        if (topic.err == RD_KAFKA_RESP_ERR_NO_ERROR && !is_internal(topic.topic)) found[topic.topic] = partitions_in(topic);
      }
      return code;
    });
    return found;
  }

  /// Replaces each time (milliseconds, `earliest_offset` or `latest_offset`) by the offset there: one request to each broker.
  /// A time after the last record gives -1. Nothing if some partition does not exist any more.
  [[nodiscard]] std::optional<offsets> offsets_at(offsets const& times) {
    if (partition_count(times) == 0) return times;
    offsets found = times;
    bool gone = false;
    insist("asking for offsets", [&](int milliseconds) {
      partition_list const list = make_partition_list(partition_count(times));
      for_each_partition(times, [&](std::string const& topic, std::int32_t partition, std::int64_t time) {
        auto* const element = rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition);
        element->offset = time;
        element->err = RD_KAFKA_RESP_ERR__NOENT;  // stays if no broker answers for this partition
      });
      auto code = rd_kafka_offsets_for_times(client_.get(), list.get(), milliseconds);
      for (int i = 0; code == RD_KAFKA_RESP_ERR_NO_ERROR && i < list->cnt; ++i) code = list->elems[i].err;
      gone = means_topic_is_gone(code);
      if (gone) return RD_KAFKA_RESP_ERR_NO_ERROR;
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR) copy_offsets(*list, found);
      return code;
    });
    if (gone) return std::nullopt;
    return found;
  }

  /// The first or the next offset of each partition.
  [[nodiscard]] std::optional<offsets> offsets_at(partition_set const& partitions, std::int64_t time) {
    offsets times;
    for (auto const& [topic, numbers] : partitions)
      for (std::int32_t const number : numbers) times[topic][number] = time;
    return offsets_at(times);
  }

  /// Throws query_stopping when the query was asked to stop.
  void check_stopping() const {
    if (limits_.stopping()) throw query_stopping{};
  }

  /// Waits, in pieces short enough to obey a stop.
  void pause(std::chrono::milliseconds span) const {
    auto const until = std::chrono::steady_clock::now() + span;
    while (std::chrono::steady_clock::now() < until) {
      check_stopping();
      std::this_thread::sleep_for(std::min(span, std::chrono::milliseconds{20}));
    }
  }

  [[nodiscard]] brokers const& servers() const { return servers_; }
  [[nodiscard]] patience const& limits() const { return limits_; }

 private:
  using steady = std::chrono::steady_clock;

  static bool is_internal(std::string_view topic) {
    return topic == "__consumer_offsets" || topic == "__transaction_state" || topic == "__share_group_state";
  }

  static std::vector<std::int32_t> partitions_in(rd_kafka_metadata_topic_t const& topic) {
    std::vector<std::int32_t> numbers;
    for (int i = 0; i < topic.partition_cnt; ++i) numbers.push_back(topic.partitions[i].id);
    std::sort(numbers.begin(), numbers.end());
    return numbers;
  }

  // The list is filled in the order of the map, and librdkafka keeps that order.
  static void copy_offsets(rd_kafka_topic_partition_list_t const& list, offsets& found) {
    int next = 0;
    for (auto& topic : found)
      for (auto& partition : topic.second) partition.second = list.elems[next++].offset;
  }

  // A handle for each topic is kept: making one asks the brokers for its leaders.
  rd_kafka_topic_t* topic_of(std::string const& name) {
    auto& handle = topics_[name];
    if (!handle) handle.reset(rd_kafka_topic_new(client_.get(), name.c_str(), nullptr));
    if (!handle) raise(side_, {error_code::unknown_topic, name, "no topic can have this name", "", "Check the topic's name"});
    return handle.get();
  }

  /// Calls `ask(milliseconds)` until it succeeds. An attempt gets 100 ms so that a stop is obeyed soon; and more only when
  /// no connection reports an error, since then an answer may just need longer.
  template <class Question>
  void insist(std::string const& doing, Question ask) {
    auto const limit = connected_ ? limits_.outage : limits_.connect;
    auto const until = steady::now() + limit;
    auto const errors = client_.error_count();
    int attempt = 100;
    for (;;) {
      check_stopping();
      rd_kafka_resp_err_t const code = ask(attempt);
      client_.poll();
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
        connected_ = true;
        return;
      }
      if (is_permanent(code)) fail(doing, code);
      if (steady::now() >= until) give_up(doing, code, limit);
      attempt = client_.error_count() != errors ? 100 : std::min(attempt * 2, 1000);
      if (code != RD_KAFKA_RESP_ERR__TIMED_OUT) pause(std::chrono::milliseconds{20});
    }
  }

  [[noreturn]] void fail(std::string const& doing, rd_kafka_resp_err_t code) const {
    raise(side_, {side_ == side::source ? error_code::source_failed : error_code::sink_failed, "kafka",
                  "the brokers refused while " + doing, reason(code), "Check rights, credentials and the properties"});
  }

  [[noreturn]] void give_up(std::string const& doing, rd_kafka_resp_err_t code, std::chrono::milliseconds limit) const {
    std::string const cause = client_.last_error();
    raise(side_, {error_code::broker_unreachable, "bootstrap_servers \"" + servers_.text() + '"',
                  "no answer within " + std::to_string(limit.count()) + " ms while " + doing,
                  cause.empty() ? reason(code) : cause, "Check that the brokers run and that the address is right"});
  }

  side side_;
  brokers servers_;
  patience limits_;
  bool connected_ = false;
  client client_;
  std::map<std::string, topic_handle> topics_;  // after the client: destroyed before it
};

}  // namespace detail

}  // namespace sluice::kafka
