// SPDX-License-Identifier: Apache-2.0
// group_by and aggregate over bounded input: keys of all kinds, windows, global aggregates. Rules: semantics 4 and 5.
#include <sluice/plan.hpp>

#include <support/rows.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace sluice;
using support::columns;
using support::result;
using support::text_of;
using support::texts;

namespace {

enum class side { buy, sell };

struct trade {
  std::optional<std::string> symbol;
  side direction;
  double price;
  std::optional<int> amount;
  std::optional<timestamp> time;
  bool urgent;
};
SLUICE_RECORD(trade, symbol, direction, price, amount, time, urgent);

double const not_a_number = std::numeric_limits<double>::quiet_NaN();
std::vector<trade> const trades{
    {"a", side::buy, 1.0, 10, at(12h + 1min), true},
    {"b", side::sell, 2.0, 20, at(12h + 4min), false},
    {std::nullopt, side::buy, not_a_number, std::nullopt, at(12h + 6min), true},
    {"a", side::sell, -0.0, std::nullopt, std::nullopt, true},
    {"a", side::buy, 0.0, 5, at(12h + 9min), false},
    {std::nullopt, side::sell, -not_a_number, 7, at(12h + 11min), false},
};

template <class X>
using row_x = row<cell<"x", X>>;
/// The counts of the groups of some values.
template <class X>
texts groups_of(std::vector<row_x<X>> const& rows) {
  return result(read(rows) | group_by<"x">() | count());
}

}  // namespace

TEST_CASE("a group has its keys, then its aggregates") {
  auto const query = read(trades) | group_by<"symbol">() | aggregate(count(), sum(col<"amount">), max(col<"price">).as<"top">());
  CHECK(columns(query) == "symbol count(1) sum(amount) top");
  CHECK(result(query) == texts{"{NULL, 2, 7, NaN}", "{a, 3, 15, 1.0}", "{b, 1, 20, 2.0}"});
}

TEST_CASE("an aggregate may be piped directly") {
  CHECK(columns(read(trades) | group_by<"symbol">() | count()) == "symbol count");
  CHECK(result(read(trades) | group_by<"symbol">() | count()) == texts{"{NULL, 2}", "{a, 3}", "{b, 1}"});
  CHECK(columns(read(trades) | group_by<"symbol">() | sum<"amount">()) == "symbol sum(amount)");
  CHECK(result(read(trades) | group_by<"symbol">() | avg(col<"amount">).as<"mean">()) == texts{"{NULL, 7.0}", "{a, 7.5}", "{b, 20.0}"});
}

TEST_CASE("NULL, NaN of any sign, and zero of any sign are one group each") {
  CHECK(result(read(trades) | group_by<"price">() | count()).size() == 4);
  std::vector<row_x<double>> const zeros{{{0.0}}, {{-0.0}}, {{not_a_number}}, {{-not_a_number}}, {{1.0}}};
  CHECK(groups_of(zeros).size() == 3);
  std::vector<row_x<std::optional<float>>> const floats{{{-0.0F}}, {{std::nullopt}}, {{0.0F}}, {{std::nullopt}}};
  CHECK(groups_of(floats).size() == 2);
  CHECK(groups_of<std::optional<std::string>>({{{""}}, {{std::nullopt}}, {{""}}}) == texts{"{, 2}", "{NULL, 1}"});
  CHECK(groups_of<std::optional<int>>({{{0}}, {{std::nullopt}}, {{0}}}) == texts{"{0, 2}", "{NULL, 1}"});
}

