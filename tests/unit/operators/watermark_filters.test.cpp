// SPDX-License-Identifier: Apache-2.0
// Which filters behind with_watermark go before it, so that the rows they drop do not move the watermark. Rules: semantics 3.1.
#include <sluice/plan.hpp>

#include <support/rows.hpp>

#include <catch2/catch.hpp>

#include <chrono>
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

}  // namespace

TEST_CASE("rows that a filter before the watermark drops do not move it, and a filter behind it on other columns goes before it") {
  auto const watermark_after = [](auto const& query) {
    output out;
    auto live = query.template connect<event>(append, out.take(), advance_on::request);
    batch(live, {on(12h, "keep"), on(14h, "drop")});
    return timestamp{live.watermark()};
  };
  timestamp const of_kept = at(11h + 50min);
  timestamp const of_all = at(13h + 50min);
  auto const mark = with_watermark<"time">(10min);
  auto const count_windows = group_by(window(col<"time">, 5min)) | count();
  CHECK(watermark_after(where(col<"key"> == "keep") | mark | count_windows) == of_kept);
  CHECK(watermark_after(mark | where(col<"key"> == "keep") | count_windows) == of_kept);
  CHECK(watermark_after(mark | where(col<"key"> == "keep") | where(col<"value"> == 1) | count_windows) == of_kept);
  // A filter on the event time stays where it is: the rows it drops have been seen.
  CHECK(watermark_after(mark | where(col<"time"> < at(13h)) | count_windows) == of_all);
  // Beside or behind such a one, another goes before it all the same.
  CHECK(watermark_after(mark | where(col<"time"> < at(15h)) | where(col<"key"> == "keep") | count_windows) == of_kept);
  CHECK(watermark_after(mark | where(col<"time"> < at(15h) && col<"key"> == "keep") | count_windows) == of_kept);
  CHECK(watermark_after(mark | where(col<"value"> == 1 && (col<"time"> < at(15h) && col<"key"> == "keep")) | count_windows) == of_kept);
  CHECK(watermark_after(mark | where(col<"time"> < at(15h) || col<"key"> == "keep") | count_windows) == of_all);
  CHECK(watermark_after(mark | where([](event const& one) { return one.key == "keep"; }) | count_windows) == of_all);
  // So does one behind a projection, which Spark would take along.
  CHECK(watermark_after(mark | select<"time", "key">() | where(col<"key"> == "keep") | count_windows) == of_all);
}
