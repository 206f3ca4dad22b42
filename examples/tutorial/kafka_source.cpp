// SPDX-License-Identifier: Apache-2.0
// needs: kafka json
// Reading from Apache Kafka: orders as JSON texts, summed per customer.
//   tutorial_kafka_source [--servers broker1:9092,broker2:9092] [--topic orders_topic] [--until-idle]
#include <sluice/json.hpp>
#include <sluice/kafka.hpp>
#include <sluice/sluice.hpp>

#include "arguments.hpp"

using namespace sluice;

namespace {

struct order {
  std::string order_id;
  std::string customer;
  double amount;
};
SLUICE_RECORD(order, order_id, customer, amount);

void sum_orders(tutorial::arguments const& given) {
  auto kafka_rows = read_stream(kafka::source{
      .bootstrap_servers = given.get("servers", "broker1:9092,broker2:9092"),
      .subscribe = given.get("topic", "orders_topic"),
      .starting_offsets = kafka::latest,
  });

  // Kafka delivers key, value, topic, partition, offset, timestamp. The value is the message; of its text only the fields that somebody reads
  // are decoded, which are customer and amount.
  auto orders = kafka_rows | select(from_json<order>(col<"value">).as<"data">()) | select(all_of<"data">);

  auto query = orders | group_by<"customer">() | sum<"amount">()
             | write_stream(console::sink{}) | output_mode(update) | start();
  given.await(query);
}

}  // namespace

int main(int argc, char** argv) { return tutorial::run(argc, argv, sum_orders); }
