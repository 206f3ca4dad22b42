// SPDX-License-Identifier: Apache-2.0
// JSON orders of about 96 bytes: hand-written simdjson on demand against json::decoder, with one, three and four of four
// fields wanted. Both read the same buffer of lines, where each line has readable bytes behind it, and must come to the
// same sums. Items are records; `speedup` is the time by hand over the time by schema, best of passes that take turns.
#include <sluice/base/time_text.hpp>
#include <sluice/contract/needs.hpp>
#include <sluice/formats/json/decode.hpp>
#include <sluice/schema/record.hpp>

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct order {
  std::string order_id;
  std::string customer;
  double amount;
  sluice::timestamp event_time;
};
SLUICE_RECORD(order, order_id, customer, amount, event_time);

template <sluice::fixed_string... Paths>
struct want {
  static constexpr auto value = (sluice::no_columns | ... | sluice::one_column<Paths>);
};
using one_field = want<"amount">;
using three_fields = want<"customer", "amount", "event_time">;
using four_fields = want<"order_id", "customer", "amount", "event_time">;

struct lines {
  std::string text;
  std::vector<std::string_view> each;
};

lines const& orders() {
  static lines const made = [] {
    constexpr int count = 50'000;  // 4.8 MB: beyond L2, and little enough to stay in L3
    lines result;
    std::mt19937_64 random{42};
    std::vector<std::size_t> ends;
    for (int i = 0; i < count; ++i) {
      char amount[16];
      std::snprintf(amount, sizeof amount, "%.2f", static_cast<double>(random() % 100'000) / 100);
      result.text += "{\"order_id\":\"o-" + std::to_string(random() % 1'000'000) + "\",\"customer\":\"c-" +
                     std::to_string(random() % 10'000) + "\",\"amount\":" + amount + ",\"event_time\":\"";
      sluice::append_iso_timestamp(result.text, sluice::timestamp::from_milliseconds(
                                                    1'704'067'200'000 + static_cast<std::int64_t>(random() % 7'200'000)));
      result.text += "\"}\n";
      ends.push_back(result.text.size());
    }
    result.text.append(sluice::json::padding, ' ');
    std::size_t first = 0;
    for (std::size_t end : ends) {
      result.each.emplace_back(result.text.data() + first, end - first - 1);
      first = end;
    }
    return result;
  }();
  return made;
}

struct sums {
  double amount = 0;
  std::uint64_t text = 0;
  std::int64_t time = 0;

  void add_text(std::string_view value) { text += value.size() * 31 + static_cast<unsigned char>(value.back()); }
  friend bool operator==(sums const&, sums const&) = default;
};

/// What anybody would write: the fields by name, in the order of the keys.
template <class Want>
sums read_by_hand(simdjson::ondemand::parser& parser, lines const& input) {
  sums total;
  for (std::string_view line : input.each) {
    simdjson::ondemand::document document;
    if (parser.iterate(line.data(), line.size(), line.size() + sluice::json::padding).get(document)) std::abort();
    std::string_view text;
    if constexpr (Want::value.wants("order_id")) {
      if (document["order_id"].get(text)) std::abort();
      total.add_text(text);
    }
    if constexpr (Want::value.wants("customer")) {
      if (document["customer"].get(text)) std::abort();
      total.add_text(text);
    }
    double amount;
    if (document["amount"].get(amount)) std::abort();
    total.amount += amount;
    if constexpr (Want::value.wants("event_time")) {
      if (document["event_time"].get(text)) std::abort();
      sluice::timestamp time;
      if (!sluice::parse_timestamp(text, time)) std::abort();
      total.time += time.microseconds;
    }
  }
  return total;
}

template <class Want, bool Padded, class Decoder>
sums read_by_schema(Decoder& decode, lines const& input) {
  sums total;
  for (std::string_view line : input.each) {
    auto const outcome = Padded ? decode.decode_padded(line) : decode.decode(line);
    if (outcome != sluice::json::verdict::ok) std::abort();
    auto const& row = decode.row();
    if constexpr (Want::value.wants("order_id")) total.add_text(row.template get<"order_id">());
    if constexpr (Want::value.wants("customer")) total.add_text(row.template get<"customer">());
    total.amount += row.template get<"amount">();
    if constexpr (Want::value.wants("event_time")) total.time += row.template get<"event_time">().microseconds;
  }
  return total;
}

template <class Pass>
double seconds_of(Pass const& pass) {
  auto const start = std::chrono::steady_clock::now();
  benchmark::DoNotOptimize(pass());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void count(benchmark::State& state) {
  auto const records = state.iterations() * static_cast<std::int64_t>(orders().each.size());
  state.SetItemsProcessed(records);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(orders().text.size()));
}

template <class Want>
void by_hand(benchmark::State& state) {
  simdjson::ondemand::parser parser;
  for (auto _ : state) benchmark::DoNotOptimize(read_by_hand<Want>(parser, orders()));
  count(state);
}

using sluice::json::strategy;

template <class Want, bool Padded, strategy Strategy = strategy::speculative>
void by_schema(benchmark::State& state) {
  simdjson::ondemand::parser parser;
  sluice::json::decoder<order, Want, sluice::json::no_probe, Strategy> decode;
  if (read_by_schema<Want, Padded>(decode, orders()) != read_by_hand<Want>(parser, orders())) {
    state.SkipWithError("the two readers disagree");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(read_by_schema<Want, Padded>(decode, orders()));
  count(state);
  double by_hand_time = 1;
  double by_schema_time = 1;
  for (int pass = 0; pass < 20; ++pass) {
    by_hand_time = std::min(by_hand_time, seconds_of([&] { return read_by_hand<Want>(parser, orders()); }));
    by_schema_time = std::min(by_schema_time, seconds_of([&] { return read_by_schema<Want, Padded>(decode, orders()); }));
  }
  state.counters["speedup"] = by_hand_time / by_schema_time;
}

BENCHMARK(by_hand<one_field>);
BENCHMARK(by_schema<one_field, true>);
BENCHMARK(by_schema<one_field, false>);
BENCHMARK(by_schema<one_field, true, strategy::plain>);
BENCHMARK(by_hand<three_fields>);
BENCHMARK(by_schema<three_fields, true>);
BENCHMARK(by_schema<three_fields, false>);
BENCHMARK(by_schema<three_fields, true, strategy::plain>);
BENCHMARK(by_hand<four_fields>);
BENCHMARK(by_schema<four_fields, true>);
BENCHMARK(by_schema<four_fields, false>);
BENCHMARK(by_schema<four_fields, true, strategy::plain>);

}  // namespace
