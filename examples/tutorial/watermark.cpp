// SPDX-License-Identifier: Apache-2.0
// Late data: a watermark says how long rows are waited for. Sums per customer and five minutes of event time, with ten minutes of patience.
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

}  // namespace

int main() {
  memory_stream<order> orders;
  auto query = read_stream(orders)
             | with_watermark<"event_time">(10min)
             | group_by(window(col<"event_time">, 5min), col<"customer">)
             | sum<"amount">()
             | write_stream(console::sink{.truncate = 0}) | output_mode(update) | start();

  orders.add({"ann", 20.0, at(12h)});  // event time is now 12:00, so the watermark goes to 11:50
  query.process_all_available();

  orders.add({{"bob", 5.0, at(11h + 52min)},     // eight minutes late: counted
              {"carla", 7.0, at(11h + 49min)},   // its window ended at 11:50: dropped
              {"ann", 1.0, at(12h + 3min)}});
  query.process_all_available();

  for (auto const& progress : query.recent_progress())
    for (auto const& state : progress.state_operators)
      if (state.num_rows_dropped_by_watermark > 0)
        std::printf("dropped as too late: %llu\n", static_cast<unsigned long long>(state.num_rows_dropped_by_watermark));
}
