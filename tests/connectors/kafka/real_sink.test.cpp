// SPDX-License-Identifier: Apache-2.0
// The Kafka sink against a real broker, and the way from source to sink.
#include <connectors/kafka/support/reading.hpp>
#include <connectors/kafka/support/real_broker.hpp>
#include <sluice/contract/sink.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace sluice;
using namespace sluice::kafka_test;

namespace {

using key_value = row<cell<"key", std::string>, cell<"value", std::string>>;

}  // namespace

TEST_CASE("real broker: what a sink commits, a source reads", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  admin admins{address};
  std::string const topic = unique_name("sink");
  admins.create_topic(topic, 3);
  {
    auto writer = kafka::sink{.bootstrap_servers = address, .topic = topic}.open<schema_of<key_value>>({});
    for (std::uint64_t epoch = 0; epoch < 3; ++epoch) {
      writer.begin(epoch, mode::append);
      for (int i = 0; i < 10'000; ++i) writer.write(key_value{{"k" + std::to_string(i % 50)}, {std::to_string(epoch) + ':' + std::to_string(i)}});
      writer.commit(epoch);
      CHECK(kafka::backlog({}, query{{.bootstrap_servers = address, .subscribe = topic}}.place) == static_cast<std::int64_t>(10'000 * (epoch + 1)));
    }
  }
  auto const rows = query{{.bootstrap_servers = address, .subscribe = topic, .starting_offsets = kafka::earliest}}.batch();
  CHECK(rows.size() == 30'000);
  std::map<std::string, std::set<std::int32_t>> partitions;
  std::map<std::string, std::vector<int>> order;
  for (auto const& row : rows) {
    partitions[*row.key].insert(row.partition);
    std::string const text = *row.value;
    order[*row.key].push_back(std::stoi(text.substr(0, 1)) * 10'000 + std::stoi(text.substr(2)));
  }
  CHECK(partitions.size() == 50);
  for (auto const& key : partitions) CHECK(key.second.size() == 1);
  for (auto const& key : order) CHECK(std::is_sorted(key.second.begin(), key.second.end()));
  admins.delete_topic(topic);
}

TEST_CASE("real broker: messages go from one topic to another unchanged", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  admin admins{address};
  std::string const from = unique_name("from");
  std::string const to = unique_name("to");
  admins.create_topic(from, 1);
  admins.create_topic(to, 1);
  kafka::producer producer{address};
  std::vector<kafka::outgoing_header> const headers{{"h", "1"}};
  producer.send({.topic = from, .key = "a", .value = "1", .headers = &headers});
  producer.send({.topic = from, .key = "b"});
  producer.send({.topic = from, .value = ""});
  producer.flush();

  struct forward {
    kafka::writer& writer;
    void push(kafka::message const& row) { writer.write(row); }
  };
  query q{{.bootstrap_servers = address, .subscribe = from, .starting_offsets = kafka::earliest, .include_headers = true}};
  auto writer = kafka::sink{.bootstrap_servers = address, .topic = to}.open<schema_of<kafka::message>>({});
  auto const end = q.reader.latest_offset(q.place);
  reject_log rejects;
  forward receiver{writer};
  writer.begin(0, mode::append);
  CHECK(q.reader.read<want_all>(q.place, end, rejects, receiver) == 3);
  writer.commit(0);

  auto const rows = query{{.bootstrap_servers = address, .subscribe = to, .starting_offsets = kafka::earliest, .include_headers = true}}.batch();
  REQUIRE(rows.size() == 3);
  CHECK((rows[0].key == "a" && rows[0].value == "1" && rows[0].headers == std::vector<kafka::header>{{"h", bytes{std::string{"1"}}}}));
  CHECK((rows[1].key == "b" && rows[1].value == std::nullopt));
  CHECK((rows[2].key == std::nullopt && rows[2].value == ""));
  admins.delete_topic(from);
  admins.delete_topic(to);
}

TEST_CASE("real broker: a sink names a topic that does not exist", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  std::string const missing = unique_name("missing");
  CHECK_THROWS_WITH((kafka::sink{.bootstrap_servers = address, .topic = missing}.open<schema_of<key_value>>({})),
                    Catch::Contains("UNKNOWN_TOPIC") && Catch::Contains(missing));
}
