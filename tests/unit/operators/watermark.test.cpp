// SPDX-License-Identifier: Apache-2.0
// Event time: what with_watermark sees, what is late, when groups become final, in each output mode. Rules: semantics 3 and 5.
#include <sluice/plan.hpp>

#include <support/rows.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace sluice;
using support::output;
using support::texts;

namespace {

struct event {
  std::optional<timestamp> time;
  std::string key = "k";
  int value = 1;
};
SLUICE_RECORD(event, time, key, value);

event on(std::chrono::microseconds time, std::string key = "k", int value = 1) { return {at(time), std::move(key), value}; }

/// One batch of an embedded query, with the batch without rows that may follow it.
template <class Live>
void batch(Live& live, std::initializer_list<event> rows) {
  for (auto const& row : rows) live.push(row);
  live.advance();
}

auto const by_window = with_watermark<"time">(10min) | group_by(window(col<"time">, 5min)) | count();
auto const by_time = with_watermark<"time">(10min) | group_by<"time">() | count();
auto const by_key = with_watermark<"time">(10min) | group_by<"key">() | count();

state_progress state_of(step_report const& report) { return report.states.at(0); }

}  // namespace

TEST_CASE("append hands a window out once, when the watermark has reached its end") {
  output out;
  auto live = by_window.connect<event>(append, out.take(), advance_on::request);
  CHECK(live.watermark() == no_watermark);
  batch(live, {on(12h + 1min), on(12h + 4min)});
  CHECK(live.watermark() == at(11h + 54min).microseconds);
  CHECK(out.rows().empty());
  batch(live, {on(12h + 14min + 59s)});
  CHECK(out.rows().empty());
  batch(live, {on(12h + 15min)});
  CHECK(out.rows() == texts{"{{12:00:00, 12:05:00}, 2}"});
  batch(live, {on(12h + 40min)});
  CHECK(out.rows() == texts{"{{12:10:00, 12:15:00}, 1}", "{{12:15:00, 12:20:00}, 1}"});
  batch(live, {});
  CHECK(out.rows().empty());
}

TEST_CASE("a window row is late when its window has ended by the watermark, whatever its own time") {
  // semantics 3.3: watermark 11:50, windows of five minutes.
  output out;
  auto live = by_window.connect<event>(append, out.take(), advance_on::request);
  batch(live, {on(12h)});
  batch(live, {on(11h + 49min), on(11h + 50min)});
  CHECK(state_of(live.report()).rows_dropped_by_watermark == 1);
  batch(live, {on(13h)});
  CHECK(out.rows() == texts{"{{11:50:00, 11:55:00}, 1}", "{{12:00:00, 12:05:00}, 1}"});
}

TEST_CASE("rows are judged by the watermark before their batch") {
  output out;
  auto live = by_window.connect<event>(append, out.take(), advance_on::request);
  batch(live, {on(12h)});
  // The first row moves the watermark to 12:50 only when the batch is over.
  batch(live, {on(13h), on(12h + 1min), on(11h + 51min)});
  CHECK(out.rows() == texts{"{{11:50:00, 11:55:00}, 1}", "{{12:00:00, 12:05:00}, 2}"});
  batch(live, {on(12h + 1min), on(12h + 45min)});
  CHECK(state_of(live.report()).rows_dropped_by_watermark == 2);
  CHECK(out.rows().empty());
}

TEST_CASE("update hands out each group that got a row, once per batch, even if its value is the same") {
  output out;
  auto const query = with_watermark<"time">(10min) | group_by(window(col<"time">, 5min), col<"key">) | max(col<"value">).as<"m">();
  auto live = query.connect<event>(update, out.take(), advance_on::request);
  batch(live, {on(12h, "a", 5), on(12h, "b", 1), on(12h, "a", 7)});
  CHECK(out.rows() == texts{"{{12:00:00, 12:05:00}, a, 7}", "{{12:00:00, 12:05:00}, b, 1}"});
  batch(live, {on(12h, "a", 3)});
  CHECK(out.rows() == texts{"{{12:00:00, 12:05:00}, a, 7}"});
  batch(live, {});
  CHECK(out.rows().empty());
}

