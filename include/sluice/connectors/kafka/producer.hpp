// SPDX-License-Identifier: Apache-2.0
// Sends messages to Kafka: what the sink is made of, and handy by itself to fill topics in examples and tests. Sending is
// asynchronous; `flush` waits until the brokers have all of it.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/time.hpp>
#include <sluice/connectors/kafka/client.hpp>
#include <sluice/connectors/kafka/errors.hpp>
#include <sluice/connectors/kafka/options.hpp>

#include <librdkafka/rdkafka.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sluice::kafka {

/// A header to send.
struct outgoing_header {
  std::string_view key;
  std::optional<std::string_view> value{};
};

/// A message to send: views, copied by `send`. No key or value means NULL, which is not the same as empty.
struct outgoing {
  std::string_view topic{};
  std::optional<std::string_view> key{};
  std::optional<std::string_view> value{};
  std::optional<std::int32_t> partition{};        ///< by the key's hash, as Java's client does, if not given
  std::optional<sluice::timestamp> timestamp{};   ///< now if not given
  std::vector<outgoing_header> const* headers = nullptr;
};

/// A producer that repeats sends until `delivery_timeout` without making duplicates or changing the order (idempotence).
/// For one thread; it stays where it is made.
class producer {
 public:
  /// Throws option_error for properties librdkafka refuses. Does not wait for a broker.
  explicit producer(brokers const& servers, properties const& given = {},
                    std::chrono::milliseconds delivery_timeout = std::chrono::minutes{2})
      : timeout_(delivery_timeout),
        client_(RD_KAFKA_PRODUCER, servers, ours(delivery_timeout), given, &producer::on_delivery, this) {}

  producer(producer const&) = delete;
  producer& operator=(producer const&) = delete;

