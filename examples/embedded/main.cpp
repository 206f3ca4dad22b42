// SPDX-License-Identifier: Apache-2.0
// A query inside a latency-sensitive loop: no thread, no I/O, no allocation once the customers are known. Each push hands the changed total
// to the callback before it returns.
#include <sluice/plan.hpp>

#include <cstdio>
#include <string>

namespace {

using namespace sluice;

struct trade {
  std::string symbol;
  double price;
  std::int64_t quantity;
  timestamp traded_at;
};
SLUICE_RECORD(trade, symbol, price, quantity, traded_at);

/// What was traded per symbol and minute; trades may come five seconds late.
constexpr auto volume = with_watermark<"traded_at">(5s) |
                        group_by(window(col<"traded_at">, 1min), col<"symbol">) |
                        aggregate(sum(col<"price"> * col<"quantity">).as<"volume">(), max(col<"price">).as<"high">());

}  // namespace

int main() {
  auto live = volume.connect<trade>(update, [](auto const& row) {
    std::printf("%.*s: volume %.2f, high %.2f\n", static_cast<int>(row.template get<"symbol">().size()),
                row.template get<"symbol">().data(), row.template get<"volume">(), row.template get<"high">());
  });

  live.push({"ACME", 10.00, 100, at(9h)});
  live.push({"ACME", 10.50, 20, at(9h + 10s)});
  live.push({"INIT", 99.90, 1, at(9h + 12s)});
  live.push({"ACME", 11.00, 5, at(9h + 2min)});   // a new minute: ACME's volume starts again
  live.push({"INIT", 98.00, 3, at(9h + 30s)});    // more than five seconds late: dropped, and counted
  auto const state = live.report().states.front();
  std::printf("open groups: %llu, dropped as late: %llu\n", static_cast<unsigned long long>(state.rows_total),
              static_cast<unsigned long long>(state.rows_dropped_by_watermark));
}
