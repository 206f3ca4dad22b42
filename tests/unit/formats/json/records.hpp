// SPDX-License-Identifier: Apache-2.0
// Records that the JSON tests share.
#pragma once

#include <sluice/base/bytes.hpp>
#include <sluice/base/time.hpp>
#include <sluice/contract/needs.hpp>
#include <sluice/schema/enum_names.hpp>
#include <sluice/schema/record.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace json_test {

struct order {
  std::string order_id;
  std::string customer;
  double amount;
  sluice::timestamp event_time;
};
SLUICE_RECORD(order, order_id, customer, amount, event_time);

struct nullable_order {
  std::optional<std::string> customer;
  std::optional<double> amount;
  std::optional<std::int32_t> items;
};
SLUICE_RECORD(nullable_order, customer, amount, items);

enum class side { buy, sell };
enum class level : std::int8_t { low = -1, high = 1 };

struct address {
  std::string city;
  std::optional<std::int32_t> zip;
};
SLUICE_RECORD(address, city, zip);

struct everything {
  bool flag;
  std::int8_t small;
  std::uint16_t port;
  std::int64_t large;
  std::uint64_t huge;
  float ratio;
  double exact;
  std::string text;
  sluice::bytes raw;
  sluice::timestamp time;
  sluice::date day;
  json_test::side side;
  json_test::level level;
  address home;
  std::optional<address> work;
  std::vector<std::int32_t> numbers;
  std::vector<address> addresses;
  std::map<std::string, std::optional<double>> scores;
};
SLUICE_RECORD(everything, flag, small, port, large, huge, ratio, exact, text, raw, time, day, side, level, home, work,
              numbers, addresses, scores);

/// Wants the paths that are named.
template <sluice::fixed_string... Paths>
struct want {
  static constexpr auto value = (sluice::no_columns | ... | sluice::one_column<Paths>);
};

}  // namespace json_test

template <>
struct sluice::enum_names<json_test::side> {
  static constexpr enum_name<json_test::side> values[] = {{json_test::side::buy, "buy"}, {json_test::side::sell, "sell"}};
};