TEST_CASE("keys may be numbers, texts, enums, truth values, times, bytes") {
  CHECK(groups_of<std::int8_t>({{{-1}}, {{1}}, {{-1}}}) == texts{"{-1, 2}", "{1, 1}"});
  CHECK(groups_of<std::uint64_t>({{{~0ULL}}, {{0}}, {{~0ULL}}}) == texts{"{0, 1}", "{18446744073709551615, 2}"});
  CHECK(groups_of<bool>({{{true}}, {{false}}, {{true}}}) == texts{"{false, 1}", "{true, 2}"});
  CHECK(groups_of<char>({{{'x'}}, {{'y'}}, {{'x'}}}) == texts{"{x, 2}", "{y, 1}"});
  CHECK(groups_of<side>({{{side::buy}}, {{side::sell}}, {{side::buy}}}) == texts{"{0, 2}", "{1, 1}"});
  CHECK(groups_of<timestamp>({{{at(1h)}}, {{at(2h)}}, {{at(1h)}}}) == texts{"{01:00:00, 2}", "{02:00:00, 1}"});
  CHECK(groups_of<date>({{{date{0}}}, {{date{1}}}, {{date{0}}}}) == texts{"{1970-01-01, 2}", "{1970-01-02, 1}"});
  CHECK(groups_of<bytes>({{bytes{std::string{"ab"}}}, {bytes{std::string{"a"}}}, {bytes{std::string{"ab"}}}}) ==
        texts{"{[61 62], 2}", "{[61], 1}"});
  std::string const long_text(40, 'x');
  CHECK(groups_of<std::string>({{{long_text}}, {{long_text + "y"}}, {{long_text}}}) ==
        texts{"{" + long_text + ", 2}", "{" + long_text + "y, 1}"});
  CHECK(result(read(trades) | group_by<"direction", "urgent">() | count()) == texts{"{0, false, 1}", "{0, true, 2}", "{1, false, 2}", "{1, true, 1}"});
}

TEST_CASE("keys may be expressions, texts made by them included") {
  CHECK(result(read(trades) | group_by((col<"amount"> / 10).as<"tens">()) | count()).size() == 5);
  auto const label = udf([](std::optional<std::string_view> symbol) { return "a label that does not fit a small text: " + std::string{symbol.value_or("none")}; });
  CHECK(result(read(trades) | group_by(label(col<"symbol">).as<"label">()) | count()) ==
        texts{"{a label that does not fit a small text: a, 3}", "{a label that does not fit a small text: b, 1}",
              "{a label that does not fit a small text: none, 2}"});
  auto const nullable = udf([](std::string_view symbol) { return std::optional<std::string>{std::string(30, 'k') + std::string{symbol}}; });
  CHECK(result(read(trades) | group_by(nullable(col<"symbol">).as<"k">()) | count()).size() == 3);
  auto const word = udf([](bool urgent) { return urgent ? "urgent" : "calm"; });
  CHECK(result(read(trades) | group_by(word(col<"urgent">).as<"mood">()) | count()) == texts{"{calm, 3}", "{urgent, 3}"});
  CHECK(result(read(trades) | group_by(lit(1).as<"one">()) | count()) == texts{"{1, 6}"});
  CHECK(result(read(trades) | select(struct_of(col<"symbol">).as<"s">()) | group_by<"s.symbol">() | count()) ==
        texts{"{NULL, 2}", "{a, 3}", "{b, 1}"});
}

TEST_CASE("without keys there is one row, over nothing too") {
  CHECK(result(read(trades) | count()) == texts{"{6}"});
  CHECK(columns(read(trades) | count()) == "count");
  CHECK(result(read(trades) | aggregate(count(), sum(col<"amount">), min(col<"price">), first(col<"symbol">))) == texts{"{6, 42, -0.0, a}"});
  std::vector<trade> const none;
  CHECK(result(read(none) | aggregate(count(), count(col<"amount">), sum(col<"amount">), sum(col<"price">), avg(col<"price">),
                                      min(col<"symbol">), max(col<"time">), first(col<"urgent">))) ==
        texts{"{0, 0, NULL, NULL, NULL, NULL, NULL, NULL}"});
  CHECK(result(read(none) | group_by<"symbol">() | count()).empty());
  CHECK(result(read(none) | group_by() | count()) == texts{"{0}"});
}

