// SPDX-License-Identifier: Apache-2.0
// Writing to the console, for debugging: the rows that changed, every ten seconds; the first time at once.
#include <sluice/sluice.hpp>

#include <string>

namespace {

struct order {
  std::string customer;
  double amount;
};
SLUICE_RECORD(order, customer, amount);

}  // namespace

int main() {
  using namespace sluice;
  memory_stream<order> orders;
  orders.add({{"ann", 20.0}, {"bob", 5.5}, {"ann", 1.5}});

  auto result = read_stream(orders) | group_by<"customer">() | sum<"amount">();
  auto query = result
             | write_stream(console::sink{})
             | output_mode(update)
             | trigger(processing_time(10s))
             | start();
  query.process_all_available();
}
