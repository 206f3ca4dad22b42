// SPDX-License-Identifier: Apache-2.0
// The Kafka source against brokers inside the process: batches, limits, waiting, faults.
#include <connectors/kafka/support/reading.hpp>
#include <sluice/connectors/kafka/mock_cluster.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <future>
#include <stdexcept>
#include <string>
#include <vector>

using namespace sluice;
using namespace sluice::kafka_test;
using namespace std::chrono_literals;

namespace {

/// Sends "0", "1", ... to each partition.
void fill(kafka::producer& producer, std::string const& topic, int partitions, int first, int last) {
  for (int partition = 0; partition < partitions; ++partition)
    for (int i = first; i < last; ++i) producer.send({.topic = topic, .value = std::to_string(i), .partition = partition});
  producer.flush();
}

std::vector<std::string> numbers(int first, int last) {
  std::vector<std::string> texts;
  for (int i = first; i < last; ++i) texts.push_back(std::to_string(i));
  return texts;
}

struct only_value {
  static constexpr auto value = one_column<"value">;
};
struct only_headers {
  static constexpr auto value = one_column<"headers">;
};

}  // namespace

TEST_CASE("a batch reads every record of its range once, in order within each partition") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 3);
  kafka::producer producer{cluster.bootstrap_servers()};
  fill(producer, "orders", 3, 0, 5000);

  query q{{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders", .starting_offsets = kafka::earliest}};
  CHECK(q.reader.to_json(q.place) == R"({"orders":{"0":0,"1":0,"2":0}})");
  auto const rows = q.batch();
  CHECK(rows.size() == 15'000);
  CHECK(q.reader.to_json(q.place) == R"({"orders":{"0":5000,"1":5000,"2":5000}})");
  for (auto const& [partition, read] : values_by_partition(rows)) {
    INFO(partition);
    CHECK(read == numbers(0, 5000));
  }
}

TEST_CASE("a source starts at the end by default and each batch goes on where the last one ended") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 2);
  kafka::producer producer{cluster.bootstrap_servers()};
  fill(producer, "orders", 2, 0, 10);

  query q{{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders"}};
  CHECK(q.place == kafka::offsets{{"orders", {{0, 10}, {1, 10}}}});
  CHECK(q.reader.latest_offset(q.place) == q.place);
  for (int round = 1; round < 20; ++round) {
    fill(producer, "orders", 2, round * 10, round * 10 + 10);
    std::int64_t const end = round * 10 + 10;
    auto const rows = read_until(q, {{"orders", {{0, end}, {1, end}}}});
    for (auto const& partition : values_by_partition(rows)) CHECK(partition.second == numbers(round * 10, round * 10 + 10));
    CHECK(q.reader.latest_offset(q.place) == q.place);
  }
}

TEST_CASE("a batch can be read again, whole or in parts, by another reader from the offsets in the log") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 1);
  kafka::producer producer{cluster.bootstrap_servers()};
  fill(producer, "orders", 1, 0, 100);
  kafka::source const source{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders", .starting_offsets = kafka::earliest};

  query first{source};
  CHECK(values(first.batch()) == numbers(0, 100));
  auto again = source.open({});
  auto const at = [&](char const* json) { return again.from_json(json); };
  CHECK(values(read(again, at(R"({"orders":{"0":20}})"), at(R"({"orders":{"0":50}})"))) == numbers(20, 50));
  CHECK(values(read(again, at(R"({"orders":{"0":50}})"), at(R"({"orders":{"0":60}})"))) == numbers(50, 60));
  CHECK(values(read(again, at(R"({"orders":{"0":20}})"), at(R"({"orders":{"0":100}})"))) == numbers(20, 100));
  CHECK(read(again, at(R"({"orders":{"0":70}})"), at(R"({"orders":{"0":70}})")).empty());
}

TEST_CASE("after a receiver failed, the same batch delivers the same rows") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 1);
  kafka::producer producer{cluster.bootstrap_servers()};
  fill(producer, "orders", 1, 0, 100);
  query q{{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders", .starting_offsets = kafka::earliest}};
  auto const end = q.reader.latest_offset(q.place);

  struct failing {
    int left = 30;
    void push(kafka::message const&) {
      if (--left == 0) throw std::runtime_error("user code failed");
    }
  } receiver;
  reject_log rejects;
  CHECK_THROWS_AS(q.reader.read<want_all>(q.place, end, rejects, receiver), std::runtime_error);
  CHECK(values(read(q.reader, q.place, end)) == numbers(0, 100));
}

TEST_CASE("only wanted columns are filled, and headers only when included") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 1);
  kafka::producer producer{cluster.bootstrap_servers()};
  std::vector<kafka::outgoing_header> const headers{{"origin", "web"}, {"none", std::nullopt}, {"origin", ""}};
  producer.send({.topic = "orders", .key = "ann", .value = "9", .timestamp = timestamp::from_milliseconds(1234), .headers = &headers});
  producer.flush();
  kafka::source source{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders", .starting_offsets = kafka::earliest};

  query plain{source};
  auto const end = plain.reader.latest_offset(plain.place);
  auto const narrow = read<only_value>(plain.reader, plain.place, end).at(0);
  CHECK(narrow.value == "9");
  CHECK(narrow.key == std::nullopt);
  CHECK(narrow.topic.empty());
  CHECK(narrow.timestamp == timestamp{});
  auto const whole = read(plain.reader, plain.place, end).at(0);
  CHECK(whole.key == "ann");
  CHECK(whole.topic == "orders");
  CHECK(whole.offset == 0);
  CHECK(whole.timestamp == timestamp::from_milliseconds(1234));
  CHECK(whole.timestamp_type == 0);
  CHECK(whole.headers.empty());
  CHECK_THROWS_WITH(read<only_headers>(plain.reader, plain.place, end), Catch::Contains("include_headers"));

  source.include_headers = true;
  query with_headers{source};
  auto const found = read<only_headers>(with_headers.reader, with_headers.place, end).at(0).headers;
  CHECK(found == std::vector<kafka::header>{{"origin", bytes{std::string{"web"}}}, {"none", std::nullopt}, {"origin", bytes{}}});
}