TEST_CASE("update drops late rows and forgets groups in silence") {
  output out;
  auto live = by_window.connect<event>(update, out.take(), advance_on::request);
  // Changed and final in the same batch: handed out once, then gone.
  batch(live, {on(12h + 1min), on(13h)});
  CHECK(out.rows() == texts{"{{12:00:00, 12:05:00}, 1}", "{{13:00:00, 13:05:00}, 1}"});
  CHECK(state_of(live.report()).rows_total == 1);
  CHECK(state_of(live.report()).rows_removed == 1);
  batch(live, {on(12h + 1min)});
  CHECK(out.rows().empty());
  CHECK(state_of(live.report()).rows_dropped_by_watermark == 1);
}

TEST_CASE("complete drops nothing, forgets nothing, and hands out everything in every batch") {
  output out;
  auto live = by_window.connect<event>(complete, out.take(), advance_on::request);
  batch(live, {on(12h + 1min), on(13h)});
  CHECK(out.in_order().size() == 2);
  batch(live, {on(12h + 1min)});
  CHECK(out.rows() == texts{"{{12:00:00, 12:05:00}, 2}", "{{13:00:00, 13:05:00}, 1}"});
  batch(live, {});
  CHECK(out.rows().size() == 2);
}

TEST_CASE("a group of the raw event time is late and final at the watermark itself") {
  // semantics 3.3: watermark 11:50:00.000, a row at that instant is late, one a millisecond later is not.
  output out;
  auto live = by_time.connect<event>(append, out.take(), advance_on::request);
  batch(live, {on(12h)});
  batch(live, {on(11h + 50min), on(11h + 50min + 1ms), on(11h + 50min + 1us)});
  CHECK(state_of(live.report()).rows_dropped_by_watermark == 1);
  CHECK(out.rows().empty());
  batch(live, {on(12h + 1ms)});
  CHECK(out.rows() == texts{"{11:50:00.000001, 1}", "{11:50:00.001, 1}"});
  batch(live, {on(12h + 10min)});
  CHECK(out.rows() == texts{"{12:00:00, 1}"});
  batch(live, {on(14h)});
  CHECK(out.rows() == texts{"{12:00:00.001, 1}", "{12:10:00, 1}"});
  CHECK(state_of(live.report()).rows_total == 1);
}

TEST_CASE("groups keyed by time expire one by one, across the spans they are kept in") {
  output out;
  auto live = (with_watermark<"time">(0min) | group_by<"key", "time">() | count()).connect<event>(append, out.take(), advance_on::request);
  batch(live, {on(12h + 30s, "a"), on(12h + 30s, "b"), on(12h + 31s, "a"), on(12h + 90s, "a")});
  CHECK(out.rows() == texts{"{a, 12:00:30, 1}", "{a, 12:00:31, 1}", "{a, 12:01:30, 1}", "{b, 12:00:30, 1}"});
  batch(live, {on(12h + 91s), on(12h + 92s), on(12h + 90s)});
  CHECK(out.rows() == texts{"{k, 12:01:31, 1}", "{k, 12:01:32, 1}"});
  CHECK(state_of(live.report()).rows_total == 0);
}

TEST_CASE("a watermark without its column among the keys drops and forgets nothing") {
  output out;
  auto live = by_key.connect<event>(update, out.take(), advance_on::request);
  batch(live, {on(12h, "a"), on(14h, "b")});
  batch(live, {on(1h, "a"), on(2h, "c")});
  CHECK(out.rows() == texts{"{a, 1}", "{a, 2}", "{b, 1}", "{c, 1}"});
  CHECK(state_of(live.report()).rows_total == 3);
}

TEST_CASE("without a watermark nothing is late") {
  output out;
  auto live = (group_by(window(col<"time">, 5min)) | count()).connect<event>(update, out.take(), advance_on::request);
  batch(live, {on(14h)});
  batch(live, {on(1h)});
  CHECK(out.rows() == texts{"{{01:00:00, 01:05:00}, 1}", "{{14:00:00, 14:05:00}, 1}"});
}

