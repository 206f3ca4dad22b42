// SPDX-License-Identifier: Apache-2.0
// The record of the example, and the one fragment that the stream and the batch share.
#pragma once

#include <sluice/plan.hpp>

#include <string>

namespace shop {

struct order {
  std::string order_id;
  std::string customer;
  double amount;
  sluice::timestamp event_time;
};
SLUICE_RECORD(order, order_id, customer, amount, event_time);

using namespace sluice;

/// What each customer spent per five minutes; orders may come ten minutes late.
inline constexpr auto revenue = with_watermark<"event_time">(10min) |
                                group_by(window(col<"event_time">, 5min), col<"customer">) |
                                aggregate(sum(col<"amount">).as<"total">(), count().as<"orders">());

}  // namespace shop
