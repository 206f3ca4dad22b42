// SPDX-License-Identifier: Apache-2.0
// A consumer's program that links sluice::compiled from an installed package: a streaming query that runs what is compiled there.
#include <sluice/sluice.hpp>

#include <cstdint>
#include <cstdio>

#ifndef SLUICE_COMPILED
#error sluice::compiled must say that it is linked
#endif

struct order {
  std::int64_t amount;
};
SLUICE_RECORD(order, amount);

int main() {
  using namespace sluice;
  memory_stream<order> orders;
  orders.add({order{20}, order{22}});
  auto query = read_stream(orders) | aggregate(sum(col<"amount">).as<"total">()) | write_stream(console::sink{}) | output_mode(complete) |
               trigger(available_now()) | start();
  query.await_termination();
  return query.last_progress()->to_json().empty() ? 1 : 0;
}
