// SPDX-License-Identifier: Apache-2.0
// Whole queries from and to Kafka: JSON orders, windowed sums, the same fragment in batch; broken input; brokers and topics that are
// not there. Each against a real broker where the outcome is the broker's, else against the mock cluster.
#include <sluice/connectors/kafka/mock_cluster.hpp>
#include <sluice/expressions/json/from_json.hpp>
#include <sluice/kafka.hpp>
#include <sluice/sluice.hpp>

#include "support/real_broker.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace sluice;

struct order {
  std::string customer;
  double amount;
  timestamp event_time;
};
SLUICE_RECORD(order, customer, amount, event_time);

struct total_row {
  time_window window;
  std::string customer;
  double total;
  std::int64_t orders;
};
SLUICE_RECORD(total_row, window, customer, total, orders);

constexpr auto revenue = with_watermark<"event_time">(10min) | group_by(window(col<"event_time">, 5min), col<"customer">) |
                         aggregate(sum(col<"amount">).as<"total">(), count().as<"orders">());

auto from_topic(kafka::source const& source) {
  return read_stream(source) | select(from_json<order>(col<"value">).as<"data">()) | select(all_of<"data">);
}

std::string json_of(order const& one) {
  std::string text = "{\"customer\":\"" + one.customer + "\",\"amount\":" + std::to_string(one.amount) + ",\"event_time\":\"";
  append_iso_timestamp(text, one.event_time);
  return text + "\"}";
}

using totals = std::map<std::pair<std::int64_t, std::string>, std::pair<double, std::int64_t>>;

totals newest(std::vector<total_row> const& rows) {
  totals result;
  for (auto const& row : rows) result[{row.window.start.microseconds, row.customer}] = {row.total, row.orders};
  return result;
}

totals by_batch(std::vector<order> const& orders) {
  return newest(collect(read(orders) | revenue | as<total_row>()));
}

/// Orders of five customers over an hour, at most two minutes out of order: nothing is late for a ten-minute watermark.
std::vector<order> make_orders(int count) {
  std::vector<order> orders;
  for (int i = 0; i < count; ++i) {
    auto const jitter = std::chrono::seconds{(i * 37) % 120};
    orders.push_back({"c-" + std::to_string(i % 5), static_cast<double>(i % 97), at(12h) + std::chrono::seconds{3600 * i / count} - jitter});
  }
  return orders;
}

void send_all(std::string const& servers, std::string const& topic, std::vector<order> const& orders, int partitions) {
  kafka::producer out{servers};
  for (std::size_t i = 0; i < orders.size(); ++i) {
    auto const json = json_of(orders[i]);
    out.send({.topic = topic, .value = json, .partition = static_cast<std::int32_t>(i) % partitions});
  }
  out.flush();
}

}  // namespace

TEST_CASE("a stream over a real topic of three partitions gives the totals of the batch", "[broker]") {
  auto const servers = kafka_test::real_broker();
  if (servers.empty()) return;
  auto const topic = kafka_test::unique_name("totals");
  kafka_test::admin{servers}.create_topic(topic, 3);
  auto const orders = make_orders(6000);
  send_all(servers, topic, orders, 3);

  memory_sink<total_row> out;
  auto query = from_topic({.bootstrap_servers = servers, .subscribe = topic, .starting_offsets = kafka::earliest}) | revenue |
               write_stream(out) | output_mode(update) | trigger(available_now()) | start();
  query.await_termination();
  CHECK(newest(out.rows()) == by_batch(orders));
  std::uint64_t read_rows = 0;
  for (auto const& progress : query.recent_progress()) read_rows += progress.num_input_rows;
  CHECK(read_rows == orders.size());
}

