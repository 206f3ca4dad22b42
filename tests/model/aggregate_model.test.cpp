// SPDX-License-Identifier: Apache-2.0
// Random streams, cut into random batches, against a reference that follows the text of semantics 3 and 5 word by word: for each
// shape of grouping and each output mode, every batch must hand out the same rows. And: the batch run, the last complete result
// and the sum of what append handed out agree.
#include <sluice/plan.hpp>

#include <support/rows.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace sluice;
using support::output;
using support::text_of;
using support::texts;

namespace {

struct event {
  std::optional<timestamp> time;
  int number;
  std::string text;
  std::optional<std::string> label;
  std::optional<int> value;
};
SLUICE_RECORD(event, time, number, text, label, value);

/// What is pushed at once.
struct burst {
  std::vector<event> rows;
};
SLUICE_RECORD(burst, rows);

/// A group a row belongs to: how its keys are shown, and when it ends; never, without a time.
struct membership {
  std::string keys;
  std::optional<std::int64_t> end;
};

std::vector<time_window> windows_of(timestamp time, std::int64_t duration, std::int64_t slide) {
  std::vector<time_window> all;
  for (std::int64_t start = (time.microseconds / slide + 1) * slide; start > time.microseconds - duration - slide; start -= slide)
    if (start <= time.microseconds && time.microseconds < start + duration) all.push_back({{start}, {start + duration}});
  return all;
}

// The shapes: a query part, and the groups of a row by hand. `timed`: the event time is among the keys.

struct tumbling_text {
  static constexpr bool timed = true;
  static auto keys() { return group_by(window(col<"time">, 10s), col<"text">); }
  static std::vector<membership> groups(event const& row) {
    std::vector<membership> all;
    if (row.time)
      for (auto one : windows_of(*row.time, 10'000'000, 10'000'000))
        all.push_back({text_of(one) + ", " + row.text, one.end.microseconds});
    return all;
  }
};
struct sliding_label {
  static constexpr bool timed = true;
  static auto keys() { return group_by(col<"label">, window(col<"time">, 10s, 4s)); }
  static std::vector<membership> groups(event const& row) {
    std::vector<membership> all;
    if (row.time)
      for (auto one : windows_of(*row.time, 10'000'000, 4'000'000))
        all.push_back({text_of(row.label) + ", " + text_of(one), one.end.microseconds});
    return all;
  }
};
struct only_windows {
  static constexpr bool timed = true;
  static auto keys() { return group_by(window(col<"time">, 7s, 7s, 2s)); }
  static std::vector<membership> groups(event row) {
    std::vector<membership> all;
    if (!row.time) return all;
    for (auto one : windows_of(*row.time - 2s, 7'000'000, 7'000'000)) {
      time_window const shifted{one.start + 2s, one.end + 2s};
      all.push_back({text_of(shifted), shifted.end.microseconds});
    }
    return all;
  }
};
struct raw_time {
  static constexpr bool timed = true;
  static auto keys() { return group_by(col<"number">, col<"time">); }
  static std::vector<membership> groups(event const& row) {
    return {{std::to_string(row.number) + ", " + text_of(row.time),
             row.time ? std::optional<std::int64_t>{row.time->microseconds} : std::nullopt}};
  }
};
struct no_time {
  static constexpr bool timed = false;
  static auto keys() { return group_by(col<"label">, col<"number">); }
  static std::vector<membership> groups(event const& row) { return {{text_of(row.label) + ", " + std::to_string(row.number), std::nullopt}}; }
};

auto aggregates() { return aggregate(count(), sum(col<"value">), max(col<"text">), last(col<"number">)); }

/// What is kept of a group.
struct totals {
  std::int64_t rows = 0;
  std::optional<std::int64_t> sum;
  std::string greatest;
  int last = 0;
  std::optional<std::int64_t> end;
  bool changed = false;
};

/// The reference.
template <class Shape, mode Mode>
class reference {
 public:
  reference(std::chrono::microseconds delay, bool no_data_batches) : delay_(delay.count()), no_data_batches_(no_data_batches) {}

  /// Runs a batch and, if the watermark moved, the one without rows after it; gives what both hand out.
  texts batch(std::vector<event> const& rows) {
    texts out;
    for (auto const& row : rows) take(row);
    emit(out);
    std::optional<std::int64_t> const before = watermark_;
    for (auto const& row : rows)
      if (row.time) {
        std::int64_t millis = row.time->microseconds / 1000;
        if (millis * 1000 > row.time->microseconds) --millis;
        std::int64_t const asked = millis * 1000 - delay_;
        if (!watermark_ || asked > *watermark_) watermark_ = asked;
      }
    late_ = before;
    if (watermark_ != before && expires && no_data_batches_) {
      emit(out);
      late_ = watermark_;
    }
    std::sort(out.begin(), out.end());
    return out;
  }