TEST_CASE("max_offsets_per_trigger bounds every batch and loses nothing") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 3);
  kafka::producer producer{cluster.bootstrap_servers()};
  for (int i = 0; i < 101; ++i) producer.send({.topic = "orders", .value = std::to_string(i), .partition = 0});
  for (int i = 0; i < 11; ++i) producer.send({.topic = "orders", .value = std::to_string(i), .partition = 1});
  producer.send({.topic = "orders", .value = "0", .partition = 2});
  producer.flush();

  query q{{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders", .starting_offsets = kafka::earliest,
           .max_offsets_per_trigger = 10}};
  CHECK(q.batch().size() == 10);
  CHECK(q.place == kafka::offsets{{"orders", {{0, 8}, {1, 1}, {2, 1}}}});  // semantics 15.4
  std::size_t total = 10;
  int batches = 1;
  CHECK(q.reader.metrics(q.place) == R"({"avgOffsetsBehindLatest":"34.333333333333336","maxOffsetsBehindLatest":"93","minOffsetsBehindLatest":"0"})");
  for (std::size_t count = 1; count > 0; ++batches) total += count = q.batch().size();
  CHECK(q.reader.metrics(q.place) == R"({"avgOffsetsBehindLatest":"0.0","maxOffsetsBehindLatest":"0","minOffsetsBehindLatest":"0"})");
  CHECK(total == 113);
  CHECK(batches <= 14);
}