TEST_CASE("keys need no aggregates") {
  CHECK(result(read(trades) | group_by<"symbol">() | aggregate()) == texts{"{NULL}", "{a}", "{b}"});
}

TEST_CASE("tumbling windows group by time, and rows without one are in none") {
  auto const query = read(trades) | group_by(window(col<"time">, 5min)) | aggregate(count(), sum(col<"amount">));
  CHECK(columns(query) == "window count(1) sum(amount)");
  CHECK(result(query) == texts{"{{12:00:00, 12:05:00}, 2, 30}", "{{12:05:00, 12:10:00}, 2, 5}", "{{12:10:00, 12:15:00}, 1, 7}"});
  CHECK(result(query | select(col<"window.start">, col<"count(1)">)) == texts{"{12:00:00, 2}", "{12:05:00, 2}", "{12:10:00, 1}"});
}

TEST_CASE("windows stand among other keys in any place, under any name") {
  auto const last = read(trades) | group_by(col<"symbol">, window(col<"time">, 10min)) | count();
  CHECK(columns(last) == "symbol window count");
  CHECK(result(last) == texts{"{NULL, {12:00:00, 12:10:00}, 1}", "{NULL, {12:10:00, 12:20:00}, 1}", "{a, {12:00:00, 12:10:00}, 2}",
                              "{b, {12:00:00, 12:10:00}, 1}"});
  auto const middle = read(trades) | group_by(col<"urgent">, window(col<"time">, 1h).as<"hour">(), col<"direction">) | count();
  CHECK(columns(middle) == "urgent hour direction count");
  CHECK(result(middle) == texts{"{false, {12:00:00, 13:00:00}, 0, 1}", "{false, {12:00:00, 13:00:00}, 1, 2}", "{true, {12:00:00, 13:00:00}, 0, 2}"});
}

TEST_CASE("a row counts into each sliding window it lies in") {
  std::vector<row_x<timestamp>> const times{{{at(12h + 5min)}}, {{at(12h + 8min)}}};
  CHECK(result(read(times) | group_by(window(col<"x">, 10min, 4min)) | count()) ==
        texts{"{{11:56:00, 12:06:00}, 1}", "{{12:00:00, 12:10:00}, 2}", "{{12:04:00, 12:14:00}, 2}", "{{12:08:00, 12:18:00}, 1}"});
  CHECK(result(read(times) | group_by(window(col<"x">, 10min, 5min, 1min)) | count()) ==
        texts{"{{11:56:00, 12:06:00}, 1}", "{{12:01:00, 12:11:00}, 2}", "{{12:06:00, 12:16:00}, 1}"});
}

TEST_CASE("windows before 1970 are aligned as others are") {
  std::vector<row_x<timestamp>> const times{{timestamp{-1}}, {timestamp{0}}, {timestamp{-300'000'000}}};
  CHECK(result(read(times) | group_by(window(col<"x">, 5min)) | count()) ==
        texts{"{{1969-12-31 23:55:00, 1970-01-01 00:00:00}, 2}", "{{1970-01-01 00:00:00, 1970-01-01 00:05:00}, 1}"});
}

TEST_CASE("an aggregation may follow another, by the window of its window") {
  auto const fives = group_by(window(col<"time">, 5min)) | count();
  CHECK(result(read(trades) | fives | group_by(window(col<"window">, 10min)) | aggregate(sum(col<"count">), count())) ==
        texts{"{{12:00:00, 12:10:00}, 4, 2}", "{{12:10:00, 12:20:00}, 1, 1}"});
  CHECK(result(read(trades) | fives | group_by(window(window_time(col<"window">), 10min)) | sum(col<"count">)) ==
        texts{"{{12:00:00, 12:10:00}, 4}", "{{12:10:00, 12:20:00}, 1}"});
  CHECK(result(read(trades) | fives | group_by<"window">() | count()).size() == 3);
  CHECK(result(read(trades) | group_by<"symbol">() | count() | max(col<"count">)) == texts{"{3}"});
}

