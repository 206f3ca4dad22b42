// SPDX-License-Identifier: Apache-2.0
// The main job: JSON orders in Kafka, summed per customer and five minutes of event time, shown as they change; then the same fragment over
// the same orders as a plain vector, and the proof that both agree but for the orders that came too late.
//
// Without --bootstrap-servers it starts a Kafka cluster inside this process (librdkafka's mock), so that it runs anywhere.
#include <sluice/connectors/kafka/mock_cluster.hpp>
#include <sluice/json.hpp>
#include <sluice/kafka.hpp>
#include <sluice/sluice.hpp>

#include "feed.hpp"
#include "order.hpp"

#include <CLI/CLI.hpp>

#include <atomic>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>

namespace {

using namespace sluice;
using shop::order;
using shop::revenue;

struct total {
  double amount = 0;
  std::int64_t orders = 0;
};
using totals = std::map<std::pair<std::int64_t, std::string>, total>;

/// Keeps the newest total of each window and customer.
struct keep_newest {
  totals* newest;

  template <class Row>
  void operator()(Row const& row) const {
    auto const start = row.template get<"window">().start.microseconds;
    (*newest)[{start, std::string{row.template get<"customer">()}}] = {row.template get<"total">(), row.template get<"orders">()};
  }
};

/// Sends the orders at an even pace, a batch every twentieth of a second.
void send(std::vector<order> const& orders, std::string const& servers, std::string const& topic, std::chrono::milliseconds over) {
  kafka::producer out{servers};
  std::size_t const ticks = static_cast<std::size_t>(over / 50ms) + 1;
  std::string json;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    json.clear();
    json::append_json(json, orders[i]);
    out.send({.topic = topic, .key = orders[i].customer, .value = json, .partition = 0});
    if (i % (orders.size() / ticks + 1) == 0) {
      out.flush();
      std::this_thread::sleep_for(50ms);
    }
  }
  out.flush();
}

/// Compares the stream's last totals with the batch's. Every order is in both, or was dropped by the stream for lateness.
bool agree(totals const& stream, totals const& batch, std::uint64_t dropped) {
  std::int64_t missing = 0;
  bool equal = true;
  for (auto const& [key, expected] : batch) {
    auto const found = stream.find(key);
    total const seen = found == stream.end() ? total{} : found->second;
    missing += expected.orders - seen.orders;
    if (seen.orders == expected.orders && std::abs(seen.amount - expected.amount) > 1e-6) equal = false;
  }
  std::printf("Batch over the same orders: %zu groups. In the stream %llu orders came too late and were dropped, %lld are missing: %s\n",
              batch.size(), static_cast<unsigned long long>(dropped), static_cast<long long>(missing),
              equal && missing == static_cast<std::int64_t>(dropped) ? "the totals agree." : "THE TOTALS DIFFER.");
  return equal && missing == static_cast<std::int64_t>(dropped);
}

}  // namespace

int main(int argc, char** argv) {
  std::string servers;
  std::string topic = "orders";
  std::size_t count = 3000;
  int seconds = 12;
  int every = 3;
  CLI::App options{"Sums orders from Kafka per customer and five minutes, as they come"};
  options.add_option("--bootstrap-servers", servers, "brokers to use; without, a cluster inside this process");
  options.add_option("--topic", topic, "topic that the orders are written to and read from")->capture_default_str();
  options.add_option("--orders", count, "how many orders to produce")->capture_default_str();
  options.add_option("--seconds", seconds, "how long producing them takes")->capture_default_str();
  options.add_option("--every", every, "seconds between two outputs")->capture_default_str();
  CLI11_PARSE(options, argc, argv);

  try {
    std::unique_ptr<kafka::mock_cluster> cluster;
    if (servers.empty()) {
      cluster = std::make_unique<kafka::mock_cluster>();
      cluster->create_topic(topic, 1);
      servers = cluster->bootstrap_servers();
      std::printf("Started a Kafka cluster in this process at %s\n", servers.c_str());
    }

    totals newest;
    auto query = read_stream(kafka::source{.bootstrap_servers = servers, .subscribe = topic, .starting_offsets = kafka::latest})
               | select(from_json<order>(col<"value">).as<"data">())
               | select(all_of<"data">)
               | revenue
               | write_stream(tee(console::sink{.num_rows = 12, .truncate = 45}, foreach_row(keep_newest{&newest})))
               | output_mode(update)
               | trigger(processing_time(std::chrono::seconds{every}))
               | query_name("orders")
               | start();
    query.process_all_available();  // the reader stands at the topic's end: what follows is read

    auto const orders = shop::make_orders(count);
    std::printf("Producing %zu orders of %zu minutes in %d seconds\n", orders.size(), orders.size() / 60, seconds);
    send(orders, servers, topic, std::chrono::seconds{seconds});
    query.process_all_available();
    query.stop();
    query.await_termination();

    std::uint64_t dropped = 0;
    for (auto const& progress : query.recent_progress())
      for (auto const& state : progress.state_operators) dropped += state.num_rows_dropped_by_watermark;
    std::printf("Last progress: %s\n", query.last_progress()->to_json().c_str());

    totals batch;
    for_each_row(read(orders) | revenue, keep_newest{&batch});
    return agree(newest, batch, dropped) ? 0 : 1;
  } catch (sluice::error const& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
}
