// SPDX-License-Identifier: Apache-2.0
// The part of a job that is worth testing: the fragment, without source and sink. main.cpp gives it a socket, revenue.test.cpp rows by hand.
#pragma once

#include <sluice/plan.hpp>

#include <string>

namespace shop {

using namespace sluice;

struct order {
  std::string customer;
  double amount;
  timestamp event_time;
};
SLUICE_RECORD(order, customer, amount, event_time);

/// What each customer spent per five minutes. Returns are no revenue; orders may come ten minutes late.
inline constexpr auto revenue = where(col<"amount"> > 0.0) |
                                with_watermark<"event_time">(10min) |
                                group_by(window(col<"event_time">, 5min), col<"customer">) |
                                aggregate(sum(col<"amount">).as<"total">(), count().as<"orders">());

}  // namespace shop
