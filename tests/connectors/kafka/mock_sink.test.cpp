// SPDX-License-Identifier: Apache-2.0
// The Kafka sink against brokers inside the process (semantics 17.5).
#include <connectors/kafka/support/reading.hpp>
#include <sluice/connectors/kafka/mock_cluster.hpp>
#include <sluice/contract/sink.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace sluice;
using namespace sluice::kafka_test;
using namespace std::chrono_literals;

namespace {

using text_row = row<cell<"value", std::string>>;
using key_value = row<cell<"key", std::optional<std::string_view>>, cell<"value", std::optional<bytes_view>>>;

struct out_record {
  std::string topic;
  std::optional<std::int32_t> partition;
  bytes key;
  std::string value;
  std::vector<kafka::header> headers;
};
SLUICE_RECORD(out_record, topic, partition, key, value, headers);

std::vector<seen> all_of(kafka::mock_cluster const& cluster, std::string const& topics) {
  return query{{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = topics, .starting_offsets = kafka::earliest, .include_headers = true}}
      .batch();
}

}  // namespace

TEST_CASE("committed rows are in the topic, NULL and empty kept apart") {
  kafka::mock_cluster cluster;
  cluster.create_topic("out", 1);
  auto writer = kafka::sink{.bootstrap_servers = cluster.bootstrap_servers(), .topic = "out"}.open<schema_of<key_value>>({});
  writer.begin(0, mode::append);
  writer.write(key_value{{"ann"}, {bytes_view{std::string_view{"1"}}}});
  writer.write(key_value{{std::nullopt}, {std::nullopt}});
  writer.write(key_value{{""}, {bytes_view{}}});
  writer.commit(0);
  writer.commit(0);  // changes nothing
  auto const rows = all_of(cluster, "out");
  REQUIRE(rows.size() == 3);
  CHECK((rows[0].key == "ann" && rows[0].value == "1"));
  CHECK((rows[1].key == std::nullopt && rows[1].value == std::nullopt));
  CHECK((rows[2].key == "" && rows[2].value == ""));
  CHECK(writer.describe() == "KafkaSink[out]");
}

TEST_CASE("rows choose topic, partition and headers by their columns") {
  kafka::mock_cluster cluster;
  cluster.create_topic("a", 3);
  cluster.create_topic("b", 3);
  auto writer = kafka::sink{.bootstrap_servers = cluster.bootstrap_servers()}.open<schema_of<out_record>>({});
  writer.begin(0, mode::update);
  writer.write(out_record{"a", 2, bytes{std::string{"k"}}, "1", {{"h", bytes{std::string{"x"}}}, {"n", std::nullopt}}});
  writer.write(out_record{"b", 1, bytes{}, "2", {}});
  writer.write(out_record{"a", std::nullopt, bytes{std::string{"k"}}, "3", {}});
  writer.commit(0);
  auto const rows = all_of(cluster, "a,b");
  REQUIRE(rows.size() == 3);
  for (auto const& found : rows) {
    if (found.value == "1") {
      CHECK((found.topic == "a" && found.partition == 2 && found.key == "k"));
      CHECK(found.headers == std::vector<kafka::header>{{"h", bytes{std::string{"x"}}}, {"n", std::nullopt}});
    } else if (found.value == "2") {
      CHECK((found.topic == "b" && found.partition == 1 && found.key == "" && found.headers.empty()));
    } else {
      CHECK((found.value == "3" && found.topic == "a"));
    }
  }
}

TEST_CASE("the option topic wins over the column") {
  kafka::mock_cluster cluster;
  cluster.create_topic("a", 1);
  cluster.create_topic("b", 1);
  auto writer = kafka::sink{.bootstrap_servers = cluster.bootstrap_servers(), .topic = "b"}.open<schema_of<out_record>>({});
  writer.begin(0, mode::append);
  writer.write(out_record{"a", 0, bytes{}, "1", {}});
  writer.commit(0);
  CHECK(all_of(cluster, "b").size() == 1);
  CHECK(all_of(cluster, "a").empty());
}

