// SPDX-License-Identifier: Apache-2.0
// What an aggregation reports of its groups. Rules: semantics 18.5.
#include <sluice/plan.hpp>

#include <support/rows.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>

using namespace sluice;
using support::output;

namespace {

struct event {
  timestamp time;
  std::string key = "k";
  int value = 1;
};
SLUICE_RECORD(event, time, key, value);

event on(std::chrono::microseconds time, std::string key) { return {at(time), std::move(key)}; }

/// One batch of an embedded query, with the batch without rows that may follow it.
template <class Live>
void batch(Live& live, std::initializer_list<event> rows) {
  for (auto const& row : rows) live.push(row);
  live.advance();
}

state_progress state_of(step_report const& report) { return report.states.at(0); }

}  // namespace

TEST_CASE("each group that a batch changes counts as updated, in every mode") {
  // semantics 18.5. Three groups in the first batch, two of them in the second.
  auto const updated = [](auto mode, advance_on when) {
    output out;
    auto live = (with_watermark<"time">(10min) | group_by(window(col<"time">, 5min), col<"key">) | count())
                    .template connect<event>(mode, out.take(), when);
    batch(live, {on(12h, "a"), on(12h + 1min, "a"), on(12h, "b"), on(12h + 6min, "a")});
    std::uint64_t const first = state_of(live.report()).rows_updated;
    batch(live, {on(12h, "a"), on(12h, "b"), on(12h + 2min, "b")});
    return std::pair{first, state_of(live.report()).rows_updated};
  };
  using counts = std::pair<std::uint64_t, std::uint64_t>;
  CHECK(updated(append, advance_on::request) == counts{3, 5});
  CHECK(updated(update, advance_on::request) == counts{3, 5});
  CHECK(updated(complete, advance_on::request) == counts{3, 5});
  // With every push a batch, each row changes its group.
  CHECK(updated(append, advance_on::every_push) == counts{4, 7});
  CHECK(updated(update, advance_on::every_push) == counts{4, 7});
  CHECK(updated(complete, advance_on::every_push) == counts{4, 7});
}
