// SPDX-License-Identifier: Apache-2.0
// needs: kafka json
// Writing to a Kafka topic: a message per changed total, with a checkpoint to go on from.
//   tutorial_kafka_sink [--servers broker1:9092] [--topic processed_orders] [--checkpoint /checkpoints/job2]
#include <sluice/checkpoint.hpp>
#include <sluice/json.hpp>
#include <sluice/kafka.hpp>
#include <sluice/sluice.hpp>

#include "arguments.hpp"

using namespace sluice;

namespace {

struct order {
  std::string customer;
  double amount;
};
SLUICE_RECORD(order, customer, amount);

void publish_totals(tutorial::arguments const& given) {
  memory_stream<order> orders;
  orders.add({{"ann", 20.0}, {"bob", 5.5}, {"ann", 1.5}});

  auto result = read_stream(orders) | group_by<"customer">() | aggregate(sum(col<"amount">).as<"total">());
  // A message has a value, and a key if there is one.
  auto query = result | select(col<"customer">.as<"key">(), to_json(struct_of(col<"customer">, col<"total">)).as<"value">())
             | write_stream(kafka::sink{.bootstrap_servers = given.get("servers", "broker1:9092"),
                                        .topic = given.get("topic", "processed_orders")})
             | output_mode(update)
             | checkpoint(given.get("checkpoint", "/checkpoints/job2"))
             | start();
  query.process_all_available();
}

}  // namespace

int main(int argc, char** argv) { return tutorial::run(argc, argv, publish_totals); }