TEST_CASE("min_offsets_per_trigger holds a batch back until enough is there or the delay has passed") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 1);
  kafka::producer producer{cluster.bootstrap_servers()};
  manual_clock time;
  source_context context;
  context.clock = &time;
  query q{{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders", .min_offsets_per_trigger = 10, .max_trigger_delay = 1min}, context};

  fill(producer, "orders", 1, 0, 1);
  CHECK(values(q.batch()) == numbers(0, 1));  // the first batch runs at once
  fill(producer, "orders", 1, 1, 9);
  CHECK(q.batch().empty());
  fill(producer, "orders", 1, 9, 11);
  CHECK(values(q.batch()) == numbers(1, 11));
  fill(producer, "orders", 1, 11, 12);
  time.advance(59s);
  CHECK(q.batch().empty());
  time.advance(1s);
  CHECK(values(q.batch()) == numbers(11, 12));
}

TEST_CASE("a fixed end stays where it was, within the limits") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 1);
  kafka::producer producer{cluster.bootstrap_servers()};
  fill(producer, "orders", 1, 0, 25);
  query q{{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders", .starting_offsets = kafka::earliest,
           .max_offsets_per_trigger = 10, .min_offsets_per_trigger = 10}};
  q.reader.fix_end();
  fill(producer, "orders", 1, 25, 50);
  CHECK(values(q.batch()) == numbers(0, 10));
  CHECK(values(q.batch()) == numbers(10, 20));
  CHECK(values(q.batch()) == numbers(20, 25));  // the minimum does not hold back the rest
  CHECK(q.reader.latest_offset(q.place) == q.place);
}

TEST_CASE("an idle query is woken by a record that arrives, once") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 2);
  kafka::producer producer{cluster.bootstrap_servers()};
  std::atomic<int> woken{0};
  source_context context;
  context.notify = [&] { ++woken; };
  query q{{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders"}, context};
  // Reaching the end of the partitions is an arrival too; after it there is nothing more to wake for.
  for (int before = -1; before != woken;) {
    before = woken;
    CHECK(q.batch().empty());
    eventually([&] { return woken != before; }, 300ms);
  }
  int const idle = woken;
  fill(producer, "orders", 2, 0, 1);
  CHECK(eventually([&] { return woken > idle; }));
  CHECK(eventually([&] { return q.batch().size() > 0; }));
}

TEST_CASE("a query at the end that nobody waits for is told by arrivals, without asking the brokers") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 1);
  source_context context;
  std::atomic<bool> awaited{true};
  context.is_awaited = [&] { return awaited.load(); };
  query q{{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders", .fetch_timeout = 200ms}, context};
  // Brokers that answer after the patience has ended are not noticed by who does not ask them. A slow machine may not get there within the
  // moment for which arrivals are trusted, hence some attempts.
  CHECK(eventually([&] {
    cluster.set_delay(0ms);
    awaited = true;
    CHECK(q.reader.latest_offset(q.place) == q.place);
    cluster.set_delay(2s);
    awaited = false;
    try {
      return q.reader.latest_offset(q.place) == q.place;
    } catch (source_error const&) {
      return false;
    }
  }));
  awaited = true;
  CHECK_THROWS_AS(q.reader.latest_offset(q.place), source_error);
  cluster.set_delay(0ms);
}

TEST_CASE("an unreachable broker is named within the time given") {
  auto const started = std::chrono::steady_clock::now();
  auto reader = kafka::source{.bootstrap_servers = "127.0.0.1:1", .subscribe = "orders", .connect_timeout = 700ms}.open({});
  try {
    static_cast<void>(reader.initial_offset());
    FAIL("it answered");
  } catch (source_error const& failed) {
    CHECK(failed.code() == error_code::broker_unreachable);
    CHECK_THAT(failed.what(), Catch::Contains("127.0.0.1:1") && Catch::Contains("refused") && Catch::Contains("700 ms"));
  }
  CHECK(elapsed_since(started) >= 700ms);
  CHECK(elapsed_since(started) < 3s);
}

TEST_CASE("a topic or partition that does not exist is named") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 2);
  cluster.set_topic_error("refunds", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);  // else asking for it would make it
  auto const failure = [&](kafka::source source) {
    source.bootstrap_servers = cluster.bootstrap_servers();
    auto reader = source.open({});
    try {
      static_cast<void>(reader.initial_offset());
    } catch (source_error const& failed) {
      CHECK(failed.code() == error_code::unknown_topic);
      return failed.subject();
    }
    return std::string{"none"};
  };
  CHECK(failure({.subscribe = "orders, refunds"}) == "refunds");
  CHECK(failure({.assign = {{"orders", {1, 7}}}}) == "orders-7");
  CHECK(failure({.subscribe = "orders"}) == "none");
}