TEST_CASE("rows without a time lie in no window, never move the watermark, and never expire") {
  output windows;
  auto live = by_window.connect<event>(append, windows.take(), advance_on::request);
  batch(live, {event{std::nullopt}, event{std::nullopt}});
  CHECK(live.watermark() == no_watermark);
  batch(live, {event{std::nullopt}, on(12h)});
  batch(live, {on(14h)});
  CHECK(windows.rows() == texts{"{{12:00:00, 12:05:00}, 1}"});

  output times;
  auto raw = by_time.connect<event>(append, times.take(), advance_on::request);
  batch(raw, {event{std::nullopt}, on(12h), on(14h), event{std::nullopt}});
  batch(raw, {event{std::nullopt}});
  CHECK(times.rows() == texts{"{12:00:00, 1}"});
  CHECK(state_of(raw.report()).rows_total == 2);

  output changes;
  auto updates = by_time.connect<event>(update, changes.take(), advance_on::request);
  batch(updates, {event{std::nullopt}, on(14h)});
  batch(updates, {event{std::nullopt}});
  CHECK(changes.rows() == texts{"{14:00:00, 1}", "{NULL, 1}", "{NULL, 2}"});
}

TEST_CASE("the watermark is floored to milliseconds, before 1970 too, and never goes back") {
  output out;
  auto live = (with_watermark<"time">(0ms) | group_by<"time">() | count()).connect<event>(append, out.take(), advance_on::request);
  auto const after = [&](std::int64_t microseconds) {
    live.push({timestamp{microseconds}});
    live.advance();
    return live.watermark();
  };
  CHECK(after(-1) == -1000);
  CHECK(after(-1000) == -1000);
  CHECK(after(-2'000'000) == -1000);
  CHECK(after(999) == 0);
  CHECK(after(1000) == 1000);
  CHECK(after(1999) == 1000);
  CHECK(after(500) == 1000);
  // Flooring keeps the newest rows open: −1 µs until 0 ms, 1999 µs to the end.
  CHECK(out.in_order() == texts{"{1969-12-31 23:59:59.999999, 1}", "{1970-01-01 00:00:00.000999, 1}", "{1970-01-01 00:00:00.001, 1}"});
}

