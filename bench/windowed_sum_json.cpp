// SPDX-License-Identifier: Apache-2.0
// The windowed sum per customer over JSON texts of about 96 bytes in memory, from text to total, beside the loop one would write by hand:
// simdjson on demand for the three of four fields that are needed, a map of windows with a boost::unordered_flat_map in each, the last
// window remembered. Both read times with the same function. Both give a checksum of the whole result, which must agree.
#include <sluice/json.hpp>
#include <sluice/plan.hpp>
#include <sluice/query/read.hpp>

#include "support/orders.hpp"
#include "support/paired.hpp"

#include <boost/unordered/unordered_flat_map.hpp>
#include <simdjson.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

struct json_order {
  std::string customer;
  double amount;
  sluice::timestamp event_time;
};
SLUICE_RECORD(json_order, customer, amount, event_time);

/// A record that holds a text of JSON; the buffer goes on behind it, as a network buffer does.
struct json_text {
  std::string_view value;
};
SLUICE_RECORD(json_text, value);

}  // namespace bench

namespace {

using namespace sluice;

constexpr std::int64_t window_span = 5LL * 60 * 1'000'000;
constexpr std::size_t order_count = 1'000'000;

auto const revenue = select(from_json<bench::json_order>(col<"value">).as<"data">()) | select(all_of<"data">) |
                         with_watermark<"event_time">(10min) | group_by(window(col<"event_time">, 5min), col<"customer">) |
                         aggregate(sum(col<"amount">).as<"total">());

struct texts {
  std::string buffer;
  std::vector<bench::json_text> each;
};

texts make_texts(std::uint64_t customers) {
  texts made;
  std::vector<std::size_t> ends;
  std::uint64_t number = 0;
  for (auto const& one : bench::make_orders<bench::text_order>(order_count, customers)) {
    char amount[32];
    std::snprintf(amount, sizeof amount, "%.2f", one.amount);
    made.buffer += "{\"order_id\":\"o-" + std::to_string(++number) + "\",\"customer\":\"" + one.customer + "\",\"amount\":" + amount + ",\"event_time\":\"";
    append_iso_timestamp(made.buffer, one.event_time);
    made.buffer += "\"}\n";
    ends.push_back(made.buffer.size());
  }
  made.buffer.append(simdjson::SIMDJSON_PADDING, ' ');
  std::size_t first = 0;
  for (std::size_t const end : ends) {
    made.each.push_back({{made.buffer.data() + first, end - first - 1}});
    first = end;
  }
  return made;
}

struct checksum {
  double total = 0;
  std::uint64_t groups = 0;

  void add(std::int64_t window_start, double sum) {
    total += sum * static_cast<double>(1 + (window_start / window_span) % 7);
    ++groups;
  }
  friend bool operator==(checksum const& left, checksum const& right) {
    double const difference = left.total - right.total;
    return left.groups == right.groups && difference * difference <= 1e-12 * left.total * left.total;
  }
};

struct text_hash : boost::hash<std::string_view> {
  using is_transparent = void;
};
struct text_equal : std::equal_to<> {
  using is_transparent = void;
};
using table = boost::unordered_flat_map<std::string, double, text_hash, text_equal>;

checksum by_hand(texts const& input) {
  simdjson::ondemand::parser parser;
  std::map<std::int64_t, table> windows;
  std::int64_t last_start = -1;
  table* last = nullptr;
  for (auto const& one : input.each) {
    simdjson::ondemand::document document;
    std::string_view customer;
    std::string_view when;
    double amount = 0;
    timestamp time;
    if (parser.iterate(one.value.data(), one.value.size(), one.value.size() + simdjson::SIMDJSON_PADDING).get(document) ||
        document["customer"].get(customer) || document["amount"].get(amount) || document["event_time"].get(when) || !parse_timestamp(when, time))
      std::abort();
    if (last == nullptr || time.microseconds < last_start || time.microseconds >= last_start + window_span) {
      last_start = time.microseconds - time.microseconds % window_span;
      last = &windows[last_start];
    }
    auto const found = last->find(customer);
    if (found == last->end()) last->emplace(customer, amount);
    else found->second += amount;
  }
  checksum result;
  for (auto const& [start, groups] : windows)
    for (auto const& [customer, total] : groups) result.add(start, total);
  return result;
}

checksum by_query(texts const& input) {
  checksum result;
  for_each_row(read(input.each) | revenue, [&](auto const& row) {
    result.add(row.template get<"window">().start.microseconds, row.template get<"total">());
  });
  return result;
}

void compare(benchmark::State& state) {
  auto const input = make_texts(static_cast<std::uint64_t>(state.range(0)));
  bench::paired(state, order_count, [&] { return by_hand(input); }, [&] { return by_query(input); });
}

}  // namespace

BENCHMARK(compare)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();
