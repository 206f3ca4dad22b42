// SPDX-License-Identifier: Apache-2.0
// A query whose state is taken away after a batch and put back from the entries it wrote goes on as if nothing had happened (semantics 12.2,
// 14): random streams, restarted at random, against the same query left alone. And what a batch writes is what it changed.
#include <sluice/plan.hpp>

#include <support/restartable.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace sluice;

namespace {

struct event {
  std::optional<timestamp> time;
  int number;
  std::string text;
  double value;
};
SLUICE_RECORD(event, time, number, text, value);

template <emission Mode, class Query>
using restartable = support::restartable<Mode, Query, event>;
using batches = std::vector<std::vector<event>>;

batches random_stream(std::mt19937& random) {
  auto const below = [&](std::uint32_t limit) { return static_cast<int>(random() % limit); };
  std::int64_t now = (below(3) - 1) * std::int64_t{60'000'000};
  batches all(static_cast<std::size_t>(below(12) + 1));
  for (auto& rows : all) {
    rows.resize(static_cast<std::size_t>(below(12)));
    for (auto& row : rows) {
      now += below(4) * 1'000'000;
      if (below(12) != 0) row.time = timestamp{now + (below(20) - 14) * std::int64_t{1'000'000}};
      row.number = below(3);
      row.text = below(4) == 0 ? "a text that is kept on the heap " + std::to_string(below(2)) : std::string(1, static_cast<char>('a' + below(3)));
      row.value = below(9) * 0.25 - 1;
    }
  }
  return all;
}

template <emission Mode, class Query>
void check_mode(Query const& query, batches const& stream, std::mt19937& random) {
  restartable<Mode, Query> alone{query, false};
  restartable<Mode, Query> restarted{query, true};
  for (auto const& rows : stream) {
    if (random() % 2 == 0) restarted.restart();
    REQUIRE(restarted.batch(rows) == alone.batch(rows));
    REQUIRE(restarted.report().states.back().rows_total == alone.report().states.back().rows_total);
  }
}

template <class Query>
void check_query(Query const& query, std::uint32_t seed, bool complete_too = true) {
  std::mt19937 random(seed);
  for (int round = 0; round < 150; ++round) {
    auto const stream = random_stream(random);
    check_mode<emission::append>(query, stream, random);
    check_mode<emission::update>(query, stream, random);
    if (complete_too) check_mode<emission::complete>(query, stream, random);
  }
}

auto timed() { return pushed_rows<event>{} | with_watermark<"time">(5s); }
auto totals() { return aggregate(count(), sum(col<"value">), avg(col<"value">), max(col<"text">), first(col<"time">)); }

}  // namespace

TEST_CASE("state comes back: tumbling windows and texts") {
  check_query(timed() | group_by(window(col<"time">, 10s), col<"text">) | totals(), 1);
}
TEST_CASE("state comes back: sliding windows and numbers") {
  check_query(timed() | group_by(col<"number">, window(col<"time">, 10s, 4s)) | totals(), 2);
}
TEST_CASE("state comes back: times that may be NULL") { check_query(timed() | group_by(col<"number">, col<"time">) | totals(), 3); }
TEST_CASE("state comes back: floating point keys, where -0.0 is 0.0") { check_query(timed() | group_by(col<"value">) | totals(), 4); }
TEST_CASE("state comes back: one group of everything") { check_query(timed() | totals(), 5); }
TEST_CASE("state comes back: a limit") { check_query(timed() | limit(20), 6, false); }

TEST_CASE("state: a batch writes the groups it changed, whatever there are besides") {
  auto const query = timed() | group_by(window(col<"time">, 10s), col<"text">) | aggregate(count());
  restartable<emission::append, decltype(query)> running{query, true};
  std::vector<event> many;
  for (int i = 0; i < 100; ++i) many.push_back({timestamp{1'000'000}, 0, "key " + std::to_string(i), 0});
  running.batch(many);
  CHECK(running.store(0).puts == 100);
  running.batch({{timestamp{2'000'000}, 0, "key 7", 0}, {timestamp{3'000'000}, 0, "key 7", 0}});
  CHECK(running.store(0).puts == 101);
  running.batch({});
  CHECK(running.store(0).puts == 101);
  // The watermark passes the window's end: the window goes in the batch after.
  running.batch({{timestamp{15'000'000}, 0, "key 7", 0}});
  CHECK(running.store(0).removes == 0);
  running.batch({});
  CHECK(running.store(0).removes == 100);
  CHECK(running.store(0).kept.size() == 1);
}

TEST_CASE("state: an operator tells its keys, its states and its window") {
  auto const query = timed() | group_by(window(col<"time">, 10s), col<"text">) | aggregate(count(), avg(col<"value">).as<"mean">());
  restartable<emission::update, decltype(query)> running{query, true};
  auto const found = running.operators();
  REQUIRE(found.size() == 1);
  CHECK(found[0].name == "stateStoreSave");
  CHECK(found[0].key == durable_operator::parts{{"window", "struct<timestamp,timestamp>"}, {"text", "string"}});
  CHECK(found[0].value == durable_operator::parts{{"count(1)", "long"}, {"mean", "struct<double,long>"}});
  CHECK(found[0].settings == durable_operator::parts{{"window", "[0, 10000000) us, each 10000000 us"}});
}

TEST_CASE("state: bytes that are no group are refused") {
  auto const query = timed() | group_by(col<"text">) | aggregate(count());
  restartable<emission::update, decltype(query)> running{query, true};
  auto const found = running.operators();
  CHECK_THROWS_AS(found[0].restore(found[0].step, "\x7f", ""), checkpoint_error);
  CHECK_THROWS_WITH(found[0].restore(found[0].step, std::string_view("\1a", 2), "short"), Catch::Contains("it ends too early"));
}