TEST_CASE("a window that is a column can be grouped by, its NULL too") {
  CHECK(result(read(trades) | with_column<"w">(window(col<"time">, 10min)) | group_by<"w">() | count()) ==
        texts{"{NULL, 1}", "{{12:00:00, 12:10:00}, 4}", "{{12:10:00, 12:20:00}, 1}"});
}

TEST_CASE("a filter behind an aggregation sees its columns") {
  auto const query = read(trades) | group_by<"symbol">() | count() | where(col<"count"> >= 2 && is_not_null(col<"symbol">));
  CHECK(result(query) == texts{"{a, 3}"});
}

namespace {

/// Collects texts; its state is an object of its own.
struct joined {
  using state = std::string;
  state init() const { return {}; }
  void update(state& all, std::string_view one) const { all += one; }
  void merge(state& all, state const& other) const { all += other; }
  std::string result(state const& all) const { return all; }
};

/// Has a setting, to see that the value given in the query is the one that is used.
struct scaled_sum {
  double factor;
  using state = double;
  state init() const { return 0; }
  void update(state& total, double value) const { total += value * factor; }
  void merge(state& total, state other) const { total += other; }
  double result(state total) const { return total; }
};

}  // namespace

TEST_CASE("a user's own aggregate stands beside the others") {
  CHECK(result(read(trades) | group_by<"urgent">() | aggregate(udaf(joined{})(col<"symbol">).as<"all">(), count())) ==
        texts{"{false, ba, 3}", "{true, aa, 3}"});
  CHECK(result(read(trades) | where(col<"price"> > 0 && col<"price"> < 5) | udaf(scaled_sum{10})(col<"price">).as<"s">()) == texts{"{30.0}"});
}

TEST_CASE("the schema of an aggregation tells which results may be NULL") {
  using keyed = decltype(read(trades) | group_by<"symbol">() | aggregate(count(), sum(col<"amount">), sum(col<"price">), avg(col<"price">)));
  STATIC_REQUIRE(std::is_same_v<keyed::schema,
                                schema<column<"symbol", std::optional<std::string>>, column<"count(1)", std::int64_t>,
                                       column<"sum(amount)", std::optional<std::int64_t>>, column<"sum(price)", double>, column<"avg(price)", double>>>);
  using global = decltype(read(trades) | aggregate(count(), sum(col<"price">)));
  STATIC_REQUIRE(std::is_same_v<global::schema, schema<column<"count(1)", std::int64_t>, column<"sum(price)", std::optional<double>>>>);
  using windowed = decltype(read(trades) | group_by(window(col<"time">, 5min)) | count());
  STATIC_REQUIRE(std::is_same_v<windowed::schema, schema<column<"window", time_window>, column<"count", std::int64_t>>>);
}

TEST_CASE("an overflow in a sum ends the query with its error") {
  std::vector<row_x<std::int64_t>> const big{{{std::numeric_limits<std::int64_t>::max()}}, {{1}}};
  CHECK_THROWS_AS(result(read(big) | sum(col<"x">)), evaluation_error);
}

TEST_CASE("many groups, long keys and short ones, are all there") {
  std::vector<row<cell<"k", std::string>, cell<"n", int>>> rows;
  for (int round = 0; round < 3; ++round)
    for (int i = 0; i < 5'000; ++i) rows.push_back({{std::string(static_cast<std::size_t>(i % 40), 'k') + std::to_string(i)}, {i}});
  auto const groups = collect(read(rows) | group_by(col<"k">, udf([](std::string_view k) { return std::string{k} + "!"; })(col<"k">).as<"m">()) |
                              aggregate(count(), min(col<"n">), max(col<"n">)));
  REQUIRE(groups.size() == 5'000);
  for (auto const& group : groups) {
    bool const right = group.get<"count(1)">() == 3 && group.get<"min(n)">() == group.get<"max(n)">() && group.get<"m">() == group.get<"k">() + "!";
    if (!right) FAIL(text_of(group));
  }
}
