// SPDX-License-Identifier: Apache-2.0
// expect: the rows have no column of that name to make folders by
// expect: partition_column_named<[^<]*fixed_string<9>{"costumer"}>.*nearest_column<[^<]*fixed_string<9>{"customer"}>
// max-lines: 9
#include <sluice/connectors/files/sink/csv.hpp>
#include <sluice/operators/select.hpp>
#include <sluice/query/write.hpp>

#include <support/orders.hpp>

void right() {
  read(orders) | select(col<"customer">, col<"amount">) | write(csv::sink_by<"customer">{.path = "out"});
}
#ifdef SLUICE_REJECT
void wrong() {
  read(orders) | select(col<"customer">, col<"amount">) | write(csv::sink_by<"costumer">{.path = "out"});
}
#endif