TEST_CASE("explicit starting offsets must name exactly the partitions that are read") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 2);
  kafka::producer producer{cluster.bootstrap_servers()};
  fill(producer, "orders", 2, 0, 10);
  auto const start = [&](kafka::offsets places) {
    return kafka::source{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders", .starting_offsets = std::move(places)}
        .open({})
        .initial_offset();
  };
  CHECK(start({{"orders", {{0, 3}, {1, kafka::latest_offset}}}}) == kafka::offsets{{"orders", {{0, 3}, {1, 10}}}});
  CHECK(start({{"orders", {{0, kafka::earliest_offset}, {1, 10}}}}) == kafka::offsets{{"orders", {{0, 0}, {1, 10}}}});
  CHECK_THROWS_WITH(start({{"orders", {{0, 3}}}}), Catch::Contains("not named") && Catch::Contains("orders-1"));
  CHECK_THROWS_WITH(start({{"orders", {{0, 3}, {1, 3}, {2, 3}}}}), Catch::Contains("orders-2"));
  CHECK_THROWS_WITH(start({{"orders", {{0, 3}, {1, 11}}}}), Catch::Contains("OFFSET_OUT_OF_RANGE") && Catch::Contains("[0, 10]") && Catch::Contains("11"));
  CHECK(kafka::source{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders",
                      .starting_offsets = kafka::offsets{{"orders", {{0, 3}, {1, 11}}}}, .fail_on_data_loss = false}
            .open({})
            .initial_offset() == kafka::offsets{{"orders", {{0, 3}, {1, 10}}}});
}

TEST_CASE("a stop ends every wait soon") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 1);
  kafka::producer producer{cluster.bootstrap_servers()};
  fill(producer, "orders", 1, 0, 10);
  stop_switch stop;
  kafka::source const source{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders", .starting_offsets = kafka::earliest};

  SECTION("while a broker is looked for") {
    auto reader = kafka::source{.bootstrap_servers = "127.0.0.1:1", .subscribe = "orders"}.open(stop.context());
    auto waiting = std::async(std::launch::async, [&] { CHECK_THROWS_AS(reader.initial_offset(), query_stopping); });
    CHECK(waiting.wait_for(300ms) == std::future_status::timeout);
    auto const asked = std::chrono::steady_clock::now();
    stop.on = true;
    waiting.wait();
    CHECK(elapsed_since(asked) < 400ms);
  }
  SECTION("while records are waited for") {
    query q{source, stop.context()};
    auto const beyond = kafka::offsets{{"orders", {{0, 10}}}};
    cluster.broker_down();
    auto waiting = std::async(std::launch::async, [&] { CHECK_THROWS_AS(read(q.reader, q.place, beyond), query_stopping); });
    CHECK(waiting.wait_for(300ms) == std::future_status::timeout);
    auto const asked = std::chrono::steady_clock::now();
    stop.on = true;
    waiting.wait();
    CHECK(elapsed_since(asked) < 400ms);
  }
  SECTION("while offsets are waited for, which gives nothing new") {
    query q{source, stop.context()};
    cluster.broker_down();
    auto waiting = std::async(std::launch::async, [&] { CHECK(q.reader.latest_offset(q.place) == q.place); });
    CHECK(waiting.wait_for(300ms) == std::future_status::timeout);
    auto const asked = std::chrono::steady_clock::now();
    stop.on = true;
    waiting.wait();
    CHECK(elapsed_since(asked) < 400ms);
  }
}