  /// What was not flushed may be lost.
  ~producer() { rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT); }

  /// Takes over a message. Waits only while librdkafka's queue is full. Throws sink_error for the first message that could
  /// not be delivered, this one or one before it.
  void send(outgoing const& message) {
    if (++unpolled_ == 1000) serve(0);
    rd_kafka_topic_t* const topic = topic_of(message.topic);
    for (;;) {
      rd_kafka_resp_err_t const code = message.timestamp || message.headers != nullptr ? send_whole(topic, message)
                                                                                       : send_plain(topic, message);
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return;
      if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) throw refused(message, code);
      serve(50);  // what is queued is delivered or times out, so this ends
    }
  }

  /// Waits until all that was sent is delivered; throws sink_error for the first message that could not be.
  void flush() {
    auto const until = std::chrono::steady_clock::now() + timeout_ + std::chrono::seconds{5};
    while (rd_kafka_flush(client_.get(), 100) == RD_KAFKA_RESP_ERR__TIMED_OUT) {
      throw_if_failed();
      if (std::chrono::steady_clock::now() < until) continue;
      throw sink_error({error_code::broker_unreachable, "kafka", "messages are not delivered and not refused",
                        client_.last_error(), "Check the brokers"});
    }
    throw_if_failed();
  }

  /// Forgets a failed delivery that was thrown, and drops what is still queued.
  void reset() {
    rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE);
    rd_kafka_flush(client_.get(), 0);
    failure_.reset();
  }

  /// How many messages were delivered so far.
  [[nodiscard]] std::uint64_t delivered() const { return delivered_; }
  /// The instance, for what is not wrapped here.
  [[nodiscard]] rd_kafka_t* native() const { return client_.get(); }

 private:
  static properties ours(std::chrono::milliseconds delivery_timeout) {
    return {
        {"enable.idempotence", "true"},
        {"linger.ms", "1"},
        {"message.timeout.ms", std::to_string(delivery_timeout.count())},
        {"partitioner", "murmur2_random"},  // so that keys meet those of Java producers in their partitions
        {"queue.buffering.max.messages", "500000"},
        {"socket.nagle.disable", "true"},
    };
  }

  static void on_delivery(rd_kafka_t*, rd_kafka_message_t const* report, void* opaque) {
    auto& self = *static_cast<producer*>(detail::client::delivery_opaque(opaque));
    if (report->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      ++self.delivered_;
    } else if (!self.failure_) {
      std::string const topic = rd_kafka_topic_name(report->rkt);
      self.failure_ = error_info{error_code::sink_failed,
                                 report->partition < 0 ? topic : detail::partition_name(topic, report->partition),
                                 "a message was not delivered", detail::reason(report->err), self.client_.last_error()};
    }
  }

  void serve(int milliseconds) {
    unpolled_ = 0;
    client_.poll(milliseconds);
    throw_if_failed();
  }

  void throw_if_failed() const {
    if (failure_) throw sink_error(*failure_);
  }

  rd_kafka_topic_t* topic_of(std::string_view name) {
    if (last_topic_ != nullptr && name == last_name_) return last_topic_;
    auto& handle = topics_[std::string(name)];
    if (!handle) handle.reset(rd_kafka_topic_new(client_.get(), std::string(name).c_str(), nullptr));
    if (!handle)
      throw sink_error({error_code::unknown_topic, std::string(name), "no topic can have this name", "", "Check the topic"});
    last_name_ = name;
    return last_topic_ = handle.get();
  }

  // librdkafka takes a null pointer for NULL, so empty text needs a pointer of its own.
  static char const* pointer(std::optional<std::string_view> const& text) {
    return !text ? nullptr : text->data() == nullptr ? "" : text->data();
  }
  static std::size_t size(std::optional<std::string_view> const& text) { return text ? text->size() : 0; }

  static rd_kafka_resp_err_t send_plain(rd_kafka_topic_t* topic, outgoing const& message) {
    int const result = rd_kafka_produce(topic, message.partition.value_or(RD_KAFKA_PARTITION_UA), RD_KAFKA_MSG_F_COPY,
                                        const_cast<char*>(pointer(message.value)), size(message.value), pointer(message.key),
                                        size(message.key), nullptr);
    return result == 0 ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_last_error();
  }

  rd_kafka_resp_err_t send_whole(rd_kafka_topic_t* topic, outgoing const& message) {
    std::array<rd_kafka_vu_t, 7> parts{};
    std::size_t count = 0;
    auto const next = [&](rd_kafka_vtype_t type) -> rd_kafka_vu_t& {
      parts[count].vtype = type;
      return parts[count++];
    };
    next(RD_KAFKA_VTYPE_RKT).u.rkt = topic;
    next(RD_KAFKA_VTYPE_PARTITION).u.i32 = message.partition.value_or(RD_KAFKA_PARTITION_UA);
    next(RD_KAFKA_VTYPE_MSGFLAGS).u.i = RD_KAFKA_MSG_F_COPY;
    auto& value = next(RD_KAFKA_VTYPE_VALUE).u.mem;
    value.ptr = const_cast<char*>(pointer(message.value));
    value.size = size(message.value);
    auto& key = next(RD_KAFKA_VTYPE_KEY).u.mem;
    key.ptr = const_cast<char*>(pointer(message.key));
    key.size = size(message.key);
    if (message.timestamp) next(RD_KAFKA_VTYPE_TIMESTAMP).u.i64 = message.timestamp->milliseconds();
    std::unique_ptr<rd_kafka_headers_t, void (*)(rd_kafka_headers_t*)> headers{nullptr, &rd_kafka_headers_destroy};
    if (message.headers != nullptr) {
      headers.reset(rd_kafka_headers_new(message.headers->size()));
      for (auto const& each : *message.headers)
        rd_kafka_header_add(headers.get(), each.key.data(), static_cast<ssize_t>(each.key.size()), pointer(each.value),
                            static_cast<ssize_t>(size(each.value)));
      next(RD_KAFKA_VTYPE_HEADERS).u.headers = headers.get();
    }
    rd_kafka_error_t* const failed = rd_kafka_produceva(client_.get(), parts.data(), count);
    if (failed == nullptr) {
      static_cast<void>(headers.release());  // they belong to the message now
      return RD_KAFKA_RESP_ERR_NO_ERROR;
    }
    rd_kafka_resp_err_t const code = rd_kafka_error_code(failed);
    rd_kafka_error_destroy(failed);
    return code;
  }

  [[nodiscard]] sink_error refused(outgoing const& message, rd_kafka_resp_err_t code) const {
    std::string const topic{message.topic};
    std::string const cause = code == RD_KAFKA_RESP_ERR__FATAL ? client_.last_error() : std::string{};
    return sink_error({detail::means_topic_is_gone(code) ? error_code::unknown_topic : error_code::sink_failed,
                       message.partition ? detail::partition_name(topic, *message.partition) : topic,
                       "a message was refused", detail::reason(code), cause});
  }

  std::chrono::milliseconds timeout_;
  std::optional<error_info> failure_;  // before the client, whose reports fill it
  std::uint64_t delivered_ = 0;
  int unpolled_ = 0;
  detail::client client_;
  std::unordered_map<std::string, detail::topic_handle> topics_;  // after the client: destroyed before it
  rd_kafka_topic_t* last_topic_ = nullptr;
  std::string last_name_;
};

}  // namespace sluice::kafka
