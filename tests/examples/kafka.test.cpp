// SPDX-License-Identifier: Apache-2.0
// The examples of the tutorial that read and write Kafka, against a real broker.
#include <sluice/kafka.hpp>
#include <sluice/sluice.hpp>

#include <connectors/kafka/support/real_broker.hpp>
#include <support/temporary_folder.hpp>

#include "support/program.hpp"

#include <catch2/catch.hpp>

using namespace sluice;

namespace {

struct message {
  std::optional<std::string> key;
  std::optional<std::string> value;
};
SLUICE_RECORD(message, key, value);

/// All messages of a topic.
std::vector<message> messages_of(std::string const& servers, std::string const& topic) {
  memory_sink<message> table;
  auto query = read_stream(kafka::source{.bootstrap_servers = servers, .subscribe = topic, .starting_offsets = kafka::earliest}) |
               select(cast<std::string>(col<"key">).as<"key">(), cast<std::string>(col<"value">).as<"value">()) | write_stream(table) |
               trigger(available_now()) | start();
  query.await_termination();
  return table.rows();
}

}  // namespace

TEST_CASE("the example of Kafka as a source sums orders per customer") {
  auto const path = support::find_example("tutorial_kafka_source");
  auto const servers = kafka_test::real_broker();
  if (path.empty() || servers.empty()) return;
  auto const topic = kafka_test::unique_name("tutorial");
  kafka_test::admin{servers}.create_topic(topic, 2);

  support::program run{path, {"--servers", servers, "--topic", topic}};
  kafka::producer orders{servers};
  // The program begins at the topic's end, whenever it has found it: what is sent before is not read.
  for (int sent = 0; sent < 120 && !run.read_until("ann", std::chrono::milliseconds{500}); ++sent) {
    orders.send({.topic = topic, .value = R"({"order_id":"o1","customer":"ann","amount":1})"});
    orders.flush();
  }
  orders.send({.topic = topic, .value = R"({"order_id":"o2","customer":"bob","amount":3})"});
  orders.flush();
  REQUIRE(run.read_until("|     bob|        3.0|\n"));
  orders.send({.topic = topic, .value = R"({"order_id":"o3","customer":"bob","amount":4.5})"});
  orders.flush();
  CHECK(run.read_until("|     bob|        7.5|\n"));
}

TEST_CASE("the example of Kafka as a sink sends each sum with its customer as the key") {
  auto const path = support::find_example("tutorial_kafka_sink");
  auto const servers = kafka_test::real_broker();
  if (path.empty() || servers.empty()) return;
  auto const topic = kafka_test::unique_name("tutorial");
  kafka_test::admin{servers}.create_topic(topic, 1);
  support::temporary_folder const folder;

  support::output_of(path, {"--servers", servers, "--topic", topic, "--checkpoint", folder / "checkpoint"});
  auto const sent = messages_of(servers, topic);
  REQUIRE(sent.size() == 2);
  for (auto const& one : sent)
    CHECK(one.value == (one.key == "ann" ? R"({"customer":"ann","total":21.5})" : R"({"customer":"bob","total":5.5})"));
}