 private:
  static constexpr bool expires = Shape::timed && Mode != mode::complete;

  static bool reached(std::optional<std::int64_t> end, std::optional<std::int64_t> watermark) {
    return expires && end && watermark && *end <= *watermark;
  }

  void take(event const& row) {
    for (auto const& [keys, end] : Shape::groups(row)) {
      if (reached(end, late_)) continue;
      auto& group = groups_[keys];
      group.end = end;
      ++group.rows;
      if (row.value) group.sum = group.sum.value_or(0) + *row.value;
      group.greatest = std::max(group.greatest, row.text);
      group.last = row.number;
      group.changed = true;
    }
  }

  void emit(texts& out) {
    for (auto at = groups_.begin(); at != groups_.end();) {
      auto& [keys, group] = *at;
      bool const ends = reached(group.end, watermark_);
      bool const shown = Mode == mode::append ? ends : Mode == mode::update ? group.changed : true;
      if (shown)
        out.push_back("{" + keys + ", " + std::to_string(group.rows) + ", " + text_of(group.sum) + ", " + group.greatest + ", " +
                      std::to_string(group.last) + "}");
      group.changed = false;
      at = ends ? groups_.erase(at) : std::next(at);
    }
  }

  std::int64_t delay_;
  bool no_data_batches_;
  std::optional<std::int64_t> watermark_;
  std::optional<std::int64_t> late_;
  std::map<std::string, totals> groups_;
};

using batches = std::vector<std::vector<event>>;

/// Rows around a clock that moves on, some early, some late, some without a time.
batches random_stream(std::mt19937& random) {
  auto const below = [&](std::uint32_t limit) { return static_cast<int>(random() % limit); };
  bool const whole_seconds = below(2) == 0;
  std::int64_t now = (below(3) - 1) * std::int64_t{60'000'000};
  batches all(static_cast<std::size_t>(below(12) + 1));
  for (auto& rows : all) {
    rows.resize(static_cast<std::size_t>(below(12)));
    for (auto& row : rows) {
      now += below(4) * 1'000'000;
      std::int64_t time = now + (below(20) - 14) * std::int64_t{1'000'000};
      if (!whole_seconds) time += below(3) - 1 + (below(3) - 1) * 1000;
      if (below(12) != 0) row.time = timestamp{time};
      row.number = below(3);
      row.text = below(4) == 0 ? "a text that is kept on the heap " + std::to_string(below(2)) : std::string(1, static_cast<char>('a' + below(3)));
      if (below(3) != 0) row.label = row.text;
      if (below(4) != 0) row.value = below(9) - 4;
    }
  }
  return all;
}

std::string differences(texts const& found, texts const& wanted) {
  std::string text = "found";
  for (auto const& row : found) text += "\n  " + row;
  text += "\nwanted";
  for (auto const& row : wanted) text += "\n  " + row;
  return text;
}

template <class Shape, mode Mode>
void compare(batches const& stream, std::chrono::microseconds delay) {
  output out;
  auto const query = with_watermark<"time">(delay) | Shape::keys() | aggregates();
  auto live = query.template connect<event>(mode_constant<Mode>{}, out.take(), advance_on::request);
  reference<Shape, Mode> wanted{delay, true};
  std::size_t number = 0;
  for (auto const& rows : stream) {
    for (auto const& row : rows) live.push(row);
    live.advance();
    texts const found = out.rows();
    texts const expected = wanted.batch(rows);
    if (found != expected) FAIL("batch " << number << ", delay " << delay.count() << " us: " << differences(found, expected));
    ++number;
  }
}

/// The same without batches of no rows, so that rows are judged by the watermark before the last (semantics 3.2).
template <class Shape, mode Mode>
void compare_lagging(batches const& stream, std::chrono::microseconds delay) {
  output out;
  auto const query = pushed_rows<event>{} | with_watermark<"time">(delay) | Shape::keys() | aggregates();
  auto running = query.template connect<sluice::detail::emission_of(Mode)>(receiver_step{out.take()});
  reference<Shape, Mode> wanted{delay, false};
  batch_context context;
  for (auto const& rows : stream) {
    running.begin(context);
    for (auto const& row : rows) running.template push<0>(row);
    running.finish();
    watermark_fold fold;
    running.fold_watermark(fold);
    context.late_watermark = context.evict_watermark;
    context.evict_watermark = std::max(context.evict_watermark, fold.value());
    texts const found = out.rows();
    texts const expected = wanted.batch(rows);
    if (found != expected) FAIL("delay " << delay.count() << " us, without batches of no rows: " << differences(found, expected));
  }
}

/// The same where every push is a batch, of several rows or of one.
template <class Shape, mode Mode>
void compare_pushes(batches const& stream, std::chrono::microseconds delay) {
  output out;
  auto const query = select(explode(col<"rows">).template as<"row">()) | select(all_of<"row">) | with_watermark<"time">(delay) | Shape::keys() | aggregates();
  auto live = query.template connect<burst>(mode_constant<Mode>{}, out.take());
  reference<Shape, Mode> wanted{delay, true};
  auto const push = [&](burst const& rows) {
    live.push(rows);
    texts const found = out.rows();
    texts const expected = wanted.batch(rows.rows);
    if (found != expected) FAIL("a push of " << rows.rows.size() << " rows, delay " << delay.count() << " us: " << differences(found, expected));
  };
  bool apart = false;
  for (auto const& rows : stream) {
    if (apart) {
      for (auto const& row : rows) push({{row}});
    } else {
      push({rows});
    }
    apart = !apart;
  }
}

template <class Shape>
texts batch_result(batches const& stream) {
  std::vector<event> rows;
  for (auto const& some : stream) rows.insert(rows.end(), some.begin(), some.end());
  return support::result(read(rows) | with_watermark<"time">(0s) | Shape::keys() | aggregates());
}

/// The last complete result is the batch result.
template <class Shape>
void compare_complete_with_batch(batches const& stream) {
  output out;
  auto live = (with_watermark<"time">(0s) | Shape::keys() | aggregates()).template connect<event>(complete, out.take(), advance_on::request);
  texts last;
  for (auto const& rows : stream) {
    for (auto const& row : rows) live.push(row);
    live.advance();
    last = out.rows();
  }
  if (last != batch_result<Shape>(stream)) FAIL(differences(last, batch_result<Shape>(stream)));
}

/// If no row is late, all that append hands out until the end of time is the batch result, less the groups without a time, which
/// never end.
template <class Shape>
void compare_append_with_batch(batches stream) {
  output out;
  auto live = (with_watermark<"time">(10min) | Shape::keys() | aggregates()).template connect<event>(append, out.take(), advance_on::request);
  for (auto const& rows : stream) {
    for (auto const& row : rows) live.push(row);
    live.advance();
  }
  live.push(event{at(0h), 0, "end", std::nullopt, 0});
  live.advance();
  for (auto& rows : stream) std::erase_if(rows, [](event const& row) { return !row.time; });
  texts const found = out.rows();
  if (found != batch_result<Shape>(stream)) FAIL(differences(found, batch_result<Shape>(stream)));
}

template <class Shape>
void check_shape(std::uint32_t seed) {
  std::mt19937 random(seed);
  for (int round = 0; round < 300; ++round) {
    batches const stream = random_stream(random);
    std::chrono::microseconds const delay{static_cast<std::int64_t>(random() % 3) * 5'000'000};
    if constexpr (Shape::timed) {
      compare<Shape, mode::append>(stream, delay);
      compare_append_with_batch<Shape>(stream);
      compare_pushes<Shape, mode::append>(stream, delay);
      compare_lagging<Shape, mode::append>(stream, delay);
      compare_lagging<Shape, mode::update>(stream, delay);
    }
    compare<Shape, mode::update>(stream, delay);
    compare<Shape, mode::complete>(stream, delay);
    compare_pushes<Shape, mode::update>(stream, delay);
    compare_pushes<Shape, mode::complete>(stream, delay);
    compare_complete_with_batch<Shape>(stream);
  }
}

}  // namespace

TEST_CASE("tumbling windows and texts follow the reference in every mode") { check_shape<tumbling_text>(1); }
TEST_CASE("sliding windows and nullable texts follow the reference in every mode") { check_shape<sliding_label>(2); }
TEST_CASE("shifted windows alone follow the reference in every mode") { check_shape<only_windows>(3); }
TEST_CASE("numbers and nullable times follow the reference in every mode") { check_shape<raw_time>(4); }
TEST_CASE("nullable texts and numbers without a time follow the reference in every mode") { check_shape<no_time>(5); }
