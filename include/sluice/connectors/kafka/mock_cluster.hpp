// SPDX-License-Identifier: Apache-2.0
// Brokers inside the process, for tests without a network: they take and give records and can be told to fail. They know no
// transactions, no offsets by time and no deletion; what depends on those needs a real broker.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/kafka/client.hpp>
#include <sluice/connectors/kafka/errors.hpp>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sluice::kafka {

/// Requests that brokers can be told to answer with an error, by Kafka's numbers.
enum class request : std::int16_t { produce = 0, fetch = 1, list_offsets = 2, metadata = 3, init_producer_id = 22 };

/// A cluster that lives as long as this object. Members may be called from any thread.
class mock_cluster {
 public:
  explicit mock_cluster(int broker_count = 1) {
    std::array<char, 512> text{};
    instance_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, quiet_conf(), text.data(), text.size()));
    if (instance_) cluster_.reset(rd_kafka_mock_cluster_new(instance_.get(), broker_count));
    if (!cluster_) throw option_error("broker_count", "the cluster cannot be made", std::to_string(broker_count), text.data());
  }

  /// What a source or sink takes as bootstrap_servers.
  [[nodiscard]] std::string bootstrap_servers() const { return rd_kafka_mock_cluster_bootstraps(cluster_.get()); }

  void create_topic(std::string const& name, int partitions = 1) {
    require(rd_kafka_mock_topic_create(cluster_.get(), name.c_str(), partitions, 1), "create topic " + name);
  }

  /// Takes a broker away, closing its connections; and brings it back. Brokers count from 1.
  void broker_down(std::int32_t broker = 1) { require(rd_kafka_mock_broker_set_down(cluster_.get(), broker), "take a broker down"); }
  void broker_up(std::int32_t broker = 1) { require(rd_kafka_mock_broker_set_up(cluster_.get(), broker), "bring a broker up"); }

  /// How long each broker takes to answer.
  void set_delay(std::chrono::milliseconds delay, std::int32_t broker = 1) {
    require(rd_kafka_mock_broker_set_rtt(cluster_.get(), broker, static_cast<int>(delay.count())), "set the delay");
  }

  /// Makes the next requests of a kind fail, one with each error; then they succeed again.
  void fail_next(request kind, std::vector<rd_kafka_resp_err_t> const& errors) {
    rd_kafka_mock_push_request_errors_array(cluster_.get(), static_cast<std::int16_t>(kind), errors.size(), errors.data());
  }
  void clear_errors(request kind) { rd_kafka_mock_clear_request_errors(cluster_.get(), static_cast<std::int16_t>(kind)); }

  /// Makes a topic answer every question about it with an error, or exist again with no error.
  void set_topic_error(std::string const& name, rd_kafka_resp_err_t code) {
    rd_kafka_mock_topic_set_error(cluster_.get(), name.c_str(), code);
  }

  [[nodiscard]] rd_kafka_mock_cluster_t* native() const { return cluster_.get(); }

 private:
  struct instance_deleter {
    void operator()(rd_kafka_t* instance) const { rd_kafka_destroy(instance); }
  };
  struct cluster_deleter {
    void operator()(rd_kafka_mock_cluster_t* cluster) const { rd_kafka_mock_cluster_destroy(cluster); }
  };

  static rd_kafka_conf_t* quiet_conf() {
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, nullptr);
    return conf;
  }

  static void require(rd_kafka_resp_err_t code, std::string const& doing) {
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
      throw source_error({error_code::source_failed, "mock_cluster", "cannot " + doing, detail::reason(code), ""});
  }

  std::unique_ptr<rd_kafka_t, instance_deleter> instance_;  // hosts the cluster, so it goes last
  std::unique_ptr<rd_kafka_mock_cluster_t, cluster_deleter> cluster_;
};

}  // namespace sluice::kafka
