// SPDX-License-Identifier: Apache-2.0
// A real broker for tests, if there is one: its address is in SLUICE_TEST_BROKER. Topics are made, changed and removed here.
#pragma once

#include <sluice/kafka.hpp>

#include <catch2/catch.hpp>
#include <librdkafka/rdkafka.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace sluice::kafka_test {

/// The broker's address; empty, with a loud word, if the tests run without one.
inline std::string real_broker() {
  char const* const address = std::getenv("SLUICE_TEST_BROKER");
  if (address == nullptr || *address == '\0') {
    WARN("SKIPPED: SLUICE_TEST_BROKER names no broker, so nothing was tested against a real one");
    return {};
  }
  return address;
}

/// A name no other test and no other run uses.
inline std::string unique_name(std::string const& stem) {
  static std::atomic<int> next{0};
  auto const now = std::chrono::system_clock::now().time_since_epoch().count();
  return "sluice-" + stem + '-' + std::to_string(getpid()) + '-' + std::to_string(now % 1'000'000'000) + '-' + std::to_string(++next);
}

/// Changes topics; each call waits until the broker did it.
class admin {
 public:
  explicit admin(std::string const& servers) : client_(RD_KAFKA_PRODUCER, servers, {}, {}) {}

  void create_topic(std::string const& name, int partitions, std::vector<std::pair<char const*, char const*>> const& config = {},
                    int replicas = 1) {
    std::array<char, 256> text{};
    auto* topic = rd_kafka_NewTopic_new(name.c_str(), partitions, replicas, text.data(), text.size());
    std::unique_ptr<rd_kafka_NewTopic_t, decltype(&rd_kafka_NewTopic_destroy)> const owner{topic, &rd_kafka_NewTopic_destroy};
    for (auto const& [key, value] : config) rd_kafka_NewTopic_set_config(topic, key, value);
    run([&](rd_kafka_queue_t* queue) { rd_kafka_CreateTopics(client_.get(), &topic, 1, nullptr, queue); });
  }
  void delete_topic(std::string const& name) {
    auto* topic = rd_kafka_DeleteTopic_new(name.c_str());
    std::unique_ptr<rd_kafka_DeleteTopic_t, decltype(&rd_kafka_DeleteTopic_destroy)> const owner{topic, &rd_kafka_DeleteTopic_destroy};
    run([&](rd_kafka_queue_t* queue) { rd_kafka_DeleteTopics(client_.get(), &topic, 1, nullptr, queue); });
  }
  void add_partitions(std::string const& name, std::size_t total) {
    std::array<char, 256> text{};
    auto* more = rd_kafka_NewPartitions_new(name.c_str(), total, text.data(), text.size());
    std::unique_ptr<rd_kafka_NewPartitions_t, decltype(&rd_kafka_NewPartitions_destroy)> const owner{more, &rd_kafka_NewPartitions_destroy};
    run([&](rd_kafka_queue_t* queue) { rd_kafka_CreatePartitions(client_.get(), &more, 1, nullptr, queue); });
  }
  /// Removes what lies before an offset.
  void delete_records(std::string const& topic, std::int32_t partition, std::int64_t before) {
    auto const list = kafka::detail::make_partition_list(1);
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = before;
    auto* request = rd_kafka_DeleteRecords_new(list.get());
    std::unique_ptr<rd_kafka_DeleteRecords_t, decltype(&rd_kafka_DeleteRecords_destroy)> const owner{request, &rd_kafka_DeleteRecords_destroy};
    run([&](rd_kafka_queue_t* queue) { rd_kafka_DeleteRecords(client_.get(), &request, 1, nullptr, queue); });
  }

 private:
  template <class Call>
  void run(Call call) {
    kafka::detail::queue_handle const queue{rd_kafka_queue_new(client_.get())};
    call(queue.get());
    auto* const event = rd_kafka_queue_poll(queue.get(), 20'000);
    if (event == nullptr) throw std::runtime_error("the broker did not answer an admin request");
    std::string problem;
    if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) problem = rd_kafka_event_error_string(event);
    note_topic_errors(event, problem);
    rd_kafka_event_destroy(event);
    if (!problem.empty()) throw std::runtime_error("admin request: " + problem);
  }
  static void note_topic_errors(rd_kafka_event_t* event, std::string& problem) {
    std::size_t count = 0;
    rd_kafka_topic_result_t const** results = nullptr;
    if (auto const* created = rd_kafka_event_CreateTopics_result(event)) results = rd_kafka_CreateTopics_result_topics(created, &count);
    if (auto const* deleted = rd_kafka_event_DeleteTopics_result(event)) results = rd_kafka_DeleteTopics_result_topics(deleted, &count);
    if (auto const* added = rd_kafka_event_CreatePartitions_result(event)) results = rd_kafka_CreatePartitions_result_topics(added, &count);
    for (std::size_t i = 0; i < count; ++i)
      if (rd_kafka_topic_result_error(results[i]) != RD_KAFKA_RESP_ERR_NO_ERROR) problem = rd_kafka_topic_result_error_string(results[i]);
  }

  kafka::detail::client client_;
};

/// A producer of transactions on one partition.
class transactional_producer {
 public:
  explicit transactional_producer(std::string const& servers)
      : client_(RD_KAFKA_PRODUCER, servers, {}, {{"transactional.id", unique_name("tx")}}) {
    check(rd_kafka_init_transactions(client_.get(), 30'000));
  }
  void begin() { check(rd_kafka_begin_transaction(client_.get())); }
  void commit() { check(rd_kafka_commit_transaction(client_.get(), 30'000)); }
  void abort() {
    rd_kafka_flush(client_.get(), 10'000);
    check(rd_kafka_abort_transaction(client_.get(), 30'000));
  }
  void send(std::string const& topic, std::int32_t partition, std::string const& value) {
    kafka::detail::topic_handle const handle{rd_kafka_topic_new(client_.get(), topic.c_str(), nullptr)};
    if (rd_kafka_produce(handle.get(), partition, RD_KAFKA_MSG_F_COPY, const_cast<char*>(value.data()), value.size(), nullptr, 0,
                         nullptr) != 0)
      throw std::runtime_error(rd_kafka_err2str(rd_kafka_last_error()));
  }
  void flush() { rd_kafka_flush(client_.get(), 10'000); }

 private:
  static void check(rd_kafka_error_t* failed) {
    if (failed == nullptr) return;
    std::string const text = rd_kafka_error_string(failed);
    rd_kafka_error_destroy(failed);
    throw std::runtime_error(text);
  }

  kafka::detail::client client_;
};

}  // namespace sluice::kafka_test
