// SPDX-License-Identifier: Apache-2.0
// What the crash tests on a broker share: a topic that is filled, a query that copies it exactly once, and whether it did.
#pragma once

#include <connectors/kafka/support/reading.hpp>
#include <connectors/kafka/support/real_broker.hpp>
#include <sluice/checkpoint.hpp>
#include <sluice/kafka.hpp>
#include <sluice/sluice.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace sluice::kafka_test {

inline std::vector<std::string> everything_in(std::string const& servers, std::string const& topic, char const* isolation) {
  return values(query{{.bootstrap_servers = servers, .subscribe = topic, .starting_offsets = kafka::earliest,
                       .properties = {{"isolation.level", isolation}}}}
                    .batch());
}

/// Sends numbers from `first` on to a topic's partitions by turns, a quarter of a second of their time apart; what was sent.
inline std::vector<std::string> fill(std::string const& servers, std::string const& topic, int partitions, int count, int first = 0) {
  static auto const began = system_clock::instance().now();
  std::vector<std::string> sent;
  kafka::producer producer{servers};
  for (int i = first; i < first + count; ++i) {
    sent.push_back(std::to_string(i));
    producer.send({.topic = topic, .key = sent.back(), .value = sent.back(), .partition = i % partitions,
                   .timestamp = began + std::chrono::milliseconds{250 * i}});
  }
  producer.flush();
  return sent;
}

/// Whether consumers of committed records see each of these once.
inline void check_each_once(std::string const& servers, std::string const& topic, std::vector<std::string> wanted) {
  CHECK(eventually([&] { return everything_in(servers, topic, "read_committed").size() >= wanted.size(); }));
  auto found = everything_in(servers, topic, "read_committed");
  CHECK(found.size() == wanted.size());
  std::sort(found.begin(), found.end());
  std::sort(wanted.begin(), wanted.end());
  CHECK(found == wanted);
}

/// From one topic to another.
inline auto copying_query(std::string const& servers, std::string const& from, std::string const& to, std::uint64_t rows_per_batch = 40) {
  return read_stream(kafka::source{.bootstrap_servers = servers, .subscribe = from, .starting_offsets = kafka::earliest,
                                   .max_offsets_per_trigger = rows_per_batch}) |
         select(col<"key">, col<"value">) | write_stream(kafka::exactly_once_sink{.bootstrap_servers = servers, .topic = to}) |
         trigger(available_now());
}

}  // namespace sluice::kafka_test