TEST_CASE("a broker that goes away and comes back is waited for") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 1);
  kafka::producer producer{cluster.bootstrap_servers()};
  fill(producer, "orders", 1, 0, 10);
  query q{{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders", .starting_offsets = kafka::earliest}};
  cluster.broker_down();
  auto first = std::async(std::launch::async, [&] { return values(q.batch()); });
  CHECK(first.wait_for(300ms) == std::future_status::timeout);
  cluster.broker_up();
  CHECK(first.get() == numbers(0, 10));
  fill(producer, "orders", 1, 10, 20);
  cluster.broker_down();
  auto rest = std::async(std::launch::async, [&] { return values(read_until(q, {{"orders", {{0, 20}}}})); });
  cluster.broker_up();
  CHECK(rest.get() == numbers(10, 20));
}

TEST_CASE("a broker that stays away fails the batch within the time given, and says where") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 1);
  kafka::producer producer{cluster.bootstrap_servers()};
  fill(producer, "orders", 1, 0, 10);
  query q{{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders", .starting_offsets = kafka::earliest, .fetch_timeout = 600ms}};
  cluster.broker_down();
  auto const started = std::chrono::steady_clock::now();
  auto const failure = [&](auto call) {
    try {
      call();
    } catch (source_error const& failed) {
      CHECK(failed.code() == error_code::broker_unreachable);
      return std::string{failed.what()};
    }
    return std::string{};
  };
  CHECK_THAT(failure([&] { read(q.reader, q.place, {{"orders", {{0, 10}}}}); }), Catch::Contains("orders-0") && Catch::Contains("600 ms"));
  CHECK_THAT(failure([&] { static_cast<void>(q.reader.latest_offset(q.place)); }), Catch::Contains(cluster.bootstrap_servers()));
  CHECK(elapsed_since(started) < 5s);
}

TEST_CASE("errors that pass are not noticed") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 1);
  kafka::producer producer{cluster.bootstrap_servers()};
  fill(producer, "orders", 1, 0, 10);
  cluster.fail_next(kafka::request::metadata, {RD_KAFKA_RESP_ERR__TRANSPORT});
  cluster.fail_next(kafka::request::list_offsets, {RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE});
  cluster.fail_next(kafka::request::fetch, {RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR__TRANSPORT,
                                            RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR});
  query q{{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders", .starting_offsets = kafka::earliest}};
  CHECK(values(q.batch()) == numbers(0, 10));
}

TEST_CASE("a refused fetch names the partition, the place and the broker's reason") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 1);
  kafka::producer producer{cluster.bootstrap_servers()};
  fill(producer, "orders", 1, 0, 10);
  cluster.fail_next(kafka::request::fetch, {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
  query q{{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders", .starting_offsets = kafka::earliest}};
  CHECK_THROWS_WITH(read(q.reader, q.place, {{"orders", {{0, 10}}}}),
                    Catch::Contains("orders-0") && Catch::Contains("offset 0") && Catch::Contains("uthorization"));
}

TEST_CASE("topics are found by pattern, also those made later, and new partitions are read from their beginning") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders-eu", 1);
  cluster.create_topic("refunds", 1);
  kafka::producer producer{cluster.bootstrap_servers()};
  query q{{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe_pattern = "orders-.*", .metadata_refresh = 0ms}};
  CHECK(q.reader.to_json(q.place) == R"({"orders-eu":{"0":0}})");
  cluster.create_topic("orders-us", 2);
  fill(producer, "orders-us", 2, 0, 5);
  fill(producer, "refunds", 1, 0, 5);
  CHECK(q.batch().size() == 10);
  CHECK(q.reader.to_json(q.place) == R"({"orders-eu":{"0":0},"orders-us":{"0":5,"1":5}})");
}
