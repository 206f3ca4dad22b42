// SPDX-License-Identifier: Apache-2.0
// expect: write null_of<T>\(\)
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | with_column<"x">(when(col<"amount"> > 1, null_of<double>()).otherwise(col<"amount">)) |
                    with_column<"y">(coalesce(col<"address.number">, null_of<int>())) | with_column<"z">(lit(std::optional<int>{})));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | with_column<"x">(when(col<"amount"> > 1, nullptr).otherwise(col<"amount">)));
}
#endif
