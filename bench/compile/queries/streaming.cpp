// SPDX-License-Identifier: Apache-2.0
// The same in a stream, from memory to the console.
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
  memory_stream<order> orders;
  auto query = read_stream(orders) | revenue | write_stream(console::sink{}) | output_mode(update) | start();
  orders.add({"ann", 9.5, at(12h)});
  query.process_all_available();
}
