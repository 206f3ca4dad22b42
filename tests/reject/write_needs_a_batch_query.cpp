// SPDX-License-Identifier: Apache-2.0
// expect: write is for batch queries: end a query that reads a stream with write_stream
// max-lines: 9
#include <sluice/connectors/files/sink/csv.hpp>
#include <sluice/operators/select.hpp>
#include <sluice/query/write.hpp>

#include <support/order_stream.hpp>

void right() {
  read(orders) | select(col<"amount">) | write(csv::sink{.path = "out"});
}
#ifdef SLUICE_REJECT
void wrong() {
  read_stream(order_stream) | where(col<"amount"> > 1) | write(csv::sink{.path = "out"});
}
#endif
