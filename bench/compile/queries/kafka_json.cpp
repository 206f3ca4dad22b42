// SPDX-License-Identifier: Apache-2.0
// The same from JSON in Kafka to the console.
#include <sluice/json.hpp>
#include <sluice/kafka.hpp>
#include <sluice/sluice.hpp>

#include <string>

using namespace sluice;

struct order {
  std::string customer;
  double amount;
  timestamp event_time;
};
SLUICE_RECORD(order, customer, amount, event_time);

constexpr auto revenue = with_watermark<"event_time">(10min) | group_by(window(col<"event_time">, 5min), col<"customer">) |
                         aggregate(sum(col<"amount">).as<"total">(), count().as<"orders">());

int main() {
  auto query = read_stream(kafka::source{.bootstrap_servers = "broker1:9092", .subscribe = "orders"}) |
               select(from_json<order>(col<"value">).as<"data">()) | select(all_of<"data">) | revenue | write_stream(console::sink{}) |
               output_mode(update) | trigger(processing_time(10s)) | start();
  query.await_termination();
}