TEST_CASE("a row without a topic fails with Spark's words") {
  kafka::mock_cluster cluster;
  using row_type = row<cell<"topic", std::optional<std::string>>, cell<"value", std::string>>;
  auto writer = kafka::sink{.bootstrap_servers = cluster.bootstrap_servers()}.open<schema_of<row_type>>({});
  writer.begin(0, mode::append);
  CHECK_THROWS_WITH(writer.write(row_type{{std::nullopt}, {"x"}}), Catch::Contains("null topic present in the data"));
}

TEST_CASE("a full queue makes the writer wait and drops nothing") {
  kafka::mock_cluster cluster;
  cluster.create_topic("out", 2);
  auto writer = kafka::sink{.bootstrap_servers = cluster.bootstrap_servers(), .topic = "out", .properties = {{"queue.buffering.max.messages", "20"}}}
                    .open<schema_of<text_row>>({});
  writer.begin(0, mode::append);
  for (int i = 0; i < 5000; ++i) writer.write(text_row{{std::to_string(i)}});
  writer.commit(0);
  CHECK(all_of(cluster, "out").size() == 5000);
}

TEST_CASE("sends that fail for a moment are repeated without loss or doubles") {
  kafka::mock_cluster cluster;
  cluster.create_topic("out", 1);
  auto writer = kafka::sink{.bootstrap_servers = cluster.bootstrap_servers(), .topic = "out", .properties = {{"retry.backoff.ms", "20"}}}
                    .open<schema_of<text_row>>({});
  cluster.fail_next(kafka::request::produce, {RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS});
  writer.begin(0, mode::append);
  std::vector<std::string> sent;
  for (int i = 0; i < 100; ++i) {
    sent.push_back(std::to_string(i));
    writer.write(text_row{{sent.back()}});
  }
  writer.commit(0);
  CHECK(values(all_of(cluster, "out")) == sent);
}

TEST_CASE("a message that cannot be delivered fails the commit with its topic and the reason") {
  kafka::mock_cluster cluster;
  cluster.create_topic("out", 1);
  kafka::sink const sink{.bootstrap_servers = cluster.bootstrap_servers(), .topic = "out", .delivery_timeout = 500ms,
                         .properties = {{"enable.idempotence", "false"}}};
  auto writer = sink.open<schema_of<text_row>>({});
  writer.begin(0, mode::append);
  SECTION("because the broker refuses it") {
    cluster.fail_next(kafka::request::produce, {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
    writer.write(text_row{{"x"}});
    CHECK_THROWS_WITH(writer.commit(0), Catch::Contains("out-0") && Catch::Contains("uthorization"));
  }
  SECTION("because the broker is gone") {
    cluster.broker_down();
    writer.write(text_row{{"x"}});
    CHECK_THROWS_WITH(writer.commit(0), Catch::Contains("out") && Catch::Contains("timed out"));
    cluster.broker_up();
  }
  SECTION("and a later batch starts clean") {
    cluster.fail_next(kafka::request::produce, {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE});
    writer.write(text_row{{"x"}});
    CHECK_THROWS_AS(writer.commit(0), sink_error);
    writer.begin(0, mode::append);
    writer.write(text_row{{"y"}});
    writer.commit(0);
    CHECK(values(all_of(cluster, "out")) == std::vector<std::string>{"y"});
  }
}

TEST_CASE("a sink says at the start that its topic or its broker is not there") {
  kafka::mock_cluster cluster;
  cluster.create_topic("out", 1);
  cluster.set_topic_error("missing", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);  // else asking for it would make it
  CHECK_THROWS_WITH((kafka::sink{.bootstrap_servers = cluster.bootstrap_servers(), .topic = "missing"}.open<schema_of<text_row>>({})),
                    Catch::Contains("UNKNOWN_TOPIC") && Catch::Contains("missing"));
  CHECK_THROWS_WITH((kafka::sink{.bootstrap_servers = "127.0.0.1:1", .topic = "out", .connect_timeout = 300ms}.open<schema_of<text_row>>({})),
                    Catch::Contains("BROKER_UNREACHABLE") && Catch::Contains("127.0.0.1:1"));
}