TEST_CASE("old rows are not late before the first watermark") {
  // semantics 3.3 and 22: unlike Spark, whose watermark starts at 1970.
  output out;
  auto live = by_window.connect<event>(update, out.take(), advance_on::request);
  live.push({timestamp{-86'400'000'000}});
  live.advance();
  CHECK(out.rows() == texts{"{{1969-12-31 00:00:00, 1969-12-31 00:05:00}, 1}"});
}

TEST_CASE("with every push a batch, results are out when push returns") {
  output out;
  auto live = by_window.connect<event>(append, out.take());
  live.push(on(12h));
  live.push(on(12h + 4min));
  CHECK(out.rows().empty());
  live.push(on(12h + 15min));
  CHECK(out.rows() == texts{"{{12:00:00, 12:05:00}, 2}"});
  live.push(on(12h + 4min));
  live.push(on(13h));
  CHECK(out.rows() == texts{"{{12:15:00, 12:20:00}, 1}"});
}

TEST_CASE("sliding windows: a row may be late for some of its windows only") {
  output out;
  auto const query = with_watermark<"time">(10min) | group_by(window(col<"time">, 10min, 5min)) | count();
  auto live = query.connect<event>(append, out.take(), advance_on::request);
  batch(live, {on(12h + 20min)});
  CHECK(timestamp{live.watermark()} == at(12h + 10min));
  // 12:07 lies in [12:00, 12:10), which is over, and in [12:05, 12:15).
  batch(live, {on(12h + 7min)});
  CHECK(state_of(live.report()).rows_dropped_by_watermark == 1);
  batch(live, {on(13h)});
  CHECK(out.rows() == texts{"{{12:05:00, 12:15:00}, 1}", "{{12:15:00, 12:25:00}, 1}", "{{12:20:00, 12:30:00}, 1}"});
}

TEST_CASE("the mark stays with an alias, a rename, a projection and a window column") {
  auto const rows_of = [](auto const& query) {
    output out;
    auto live = query.template connect<event>(append, out.take(), advance_on::request);
    batch(live, {on(12h), on(14h)});
    return out.rows();
  };
  auto const mark = with_watermark<"time">(10min);
  texts const first_window{"{{12:00:00, 12:05:00}, 1}"};
  CHECK(rows_of(mark | select(col<"time">.as<"t">()) | group_by(window(col<"t">, 5min)) | count()) == first_window);
  CHECK(rows_of(mark | rename<"time", "t">() | group_by(window(col<"t">, 5min).as<"w">()) | count()) == first_window);
  CHECK(rows_of(mark | with_column<"w">(window(col<"time">, 5min)) | group_by<"w">() | count()) == first_window);
  CHECK(rows_of(mark | with_column<"w">(window(col<"time">, 5min)) | group_by(window_time(col<"w">).as<"t">()) | count()) ==
        texts{"{12:04:59.999999, 1}"});
  CHECK(rows_of(mark | group_by(col<"time">, window(col<"time">, 5min)) | count()) == texts{"{12:00:00, {12:00:00, 12:05:00}, 1}"});
}

TEST_CASE("a window of another time than the marked one expires by the mark") {
  // The window is of the time ten hours earlier; the groups expire by their own time all the same.
  output out;
  auto const query = with_watermark<"time">(10min) | with_column<"other">(cast<timestamp>(col<"time">) - 10h) |
                     group_by(window(col<"other">, 1h), col<"time">) | count();
  auto live = query.connect<event>(append, out.take(), advance_on::request);
  batch(live, {on(12h), on(12h), on(12h + 5min)});
  CHECK(out.rows().empty());
  batch(live, {on(12h + 10min), on(11h + 50min)});
  CHECK(out.rows() == texts{"{{02:00:00, 03:00:00}, 12:00:00, 2}"});
  CHECK(state_of(live.report()).rows_dropped_by_watermark == 1);
  batch(live, {on(15h)});
  CHECK(out.rows() == texts{"{{02:00:00, 03:00:00}, 12:05:00, 1}", "{{02:00:00, 03:00:00}, 12:10:00, 1}"});
  CHECK(state_of(live.report()).rows_total == 1);
}

TEST_CASE("an aggregation behind another gets its windows in time, and hands its own out in append") {
  output out;
  auto const query = with_watermark<"time">(0min) | group_by(window(col<"time">, 5min)) | count() | group_by(window(col<"window">, 10min)) |
                     aggregate(sum(col<"count">), count());
  auto live = query.connect<event>(append, out.take(), advance_on::request);
  batch(live, {on(12h + 1min), on(12h + 2min), on(12h + 6min)});
  CHECK(out.rows().empty());
  batch(live, {on(12h + 12min)});
  CHECK(out.rows() == texts{"{{12:00:00, 12:10:00}, 3, 2}"});
  batch(live, {on(12h + 40min)});
  CHECK(out.rows() == texts{"{{12:10:00, 12:20:00}, 1, 1}"});
  auto const report = live.report();
  REQUIRE(report.states.size() == 2);
  CHECK(report.states[0].rows_removed == 3);
  CHECK(report.states[1].rows_removed == 2);
  CHECK(report.states[1].rows_dropped_by_watermark == 0);
}

TEST_CASE("the watermark of a union is the lesser of its sides', and a side without rows holds it back") {
  std::vector<event> const none;
  output out;
  auto const side = read(none) | with_watermark<"time">(10min);
  auto const query = side | union_with(side) | group_by(window(col<"time">, 5min)) | count();
  auto running = query.connect<emission::append>(receiver_step{out.take()});
  batch_context context;
  auto const run = [&] {
    running.finish();
    watermark_fold fold;
    running.fold_watermark(fold);
    context.late_watermark = context.evict_watermark;
    context.evict_watermark = std::max(fold.value(), context.evict_watermark);
    running.begin(context);
    return fold.value();
  };
  running.begin(context);
  running.push<0>(on(12h));
  CHECK(run() == no_watermark);
  running.push<1>(on(13h));
  CHECK(timestamp{run()} == at(11h + 50min));
  running.push<0>(on(13h));
  CHECK(timestamp{run()} == at(12h + 50min));
  run();
  CHECK(out.rows() == texts{"{{12:00:00, 12:05:00}, 1}"});
  step_report report;
  running.report(report);
  CHECK(report.watermarks.size() == 2);
}

TEST_CASE("a union of a marked and an unmarked side carries no mark") {
  std::vector<event> const none;
  using marked = decltype(read(none) | with_watermark<"time">(10min));
  using plain = decltype(read(none));
  STATIC_REQUIRE(decltype(std::declval<marked>() | union_with(std::declval<marked>()))::schema::has_event_time);
  STATIC_REQUIRE_FALSE(decltype(std::declval<marked>() | union_with(std::declval<plain>()))::schema::has_event_time);
  STATIC_REQUIRE_FALSE(decltype(std::declval<plain>() | union_with(std::declval<marked>()))::schema::has_event_time);
}

TEST_CASE("event times of a batch are reported, a backfill of years too") {
  output out;
  auto const query = with_watermark<"time">(0min);
  std::vector<event> const none;
  auto running = (read(none) | query).connect<emission::append>(receiver_step{out.take()});
  running.begin(batch_context{});
  std::int64_t const year = 365LL * 86'400'000'000;
  for (int i = 0; i < 2'000; ++i) running.push<0>(event{timestamp{(i % 2 == 0 ? -300 : 300) * year}});
  running.push<0>(event{std::nullopt});
  step_report report;
  running.report(report);
  REQUIRE(report.watermarks.size() == 1);
  CHECK(report.watermarks[0].rows == 2'000);
  CHECK(report.watermarks[0].min == -300 * year);
  CHECK(report.watermarks[0].max == 300 * year);
  CHECK(report.watermarks[0].mean == 0.0);
}

TEST_CASE("a global aggregate in update and complete is handed out in every batch") {
  for (auto const& rows : {std::vector<event>{}, std::vector<event>{on(12h, "a", 5)}}) {
    output changed;
    output whole;
    auto const query = aggregate(count(), sum(col<"value">));
    auto updates = query.connect<event>(update, changed.take(), advance_on::request);
    auto completes = query.connect<event>(complete, whole.take(), advance_on::request);
    for (auto const& row : rows) {
      updates.push(row);
      completes.push(row);
    }
    std::string const expected = rows.empty() ? "{0, NULL}" : "{1, 5}";
    for (int round = 0; round < 2; ++round) {
      updates.advance();
      completes.advance();
      CHECK(changed.in_order() == texts{expected});
      CHECK(whole.in_order() == texts{expected});
    }
  }
}

TEST_CASE("a batch whose rows are all late hands out nothing") {
  output out;
  auto live = by_window.connect<event>(update, out.take(), advance_on::request);
  batch(live, {on(14h)});
  CHECK(out.rows().size() == 1);
  batch(live, {on(12h), on(12h)});
  CHECK(out.rows().empty());
}

TEST_CASE("a batch run over a bounded input has no watermark") {
  std::vector<event> const rows{on(14h), on(12h), event{std::nullopt}};
  CHECK(support::result(read(rows) | by_window) == texts{"{{12:00:00, 12:05:00}, 1}", "{{14:00:00, 14:05:00}, 1}"});
  CHECK(support::result(read(rows) | by_time) == texts{"{12:00:00, 1}", "{14:00:00, 1}", "{NULL, 1}"});
}

TEST_CASE("metrics tell rows kept, updated, removed and dropped") {
  output out;
  auto live = by_window.connect<event>(update, out.take(), advance_on::request);
  batch(live, {on(12h), on(12h + 6min), on(12h + 6min)});
  CHECK(state_of(live.report()).rows_total == 2);
  CHECK(state_of(live.report()).rows_updated == 2);
  CHECK(state_of(live.report()).memory_bytes > 0);
  batch(live, {on(12h + 6min), on(12h + 20min)});
  auto const state = state_of(live.report());
  CHECK(state.name == "stateStoreSave");
  CHECK(state.rows_total == 1);
  CHECK(state.rows_updated == 4);
  CHECK(state.rows_removed == 2);
  CHECK(state.rows_dropped_by_watermark == 0);
}

TEST_CASE("the delay must not be negative") {
  CHECK_THROWS_AS(with_watermark<"time">(-1ms), option_error);
  CHECK_NOTHROW(with_watermark<"time">(0ms));
}
