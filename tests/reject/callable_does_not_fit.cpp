// SPDX-License-Identifier: Apache-2.0
// expect: the callable cannot be called with elements of these types
// expect: callable_does_not_fit<.*"transform"
// max-lines: 9
#include <sluice/expressions/functions/array_lambdas.hpp>
#include <support/orders.hpp>

constexpr auto length = [](std::string_view text) { return text.size(); };
[[maybe_unused]] constexpr auto twice = [](int number) { return 2 * number; };

void right() {
  static_cast<void>(read(orders) | select(transform(col<"tags">, length).as<"x">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(transform(col<"tags">, twice).as<"x">()));
}
#endif