TEST_CASE("limits per trigger cut the same data into more batches with the same result", "[broker]") {
  auto const servers = kafka_test::real_broker();
  if (servers.empty()) return;
  auto const topic = kafka_test::unique_name("limits");
  kafka_test::admin{servers}.create_topic(topic, 2);
  auto const orders = make_orders(3000);
  send_all(servers, topic, orders, 2);

  memory_sink<total_row> out;
  auto query = from_topic({.bootstrap_servers = servers, .subscribe = topic, .starting_offsets = kafka::earliest, .max_offsets_per_trigger = 500}) |
               revenue | write_stream(out) | output_mode(update) | trigger(available_now()) | start();
  query.await_termination();
  CHECK(newest(out.rows()) == by_batch(orders));
  std::size_t with_data = 0;
  for (auto const& progress : query.recent_progress()) {
    CHECK(progress.num_input_rows <= 501);
    with_data += progress.num_input_rows > 0 ? 1U : 0U;
  }
  CHECK(with_data >= 6);
  CHECK_THAT(query.recent_progress().front().to_json(), Catch::Contains(R"("metrics":{"avgOffsetsBehindLatest":"1250.0","maxOffsets)"));
}

TEST_CASE("a query from a real topic to another delivers every row", "[broker]") {
  auto const servers = kafka_test::real_broker();
  if (servers.empty()) return;
  auto const from = kafka_test::unique_name("in");
  auto const to = kafka_test::unique_name("out");
  kafka_test::admin admin{servers};
  admin.create_topic(from, 2);
  admin.create_topic(to, 2);
  auto const orders = make_orders(500);
  send_all(servers, from, orders, 2);

  auto copy = from_topic({.bootstrap_servers = servers, .subscribe = from, .starting_offsets = kafka::earliest}) |
              where(col<"amount"> < 50) | select(col<"customer">.as<"key">(), cast<std::string>(col<"amount">).as<"value">()) |
              write_stream(kafka::sink{.bootstrap_servers = servers, .topic = to}) | trigger(available_now()) | start();
  copy.await_termination();

  memory_sink<> out;
  auto check = read_stream(kafka::source{.bootstrap_servers = servers, .subscribe = to, .starting_offsets = kafka::earliest}) |
               select(cast<double>(cast<std::string>(col<"value">)).as<"amount">()) | group_by<"amount">() | count() |
               write_stream(out) | output_mode(complete) | trigger(available_now()) | start();
  check.await_termination();
  std::size_t expected = 0;
  for (auto const& one : orders) expected += one.amount < 50 ? 1U : 0U;
  std::size_t found = 0;
  for (auto const& row : out.rows()) found += std::stoul(row.at(1));
  CHECK(found == expected);
  CHECK(out.rows().size() == 50);
}

TEST_CASE("broken JSON in a topic is counted and routed, and the rest goes on") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 1);
  auto const servers = cluster.bootstrap_servers();
  kafka::producer out{servers};
  for (auto const* text : {R"({"customer":"ann","amount":1,"event_time":"2024-01-01T12:00:00Z"})", "{broken", R"({"customer":"bob"})",
                           R"({"customer":"ann","amount":2,"event_time":"2024-01-01T12:01:00Z"})"})
    out.send({.topic = "orders", .value = std::string_view{text}, .partition = 0});
  out.send({.topic = "orders", .key = "tombstone", .partition = 0});
  out.flush();

  memory_sink<total_row> result;
  std::vector<std::string> rejected;
  auto query = from_topic({.bootstrap_servers = servers, .subscribe = "orders", .starting_offsets = kafka::earliest}) | revenue |
               write_stream(result) | output_mode(update) | trigger(available_now()) |
               on_rejected([&](rejected_row const& row) { rejected.emplace_back(row.data); }) | start();
  query.await_termination();
  REQUIRE(result.rows().size() == 1);
  CHECK(result.rows()[0].total == 3);
  CHECK(rejected == std::vector<std::string>{"{broken", R"({"customer":"bob"})", ""});
  std::uint64_t counted = 0;
  for (auto const& progress : query.recent_progress()) counted += progress.num_rejected_rows;
  CHECK(counted == 3);
}

