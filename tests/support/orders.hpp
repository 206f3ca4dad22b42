// SPDX-License-Identifier: Apache-2.0
// The rows of the queries that must not compile.
#pragma once

#include <sluice/plan.hpp>
#include <sluice/query/read.hpp>

#include <optional>
#include <string>
#include <vector>

using namespace sluice;

struct place {
  std::string city;
  std::optional<int> number;
};
SLUICE_RECORD(place, city, number);

struct order {
  sluice::timestamp event_time;
  std::string customer;
  double amount;
  std::vector<std::string> tags;
  place address;
};
SLUICE_RECORD(order, event_time, customer, amount, tags, address);

inline std::vector<order> const orders;
