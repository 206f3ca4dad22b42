// SPDX-License-Identifier: Apache-2.0
// What a Kafka source keeps in a checkpoint (semantics 13.1), and what it does when Kafka has lost what the checkpoint asks for
// (semantics 15.4): deletion and retention are losses, compaction and transaction markers are not.
#include <connectors/kafka/support/reading.hpp>
#include <connectors/kafka/support/real_broker.hpp>
#include <sluice/connectors/kafka/mock_cluster.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace sluice;
using namespace sluice::kafka_test;
using namespace std::string_literals;

namespace {

source_context kept_in(std::shared_ptr<testing::memory_storage> const& files) {
  source_context context;
  context.log_storage = files;
  context.log_folder = "sources/0";
  return context;
}

void send(kafka::producer& to, std::string const& topic, std::int32_t partition, int count, std::optional<timestamp> when = {}) {
  for (int i = 0; i < count; ++i) to.send({.topic = topic, .value = "v", .partition = partition, .timestamp = when});
  to.flush();
}

std::optional<source_error> loss_of(kafka::reader& reader, kafka::offsets const& start, kafka::offsets const& end) {
  try {
    read(reader, start, end);
  } catch (source_error const& failed) {
    return failed;
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("a Kafka source starts where it started the first time, as its checkpoint says") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 2);
  kafka::producer producer{cluster.bootstrap_servers()};
  send(producer, "orders", 0, 3);
  auto const files = std::make_shared<testing::memory_storage>();
  kafka::source source{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders"};
  kafka::offsets const first{{"orders", {{0, 3}, {1, 0}}}};
  CHECK(source.open(kept_in(files)).initial_offset() == first);
  CHECK(files->content() == testing::memory_storage::files{{"sources/0/0", "\0v1\n{\"orders\":{\"0\":3,\"1\":0}}"s}});

  send(producer, "orders", 0, 4);
  source.starting_offsets = kafka::earliest;  // a checkpoint wins over it
  auto again = source.open(kept_in(files));
  CHECK(again.initial_offset() == first);
  CHECK(read(again, first, again.latest_offset(first)).size() == 4);
  CHECK(files->content().size() == 1);

  CHECK(source.open({}).initial_offset() == kafka::offsets{{"orders", {{0, 0}, {1, 0}}}});
}

TEST_CASE("the initial offsets that Spark wrote are read, and a damaged file is named") {
  std::ifstream file{SLUICE_TEST_DATA "/spark_checkpoint/sources/0/0", std::ios::binary};
  std::string const written{std::istreambuf_iterator<char>{file}, {}};
  kafka::source const source{.bootstrap_servers = "127.0.0.1:1", .subscribe = "evone"};
  auto const initial = [&](std::string const& content) {
    return source.open(kept_in(std::make_shared<testing::memory_storage>(testing::memory_storage::files{{"sources/0/0", content}}))).initial_offset();
  };
  CHECK(initial(written) == kafka::offsets{{"evone", {{0, 0}}}});
  CHECK(initial("v1\n{\"evone\":{\"0\":7}}") == kafka::offsets{{"evone", {{0, 7}}}});
  CHECK_THROWS_WITH(initial("\0v1\n{\"evone\":{\"0\":"s), Catch::Contains("CHECKPOINT_CORRUPT") && Catch::Contains("sources/0/0"));
  CHECK_THROWS_WITH(initial(""), Catch::Contains("CHECKPOINT_CORRUPT"));
  CHECK_THROWS_WITH(initial("\0v2\n{}"s), Catch::Contains("INVALID_LOG_VERSION"));
}

TEST_CASE("real broker: one error names all that was lost between two runs, each with its range", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  admin admins{address};
  std::string const topic = unique_name("losses");
  admins.create_topic(topic, 4);
  kafka::producer producer{address};
  for (std::int32_t partition = 0; partition < 4; ++partition) send(producer, topic, partition, 50);
  kafka::source source{.bootstrap_servers = address, .subscribe = topic};
  kafka::offsets const start{{topic, {{0, 10}, {1, 20}, {2, 30}, {3, 40}}}};
  kafka::offsets const end{{topic, {{0, 50}, {1, 25}, {2, 50}, {3, 50}}}};
  admins.delete_records(topic, 0, 15);
  admins.delete_records(topic, 1, 44);
  admins.delete_records(topic, 2, 30);  // only what was read

  auto strict = source.open({});
  auto const failed = loss_of(strict, start, end);
  REQUIRE(failed);
  CHECK(failed->code() == error_code::data_loss);
  CHECK_THAT(failed->subject(), Catch::Contains(topic + "-0") && Catch::Contains(topic + "-1"));
  CHECK_THAT(failed->what(), Catch::Contains(topic + "-0 offsets [10, 15) are lost") && Catch::Contains(topic + "-1 offsets [20, 44) are lost"));
  CHECK_THAT(failed->what(), !Catch::Contains(topic + "-2") && !Catch::Contains(topic + "-3"));
  CHECK(loss_of(strict, start, end));  // it is lost the next time too

  source.fail_on_data_loss = false;
  auto lenient = source.open({});
  CHECK(values_by_partition(read(lenient, start, end)).size() == 3);
  CHECK(lenient.lost_offsets() == 5 + 5);  // of partition 1 those of this batch
  admins.delete_topic(topic);
}

TEST_CASE("real broker: what retention removes is lost", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  admin admins{address};
  std::string const topic = unique_name("retention");
  admins.create_topic(topic, 1, {{"retention.ms", "60000"}});
  kafka::producer producer{address};
  send(producer, topic, 0, 30, timestamp::from_milliseconds(1'700'000'000'000));
  kafka::source const source{.bootstrap_servers = address, .subscribe = topic, .starting_offsets = kafka::earliest};
  REQUIRE(eventually([&] { return query{source}.place == kafka::offsets{{topic, {{0, 30}}}}; }));
  send(producer, topic, 0, 20);
  auto reader = source.open({});
  auto const failed = loss_of(reader, {{topic, {{0, 10}}}}, {{topic, {{0, 50}}}});
  REQUIRE(failed);
  CHECK(failed->code() == error_code::data_loss);
  CHECK(failed->subject() == topic + "-0");
  CHECK_THAT(failed->what(), Catch::Contains("[10, 30)"));
  CHECK(read(reader, {{topic, {{0, 30}}}}, {{topic, {{0, 50}}}}).size() == 20);
  admins.delete_topic(topic);
}

TEST_CASE("real broker: offsets that compaction removed are no loss, wherever a batch begins or ends", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  admin admins{address};
  std::string const topic = unique_name("compacted");
  admins.create_topic(topic, 1, {{"cleanup.policy", "compact"}, {"min.cleanable.dirty.ratio", "0.001"}, {"segment.ms", "50"}});
  kafka::producer producer{address};
  for (int i = 0; i < 100; ++i) producer.send({.topic = topic, .key = std::to_string(i % 10), .value = std::to_string(i)});
  producer.flush();
  kafka::source const source{.bootstrap_servers = address, .subscribe = topic, .starting_offsets = kafka::earliest};
  std::int64_t end = 100;
  // Each message closes the segment before it, which may then be compacted.
  bool const compacted = eventually([&] {
    producer.send({.topic = topic, .key = "closing", .value = "c"});
    producer.flush();
    ++end;
    auto reader = source.open({});
    return read(reader, {{topic, {{0, 0}}}}, {{topic, {{0, 100}}}}).size() == 10;
  });
  REQUIRE(compacted);
  for (char const* isolation : {"read_committed", "read_uncommitted"}) {
    auto isolated = source;
    isolated.properties = {{"isolation.level", isolation}};
    auto reader = isolated.open({});
    auto const count = [&](std::int64_t from, std::int64_t to) { return read(reader, {{topic, {{0, from}}}}, {{topic, {{0, to}}}}).size(); };
    CHECK(count(0, 50) == 0);
    CHECK(count(50, 95) == 5);
    CHECK(count(20, 91) == 1);
    CHECK(count(95, 100) == 5);
    CHECK(count(0, end) < static_cast<std::size_t>(end));
    CHECK(reader.lost_offsets() == 0);
  }
  admins.delete_topic(topic);
}

TEST_CASE("real broker: markers of transactions are no loss, whether aborted records are read or not", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  admin admins{address};
  std::string const topic = unique_name("markers");
  admins.create_topic(topic, 1);
  transactional_producer transaction{address};
  for (int round = 0; round < 4; ++round) {
    transaction.begin();
    for (int i = 0; i < 4; ++i) transaction.send(topic, 0, std::to_string(i));
    round % 2 == 0 ? transaction.commit() : transaction.abort();
  }
  kafka::source source{.bootstrap_servers = address, .subscribe = topic, .starting_offsets = kafka::earliest};
  kafka::offsets const end{{topic, {{0, 20}}}};
  query committed{source};
  CHECK(read_until(committed, end).size() == 8);
  source.properties = {{"isolation.level", "read_uncommitted"}};
  query all{source};
  CHECK(read_until(all, end).size() == 16);
  for (query* const q : {&committed, &all})
    for (std::int64_t from = 0; from < 20; ++from)
      for (auto const to : {from + 1, std::int64_t{20}}) CHECK_FALSE(loss_of(q->reader, {{topic, {{0, from}}}}, {{topic, {{0, to}}}}));
  admins.delete_topic(topic);
}

TEST_CASE("real broker: a limit is shared with new partitions from where they begin, which need not be 0", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  admin admins{address};
  std::string const topic = unique_name("fresh");
  admins.create_topic(topic, 2);
  kafka::producer producer{address};
  send(producer, topic, 0, 10);
  send(producer, topic, 1, 1000);
  admins.delete_records(topic, 1, 990);
  kafka::source source{.bootstrap_servers = address, .subscribe = topic, .max_offsets_per_trigger = 10};
  kafka::offsets const start{{topic, {{0, 0}}}};  // as if partition 1 had come later
  kafka::offsets const half{{topic, {{0, 5}, {1, 995}}}};
  auto strict = source.open({});
  CHECK(strict.latest_offset(start) == half);
  auto const failed = loss_of(strict, start, half);
  REQUIRE(failed);
  CHECK_THAT(failed->what(), Catch::Contains(topic + "-1: offsets [0, 990) are lost"));
  source.fail_on_data_loss = false;
  auto lenient = source.open({});
  CHECK(read(lenient, start, half).size() == 10);
  admins.delete_topic(topic);
}
