// SPDX-License-Identifier: Apache-2.0
// What each output mode writes of the same orders: append what is final, complete the whole result, update what changed.
#include <sluice/sluice.hpp>

#include <cstdio>
#include <string>

namespace {

using namespace sluice;

struct order {
  std::string customer;
  double amount;
  timestamp event_time;
};
SLUICE_RECORD(order, customer, amount, event_time);

constexpr auto per_hour = with_watermark<"event_time">(10min) | group_by(window(col<"event_time">, 1h), col<"customer">) | sum<"amount">()
                        | select(col<"window.start">, col<"customer">, col<"sum(amount)">.as<"total">());

template <mode Mode>
void show(mode_constant<Mode> which, char const* use) {
  std::printf("\n%s: %s\n", to_string(Mode).data(), use);
  memory_stream<order> orders;
  auto query = read_stream(orders) | per_hour | write_stream(console::sink{}) | output_mode(which) | start();
  orders.add({{"ann", 20.0, at(9h + 5min)}, {"bob", 5.0, at(9h + 30min)}});
  query.process_all_available();
  orders.add({{"ann", 1.0, at(9h + 50min)}, {"bob", 2.0, at(10h + 15min)}});  // 10:15 less 10 minutes: the hour from 9 is over
  query.process_all_available();
}

}  // namespace

int main() {
  show(append, "only new rows; with an aggregation, those the watermark has made final");
  show(complete, "the whole result, every time");
  show(update, "only the rows that changed");
}
