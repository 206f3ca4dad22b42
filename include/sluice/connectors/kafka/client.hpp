// SPDX-License-Identifier: Apache-2.0
// One librdkafka instance, with its configuration and what it reports about its brokers. Reading, asking for offsets and
// writing each have an instance of their own: a broker answers the requests of one connection in order, so a question
// would wait behind a fetch.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/kafka/errors.hpp>
#include <sluice/connectors/kafka/options.hpp>

#include <librdkafka/rdkafka.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace sluice::kafka::detail {

struct conf_deleter {
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
};
using conf_handle = std::unique_ptr<rd_kafka_conf_t, conf_deleter>;

struct topic_deleter {
  void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
};
using topic_handle = std::unique_ptr<rd_kafka_topic_t, topic_deleter>;

struct queue_deleter {
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
};
using queue_handle = std::unique_ptr<rd_kafka_queue_t, queue_deleter>;

struct partition_list_deleter {
  void operator()(rd_kafka_topic_partition_list_t* list) const { rd_kafka_topic_partition_list_destroy(list); }
};
using partition_list = std::unique_ptr<rd_kafka_topic_partition_list_t, partition_list_deleter>;

[[nodiscard]] inline partition_list make_partition_list(std::size_t size) {
  return partition_list{rd_kafka_topic_partition_list_new(static_cast<int>(size))};
}

/// Sets one property; what librdkafka does not accept becomes an option_error with its text.
inline void set_property(rd_kafka_conf_t* conf, std::string const& name, std::string const& value) {
  std::array<char, 512> text{};
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), text.data(), text.size()) != RD_KAFKA_CONF_OK)
    throw option_error("properties[\"" + name + "\"]", text.data(), value,
                       "The names and values are those of librdkafka " + std::string(rd_kafka_version_str()));
}

/// The configuration: this connector's choices, then the user's.
[[nodiscard]] inline conf_handle make_conf(properties const& ours, properties const& given) {
  conf_handle conf{rd_kafka_conf_new()};
  for (auto const& [name, value] : ours)
    if (given.count(name) == 0) set_property(conf.get(), name, value);
  for (auto const& [name, value] : given) set_property(conf.get(), name, value);
  return conf;
}

/// An instance. It stays where it is made, since librdkafka calls back into it. Errors that brokers report are remembered
/// for the message of the error that is thrown when patience ends; nothing is printed unless the user sets `debug`.
class client {
 public:
  /// Throws option_error for properties or brokers that librdkafka refuses. Does not wait for a broker.
  client(rd_kafka_type_t type, brokers const& servers, properties const& ours, properties const& given,
         void (*on_delivery)(rd_kafka_t*, rd_kafka_message_t const*, void*) = nullptr, void* delivery_opaque = nullptr)
      : delivery_opaque_(delivery_opaque) {
    conf_handle conf = make_conf(ours, given);
    rd_kafka_conf_set_opaque(conf.get(), this);
    rd_kafka_conf_set_error_cb(conf.get(), &client::on_error);
    if (given.count("debug") == 0) rd_kafka_conf_set_log_cb(conf.get(), nullptr);
    if (on_delivery != nullptr) rd_kafka_conf_set_dr_msg_cb(conf.get(), on_delivery);
    std::array<char, 512> text{};
    handle_.reset(rd_kafka_new(type, conf.get(), text.data(), text.size()));
    if (!handle_) throw option_error("properties", text.data(), "", "librdkafka refuses them together");
    static_cast<void>(conf.release());  // the instance owns it now
    if (rd_kafka_brokers_add(handle_.get(), servers.text().c_str()) == 0)
      throw option_error("bootstrap_servers", "no broker can be read from it", servers.text(),
                         R"(Write "host:port", with commas between)");
  }

  client(client const&) = delete;
  client& operator=(client const&) = delete;
  ~client() = default;

  [[nodiscard]] rd_kafka_t* get() const { return handle_.get(); }

  /// Serves what the instance reports: errors, delivery reports.
  void poll(int milliseconds = 0) { rd_kafka_poll(handle_.get(), milliseconds); }

  /// The last error a broker connection reported; empty if none did.
  [[nodiscard]] std::string last_error() const {
    std::lock_guard const lock(mutex_);
    return last_error_;
  }

  /// How many errors the connections have reported.
  [[nodiscard]] std::uint64_t error_count() const {
    std::lock_guard const lock(mutex_);
    return error_count_;
  }

  /// The pointer given for delivery reports, from within one.
  [[nodiscard]] static void* delivery_opaque(void* opaque) { return static_cast<client*>(opaque)->delivery_opaque_; }

 private:
  struct deleter {
    // Not a group member, so there is nothing to say goodbye to.
    void operator()(rd_kafka_t* handle) const { rd_kafka_destroy_flags(handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE); }
  };

  static void on_error(rd_kafka_t* handle, int code, char const* text, void* opaque) {
    auto& self = *static_cast<client*>(opaque);
    std::string found = text;
    if (code == RD_KAFKA_RESP_ERR__FATAL) {
      std::array<char, 512> cause{};
      rd_kafka_fatal_error(handle, cause.data(), cause.size());
      found = cause.data();
    }
    std::lock_guard const lock(self.mutex_);
    ++self.error_count_;
    // "all brokers are down" says less than the error of the connection that went before it.
    if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || self.last_error_.empty()) self.last_error_ = std::move(found);
  }

  mutable std::mutex mutex_;
  std::string last_error_;
  std::uint64_t error_count_ = 0;
  void* delivery_opaque_ = nullptr;
  std::unique_ptr<rd_kafka_t, deleter> handle_;
};

}  // namespace sluice::kafka::detail
