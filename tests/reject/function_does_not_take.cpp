// SPDX-License-Identifier: Apache-2.0
// expect: the function cannot be called with columns of these types: it takes a text as std::string_view
// expect: basic_string<char
// max-lines: 9
#include <support/orders.hpp>

constexpr auto length = [](std::string_view text) { return text.size(); };
[[maybe_unused]] constexpr auto twice = [](int number) { return 2 * number; };

void right() {
  static_cast<void>(read(orders) | select(udf(length)(col<"customer">).as<"x">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(udf(twice)(col<"customer">).as<"x">()));
}
#endif