TEST_CASE("a broker that is not there fails the query in bounded time, by name") {
  memory_sink<> out;
  auto query = read_stream(kafka::source{.bootstrap_servers = "127.0.0.1:1", .subscribe = "orders", .connect_timeout = 500ms}) |
               select(col<"offset">) | write_stream(out) | start();
  CHECK_THROWS_AS(query.await_termination(20s), query_error);
  REQUIRE(query.exception());
  CHECK_THAT(query.exception()->what(), Catch::Contains("BROKER_UNREACHABLE") && Catch::Contains("127.0.0.1:1"));
  CHECK_THROWS_AS(std::rethrow_exception(query.cause()), source_error);
}

TEST_CASE("a topic that is not there fails the query by name", "[broker]") {
  auto const servers = kafka_test::real_broker();
  if (servers.empty()) return;
  memory_sink<> out;
  auto const missing = kafka_test::unique_name("nowhere");
  auto query = read_stream(kafka::source{.bootstrap_servers = servers, .subscribe = missing}) | select(col<"offset">) |
               write_stream(out) | start();
  CHECK_THROWS_AS(query.await_termination(60s), query_error);
  CHECK_THAT(query.exception()->what(), Catch::Contains("UNKNOWN_TOPIC") && Catch::Contains(missing));
}

TEST_CASE("a query that waits for Kafka stops at once") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 1);
  memory_sink<> out;
  auto query = read_stream(kafka::source{.bootstrap_servers = cluster.bootstrap_servers(), .subscribe = "orders"}) |
               select(col<"offset">) | write_stream(out) | trigger(processing_time(1h)) | start();
  auto const before = std::chrono::steady_clock::now();
  query.stop();
  CHECK(std::chrono::steady_clock::now() - before < 10s);
  CHECK_FALSE(query.is_active());
  CHECK_FALSE(query.exception());
}

TEST_CASE("whoever waits for everything to be processed gets what was sent before, however slow the broker") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 1);
  auto const servers = cluster.bootstrap_servers();
  auto const orders = make_orders(8);
  auto const check = [&](auto how) {
    memory_sink<order> out;
    auto query = from_topic({.bootstrap_servers = servers, .subscribe = "orders"}) | write_stream(out) | how | start();
    query.process_all_available();
    for (std::size_t i = 0; i < orders.size(); ++i) {
      cluster.set_delay(0ms);
      send_all(servers, "orders", {orders[i]}, 1);
      cluster.set_delay(30ms);  // so that the row is known to the broker long before it arrives
      query.process_all_available();
      REQUIRE(out.rows().size() == i + 1);
    }
    cluster.set_delay(0ms);
  };
  check(trigger(processing_time(0s)));
  check(trigger(continuous(1h)));
}

TEST_CASE("a broker that goes away for a while loses and repeats nothing") {
  kafka::mock_cluster cluster;
  cluster.create_topic("orders", 1);
  auto const servers = cluster.bootstrap_servers();
  auto const orders = make_orders(200);
  memory_sink<total_row> out;
  auto query = from_topic({.bootstrap_servers = servers, .subscribe = "orders", .starting_offsets = kafka::earliest}) | revenue |
               write_stream(out) | output_mode(update) | start();
  std::vector<order> const first(orders.begin(), orders.begin() + 100);
  std::vector<order> const second(orders.begin() + 100, orders.end());
  send_all(servers, "orders", first, 1);
  query.process_all_available();
  cluster.broker_down();
  cluster.broker_up();
  send_all(servers, "orders", second, 1);
  std::uint64_t rows = 0;
  auto const until = std::chrono::steady_clock::now() + 60s;
  while (rows < orders.size() && std::chrono::steady_clock::now() < until) {
    query.process_all_available();
    rows = 0;
    for (auto const& progress : query.recent_progress()) rows += progress.num_input_rows;
  }
  CHECK(rows == orders.size());
  CHECK(newest(out.rows()) == by_batch(orders));
}
