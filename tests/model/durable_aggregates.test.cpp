// SPDX-License-Identifier: Apache-2.0
// The states of the further aggregates, taken away after a batch and put back from the bytes that were written, go on as if nothing had happened
// (semantics 12.2, 14). And what a checkpoint says of them is what a restart compares.
#include <sluice/aggregates.hpp>
#include <sluice/plan.hpp>

#include <support/restartable.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace sluice;

namespace {

struct reading {
  int key;
  std::optional<double> value;
  std::string text;
  bool good;
};
SLUICE_RECORD(reading, key, value, text, good);

template <emission Mode, class Query>
using restartable = support::restartable<Mode, Query, reading>;
using batches = std::vector<std::vector<reading>>;

batches random_stream(std::mt19937& random) {
  batches all(1 + random() % 8);
  for (auto& rows : all) {
    rows.resize(random() % 14);
    for (auto& one : rows) {
      one.key = static_cast<int>(random() % 3);
      if (random() % 4 != 0) one.value = static_cast<double>(random() % 20) * 0.5 - 3;
      one.text = std::string(random() % 24, static_cast<char>('a' + random() % 5));
      one.good = random() % 2 == 0;
    }
  }
  return all;
}

template <class Query>
void check_query(Query const& query, std::uint32_t seed) {
  std::mt19937 random(seed);
  for (int round = 0; round < 60; ++round) {
    restartable<emission::update, Query> alone{query, false};
    restartable<emission::update, Query> restarted{query, true};
    for (auto const& rows : random_stream(random)) {
      if (random() % 2 == 0) restarted.restart();
      REQUIRE(restarted.batch(rows) == alone.batch(rows));
    }
  }
}

auto keyed() { return pushed_rows<reading>{} | group_by<"key">(); }

}  // namespace

TEST_CASE("state comes back: moments and correlations") {
  check_query(keyed() | aggregate(stddev(col<"value">), skewness(col<"value">), corr(col<"value">, col<"key">),
                                  covar_pop(col<"key">, col<"value">)), 1);
}
TEST_CASE("state comes back: collections, sketches and percentiles") {
  check_query(keyed() | aggregate(collect_list(col<"value">), collect_set(col<"text">), approx_count_distinct(col<"text">), median(col<"value">),
                                  percentile_approx(col<"value">, {0.25, 0.9}, 20).as<"near">(), mode_of(col<"text">)), 2);
}
TEST_CASE("state comes back: choices, conditions and joined texts, over everything") {
  check_query(pushed_rows<reading>{} | aggregate(max_by(col<"text">, col<"value">), min_by(col<"value">, col<"text">), bool_and(col<"good">),
                                                 bit_xor(col<"key">), count_if(col<"good">), string_agg(col<"text">, ";").as<"texts">(),
                                                 product(col<"value">), try_sum(col<"key">), any_value(col<"text">)), 3);
}

TEST_CASE("state: the further aggregates tell what their states are made of") {
  auto const query = keyed() | aggregate(stddev(col<"value">), collect_set(col<"text">), mode_of(col<"text">), approx_count_distinct(col<"text">),
                                         percentile_approx(col<"key">, 0.5).as<"middle">(), max_by(col<"text">, col<"key">));
  restartable<emission::update, decltype(query)> running{query, true};
  CHECK(running.operators()[0].value ==
        durable_operator::parts{{"stddev(value)", "struct<double,double,double>?"},
                                {"collect_set(text)", "array<string>"},
                                {"mode(text)", "map<string,long>"},
                                {"approx_count_distinct(text)", "hyperloglog xxhash64 42"},
                                {"middle", "struct<double,long,array<struct<integer,long,long>>,array<integer>>"},
                                {"max_by(text, key)", "struct<integer?,string>"}});
}

TEST_CASE("state: bytes that are no sketch are refused") {
  std::string written;
  hyperloglog{4}.append_state(written);
  CHECK(read_state<hyperloglog>(written).estimate() == 0);
  CHECK_THROWS_WITH(read_state<hyperloglog>(written.substr(0, 9)), Catch::Contains("it ends too early"));
  CHECK_THROWS_WITH(read_state<hyperloglog>(std::string{"\x03", 1} + "abc"), Catch::Contains("a sketch has 3 registers"));
  written.back() = '\x7f';
  CHECK_THROWS_WITH(read_state<hyperloglog>(written), Catch::Contains("a rank that no hash gives"));
  hyperloglog coarse{4};
  CHECK_THROWS_AS(coarse.add(hyperloglog{5}), checkpoint_error);
}
