// SPDX-License-Identifier: Apache-2.0
// CSV orders of eight columns, about 75 bytes: a loop by hand (memchr for the ends of values, std::from_chars for numbers)
// against csv::decoder, with all columns, three and one of them wanted, and with all texts in quotes. Both read the same
// buffer and must come to the same sums. `ratio` is our time by that by hand: below 1 is faster than by hand.
#include <sluice/base/time_text.hpp>
#include <sluice/contract/needs.hpp>
#include <sluice/formats/csv/decode.hpp>
#include <sluice/schema/record.hpp>

#include "support/paired.hpp"

#include <benchmark/benchmark.h>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <string_view>

namespace {

struct order {
  std::int64_t id;
  std::string customer;
  std::string product;
  std::int32_t quantity;
  double price;
  double discount;
  sluice::timestamp event_time;
  std::string country;
};
SLUICE_RECORD(order, id, customer, product, quantity, price, discount, event_time, country);

template <sluice::fixed_string... Paths>
struct want {
  static constexpr auto value = (sluice::no_columns | ... | sluice::one_column<Paths>);
};
using one_column = want<"price">;
using three_columns = want<"customer", "price", "event_time">;
using all_columns = sluice::want_everything;

constexpr std::size_t count = 50'000;

template <bool Quoted>
std::string const& orders() {
  static std::string const made = [] {
    std::mt19937_64 random{42};
    std::string text;
    auto const add_text = [&](std::string const& value) { text += Quoted ? "\"" + value + "\"," : value + ","; };
    for (std::size_t i = 0; i < count; ++i) {
      text += std::to_string(random() % 10'000'000) + ",";
      add_text("c-" + std::to_string(random() % 10'000));
      add_text("product " + std::to_string(random() % 500));
      char numbers[64];
      std::snprintf(numbers, sizeof numbers, "%d,%.2f,%.3f,", static_cast<int>(random() % 100), static_cast<double>(random() % 100'000) / 100,
                    static_cast<double>(random() % 1000) / 1000);
      text += numbers;
      sluice::append_iso_timestamp(text, sluice::timestamp::from_milliseconds(1'704'067'200'000 + static_cast<std::int64_t>(random() % 7'200'000)));
      text += ",";
      add_text(random() % 2 == 0 ? "DE" : "US");
      text.back() = '\n';
    }
    text.append(sluice::csv::padding, '\0');
    return text;
  }();
  return made;
}

struct sums {
  std::int64_t integers = 0;
  double numbers = 0;
  std::uint64_t texts = 0;
  std::int64_t times = 0;

  void add_text(std::string_view value) { texts += value.size() * 31 + static_cast<unsigned char>(value.back()); }
  friend bool operator==(sums const&, sums const&) = default;
};

/// What anybody would write: column after column to the last that is needed, then the end of the line.
template <class Want, bool Quoted>
sums read_by_hand(std::string_view text) {
  constexpr auto wants = [](std::string_view name) { return Want::value.wants(name); };
  sums total;
  char const* at = text.data();
  char const* const end = at + text.size();
  auto const find = [&](char wanted) {
    auto const* found = static_cast<char const*>(std::memchr(at, wanted, static_cast<std::size_t>(end - at)));
    if (found == nullptr) std::abort();
    return found;
  };
  auto const skip = [&] { at = find(',') + 1; };
  auto const add_text = [&](char separator, bool wanted) {
    char const* stop;
    if (Quoted && *at == '"') {
      ++at;
      stop = find('"');
      if (wanted) total.add_text({at, static_cast<std::size_t>(stop - at)});
      at = stop + 1;
      if (*at != separator) std::abort();
    } else {
      stop = find(separator);
      if (wanted) total.add_text({at, static_cast<std::size_t>(stop - at)});
      at = stop;
    }
    ++at;
  };
  auto const number = [&](auto& value) {
    auto const parsed = std::from_chars(at, end, value);
    if (parsed.ec != std::errc{} || *parsed.ptr != ',') std::abort();
    at = parsed.ptr + 1;
  };
  while (at < end) {
    std::int64_t id = 0;
    std::int32_t quantity = 0;
    double price = 0;
    double discount = 0;
    if constexpr (wants("id")) number(id);
    else skip();
    add_text(',', wants("customer"));
    add_text(',', wants("product"));
    if constexpr (wants("quantity")) number(quantity);
    else skip();
    number(price);
    total.integers += id + quantity;
    if constexpr (wants("discount")) number(discount);
    else if constexpr (wants("event_time")) skip();
    total.numbers += price + discount;
    if constexpr (wants("event_time")) {
      char const* const stop = find(',');
      sluice::timestamp time;
      if (!sluice::parse_timestamp({at, static_cast<std::size_t>(stop - at)}, time)) std::abort();
      total.times += time.microseconds;
      at = stop + 1;
    }
    if constexpr (wants("country")) add_text('\n', true);
    else at = find('\n') + 1;
  }
  return total;
}

/// Adds up the columns that are wanted.
template <class Want>
struct summing_sink {
  sums total;

  template <class Row>
  void row(Row const& row) {
    constexpr auto wants = [](std::string_view name) { return Want::value.wants(name); };
    if constexpr (wants("id")) total.integers += row.template get<"id">() + row.template get<"quantity">();
    if constexpr (wants("customer")) total.add_text(row.template get<"customer">());
    if constexpr (wants("product")) total.add_text(row.template get<"product">());
    if constexpr (wants("discount")) total.numbers += row.template get<"price">() + row.template get<"discount">();
    else total.numbers += row.template get<"price">();
    if constexpr (wants("event_time")) total.times += row.template get<"event_time">().microseconds;
    if constexpr (wants("country")) total.add_text(row.template get<"country">());
  }
  template <class Row>
  void malformed(Row const&, sluice::csv::problem const&, std::string_view) { std::abort(); }
  void rejected(sluice::csv::problem const&, std::string_view) { std::abort(); }
};

template <class Want, bool Quoted, sluice::csv::strategy Strategy = sluice::csv::strategy::fast>
void csv_decode(benchmark::State& state) {
  std::string_view const text{orders<Quoted>().data(), orders<Quoted>().size() - sluice::csv::padding};
  sluice::csv::decoder<order, Want, Strategy> decoder;
  bench::paired(
      state, count, [&] { return read_by_hand<Want, Quoted>(text); },
      [&] {
        summing_sink<Want> sink;
        if (decoder.read(text, true, sink) != text.size()) std::abort();
        return sink.total;
      });
  state.SetBytesProcessed(2 * state.iterations() * static_cast<std::int64_t>(text.size()));
}

BENCHMARK(csv_decode<all_columns, false>)->Iterations(60);
BENCHMARK(csv_decode<three_columns, false>)->Iterations(60);
BENCHMARK(csv_decode<one_column, false>)->Iterations(60);
BENCHMARK(csv_decode<all_columns, true>)->Iterations(60);
BENCHMARK(csv_decode<one_column, true>)->Iterations(60);
BENCHMARK(csv_decode<all_columns, false, sluice::csv::strategy::exact>)->Iterations(10);

}  // namespace
