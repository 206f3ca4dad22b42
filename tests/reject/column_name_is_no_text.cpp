// SPDX-License-Identifier: Apache-2.0
// expect: a column is named in angle brackets, where the compiler sees it: col<"name">, select<"name">\(\)
// expect: column_name_is_no_text<.*"select"
// expect: column_name_is_no_text<.*"drop"
// expect: column_name_is_no_text<.*"with_column"
// expect: column_name_is_no_text<.*"with_watermark"
// expect: column_name_is_no_text<.*"group_by"
// expect: column_name_is_no_text<.*"order_by"
// expect: column_name_is_no_text<.*"desc"
// expect: column_name_is_no_text<.*"sum"
// expect: column_name_is_no_text<.*"count"
// expect: column_name_is_no_text<.*"window"
// mistakes: 10
// max-lines: 9
#include <support/orders.hpp>

void right() {
  static_cast<void>(read(orders) | with_watermark<"event_time">(std::chrono::minutes{10}) | select<"customer">());
  static_cast<void>(read(orders) | drop(col<"tags">, col<"address">) | rename<"amount", "price">());
  static_cast<void>(read(orders) | group_by(window(col<"event_time">, std::chrono::minutes{5}), col<"customer">) | sum<"amount">());
  static_cast<void>(read(orders) | order_by(desc<"amount">(), asc<"customer">()));
}
#ifdef SLUICE_REJECT
void wrong() {
  static_cast<void>(read(orders) | select(col<"amount">, "customer") | where(col<"x"> == 1));
  static_cast<void>(read(orders) | drop("customer", "amount"));
  static_cast<void>(read(orders) | with_column("twice", col<"amount"> * 2));
  static_cast<void>(read(orders) | with_watermark("event_time", "10 minutes"));
  static_cast<void>(read(orders) | group_by(col<"amount">, std::string{"customer"}) | count());
  static_cast<void>(read(orders) | order_by("amount"));
  static_cast<void>(read(orders) | order_by(desc("amount")));
  static_cast<void>(read(orders) | group_by<"customer">() | sum("amount"));
  static_cast<void>(read(orders) | aggregate(count("amount")));
  static_cast<void>(read(orders) | group_by(window("event_time", std::chrono::minutes{5})) | count());
}
#endif
