// SPDX-License-Identifier: Apache-2.0
// The result of a batch query written to a topic: query/write.hpp with the Kafka sinks.
#include <connectors/kafka/support/reading.hpp>
#include <sluice/connectors/kafka/exactly_once_sink.hpp>
#include <sluice/connectors/kafka/mock_cluster.hpp>
#include <sluice/connectors/kafka/sink.hpp>
#include <sluice/query/write.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <type_traits>
#include <vector>

using namespace sluice;
using namespace sluice::kafka_test;

namespace {

struct message {
  std::string key;
  std::string value;
};
SLUICE_RECORD(message, key, value);

}  // namespace

TEST_CASE("the result of a batch query is written to a topic, and added to what is there") {
  kafka::mock_cluster cluster;
  cluster.create_topic("out", 1);
  std::vector<message> const messages{{"ann", "1"}, {"bob", "2"}};
  kafka::sink const sink{.bootstrap_servers = cluster.bootstrap_servers(), .topic = "out"};
  CHECK((read(messages) | write(sink)).rows == 2);
  CHECK((read(messages) | write(sink, save_mode::append)).rows == 2);
  CHECK_THROWS_WITH(read(messages) | write(sink, save_mode::overwrite), Catch::Contains("can only add"));
  auto const rows = query{{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "out", .starting_offsets = kafka::earliest}}.batch();
  REQUIRE(rows.size() == 4);
  CHECK((rows[3].key == "bob" && rows[3].value == "2"));
}

TEST_CASE("the sink that writes each batch once by its checkpoint is none for a batch query") {
  using batch = decltype(read(std::vector<message>{}));
  STATIC_REQUIRE(std::is_same_v<write_verdict_t<batch, kafka::exactly_once_sink>,
                                plan_error::sink_writes_streams_only<plan_error::written_to<kafka::exactly_once_sink>>>);
}
