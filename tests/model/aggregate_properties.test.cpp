// SPDX-License-Identifier: Apache-2.0
// What holds for every aggregate, over random rows: parts merged are the whole, wherever it is cut; where the order of the rows does not count,
// it does not; the exact ones agree with a naive count, and the sketches keep the errors they promise.
#include <sluice/aggregates.hpp>
#include <sluice/schema/row.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace sluice;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

using row_type = row<cell<"i", std::optional<int>>, cell<"d", std::optional<double>>, cell<"t", std::optional<std::string>>,
                     cell<"b", std::optional<bool>>, cell<"at", std::int64_t>>;
using rows = std::vector<row_type>;

constexpr auto i = col<"i">;
constexpr auto d = col<"d">;
constexpr auto t = col<"t">;
constexpr auto b = col<"b">;
/// The place of a row: no two are equal, so that nothing depends on the order of rows with equal values.
constexpr auto place_of_row = col<"at">;

rows random_rows(std::mt19937& random, std::size_t most, bool with_nan) {
  auto const below = [&](std::uint32_t limit) { return static_cast<int>(random() % limit); };
  rows made;
  std::size_t const size = random() % (most + 1);
  for (std::size_t place = 0; place < size; ++place) {
    row_type one{};
    if (below(5) != 0) static_cast<cell<"i", std::optional<int>>&>(one).value = below(40) - 20;
    if (below(5) != 0) static_cast<cell<"d", std::optional<double>>&>(one).value = with_nan && below(6) == 0 ? nan_value : below(64) * 0.25 - 4;
    if (below(5) != 0)
      static_cast<cell<"t", std::optional<std::string>>&>(one).value = std::string(static_cast<std::size_t>(below(30)), static_cast<char>('a' + below(3)));
    if (below(5) != 0) static_cast<cell<"b", std::optional<bool>>&>(one).value = below(2) != 0;
    static_cast<cell<"at", std::int64_t>&>(one).value = static_cast<std::int64_t>(place);
    made.push_back(std::move(one));
  }
  return made;
}

template <class Aggregate>
auto function_of(Aggregate const& aggregate) {
  return aggregate.template make_function<typename row_type::schema, false>();
}

template <class Aggregate>
class folded {
 public:
  using function_type = decltype(function_of(std::declval<Aggregate const&>()));

  explicit folded(Aggregate aggregate) : aggregate_(std::move(aggregate)), function_(function_of(aggregate_)), state_(function_.init()) {}
  // Not inlined: g++ 12 takes the empty std::optional of a state for one that is read before it is set.
  template <class Rows>
  [[gnu::noinline]] folded& add(Rows begin, Rows end) {
    for (; begin != end; ++begin) function_.update(state_, aggregate_.evaluate(*begin));
    return *this;
  }
  [[gnu::noinline]] folded& merge(folded const& other) {
    function_.merge(state_, other.state_);
    return *this;
  }
  [[nodiscard, gnu::noinline]] auto result() const { return owned_t<decltype(function_.result(state_))>(function_.result(state_)); }

 private:
  Aggregate aggregate_;
  function_type function_;
  typename function_type::state state_;
};

template <class Value>
bool same(Value const& left, Value const& right) {
  if constexpr (is_nullable<Value>) {
    return left && right ? same(*left, *right) : !left && !right;
  } else if constexpr (std::is_floating_point_v<Value>) {
    return left == right || (std::isnan(left) && std::isnan(right)) ||
           std::abs(left - right) <= 1e-9 * std::max({1.0, std::abs(left), std::abs(right)});
  } else {
    return compare_values(left, right) == 0;
  }
}

/// The rows cut into parts at random, each folded alone, merged from the left.
template <class Aggregate>
auto in_parts(Aggregate const& aggregate, rows const& all, std::mt19937& random) {
  folded<Aggregate> whole{aggregate};
  auto begin = all.begin();
  while (begin != all.end()) {
    auto const end = begin + static_cast<std::ptrdiff_t>(random() % static_cast<std::size_t>(all.end() - begin + 1));
    whole.merge(folded<Aggregate>{aggregate}.add(begin, end));
    begin = end;
  }
  return whole.result();
}

template <class Aggregate>
void merges(Aggregate const& aggregate, bool in_any_order, bool with_nan = true) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    auto all = random_rows(random, round % 10 == 0 ? 200 : 12, with_nan);
    auto const whole = folded<Aggregate>{aggregate}.add(all.begin(), all.end()).result();
    if (!same(in_parts(aggregate, all, random), whole)) FAIL("round " << round << ": parts are not the whole");
    if (!in_any_order) continue;
    std::shuffle(all.begin(), all.end(), random);
    if (!same(folded<Aggregate>{aggregate}.add(all.begin(), all.end()).result(), whole)) FAIL("round " << round << ": the order counts");
  }
  SUCCEED();
}

}  // namespace

TEST_CASE("aggregates: parts merged are the whole in any order, for statistics") {
  merges(stddev(d), true);
  merges(stddev_samp(i), true);
  merges(stddev_pop(d), true);
  merges(variance(i), true);
  merges(var_samp(d), true);
  merges(var_pop(i), true);
  merges(skewness(i), true, false);
  merges(kurtosis(i), true, false);
  merges(covar_pop(i, d), true);
  merges(covar_samp(d, i), true);
  merges(corr(i, place_of_row), true);
  merges(product(d), true, false);
  merges(avg_distinct(d), true);
  merges(sum_distinct(i), true);
}
TEST_CASE("aggregates: parts merged are the whole in any order, for counts and choices") {
  merges(count_distinct(d), true);
  merges(count_distinct(i, t), true);
  merges(approx_count_distinct(t), true);
  merges(approx_count_distinct(i, 0.2), true);
  merges(count_if(b), true);
  merges(bool_and(b), true);
  merges(bool_or(b), true);
  merges(bit_and(i), true);
  merges(bit_or(i), true);
  merges(bit_xor(i), true);
  merges(mode_of(t), true);
  merges(mode_of(d), true);
  merges(median(d), true);
  merges(percentile(i, {0.1, 0.5, 0.99}), true);
  merges(min_by(t, place_of_row), true);
  merges(max_by(d, place_of_row), true);
  merges(try_sum(i), true);
}
TEST_CASE("aggregates: parts merged are the whole, for what keeps the order of rows") {
  merges(collect_list(d), false);
  merges(collect_list(t), false);
  merges(collect_set(t), false);
  merges(string_agg(t, ", "), false);
  merges(min_by(t, i), false);
  merges(max_by(i, b), false);
  merges(any_value(i), false);
  merges(first_value(t, ignore_nulls), false);
  merges(last_value(i), false);
}

TEST_CASE("aggregates: moments agree with two passes over the values") {
  std::mt19937 random(3);
  std::normal_distribution<double> spread(1e6, 3.0);
  using number_row = row<cell<"x", double>>;
  for (int round = 0; round < 50; ++round) {
    std::vector<double> values(2 + random() % 100);
    for (auto& value : values) value = spread(random);
    double mean = 0;
    for (double const value : values) mean += value / static_cast<double>(values.size());
    double powers[5]{};
    for (double const value : values)
      for (int power = 2; power <= 4; ++power) powers[power] += std::pow(value - mean, power);
    double const count = static_cast<double>(values.size());
    auto const result = [&](auto const& aggregate) {
      auto const function = aggregate.template make_function<number_row::schema, true>();
      auto state = function.init();
      for (double const value : values) function.update(state, value);
      return std::optional<double>{function.result(state)}.value();
    };
    CHECK(result(var_pop(col<"x">)) == Approx(powers[2] / count).epsilon(1e-6));
    CHECK(result(stddev(col<"x">)) == Approx(std::sqrt(powers[2] / (count - 1))).epsilon(1e-6));
    CHECK(result(skewness(col<"x">)) == Approx(std::sqrt(count) * powers[3] / std::pow(powers[2], 1.5)).epsilon(1e-4).margin(1e-4));
    CHECK(result(kurtosis(col<"x">)) == Approx(count * powers[4] / (powers[2] * powers[2]) - 3).epsilon(1e-4).margin(1e-4));
  }
}

TEST_CASE("aggregates: distinct values are those of a sorted set, however many there are") {
  std::mt19937 random(11);
  for (std::uint32_t const range : {3U, 9U, 100U, 5'000U}) {
    distinct_values<std::string> values;
    counted_values<std::int64_t> counts;
    std::set<std::string> expected;
    std::map<std::int64_t, std::int64_t> expected_counts;
    for (int n = 0; n < 10'000; ++n) {
      std::int64_t const number = static_cast<std::int64_t>(random() % range) * 1'000'003;
      std::string const text = "number " + std::to_string(number);
      values.add(std::string_view{text});
      expected.insert(text);
      counts.add(number);
      ++expected_counts[number];
    }
    CHECK(std::set<std::string>(values.begin(), values.end()) == expected);
    CHECK(values.size() == expected.size());
    std::map<std::int64_t, std::int64_t> found;
    for (auto const& [value, count] : counts) found[value] = count;
    CHECK(found == expected_counts);
  }
}

TEST_CASE("aggregates: approx_count_distinct is off by its standard error at most, on average") {
  for (auto const& [error, trials] : std::vector<std::pair<double, int>>{{0.05, 60}, {0.2, 150}, {0.01, 8}}) {
    unsigned const precision = hyperloglog::precision_for(error);
    for (std::uint64_t const many : {20U, 300U, 1'000U, 1'700U, 2'300U, 6'000U, 40'000U}) {
      double squares = 0;
      double sum = 0;
      std::mt19937_64 random(many);
      for (int trial = 0; trial < trials; ++trial) {
        hyperloglog left{precision};
        hyperloglog right{precision};
        for (std::uint64_t n = 0; n < many; ++n) {
          std::uint64_t const hash = random();
          (n % 2 == 0 ? left : right).add(hash);
          if (n % 3 == 0) right.add(hash);
        }
        left.add(right);
        double const off = static_cast<double>(left.estimate()) / static_cast<double>(many) - 1;
        squares += off * off;
        sum += off;
      }
      CAPTURE(error, many);
      CHECK(std::sqrt(squares / trials) < 1.4 * error);
      // No bias, also where empty registers no longer tell and raw estimates are still too high.
      CHECK(std::abs(sum / trials) < 4 * error / std::sqrt(trials));
    }
  }
}

TEST_CASE("aggregates: percentile_approx is off by a rank of n / accuracy at most, merged or not") {
  std::mt19937 random(5);
  for (int round = 0; round < 60; ++round) {
    std::int64_t const accuracy = std::vector<std::int64_t>{10, 50, 200, 1'000}[random() % 4];
    std::size_t const size = round % 10 == 0 ? 130'000 : 1 + random() % 20'000;
    std::size_t const parts = 1 + random() % 6;
    std::uint32_t const range = random() % 2 == 0 ? 50 : 1'000'000;
    bool const rising = random() % 3 == 0;
    std::vector<std::int64_t> values(size);
    for (auto& value : values) value = random() % range;
    if (rising) std::sort(values.begin(), values.end());
    double const error = 1.0 / static_cast<double>(accuracy);
    std::vector<quantile_summary<std::int64_t>> summaries(parts, quantile_summary<std::int64_t>{.error = error});
    for (std::size_t n = 0; n < size; ++n) summaries[rising ? n * parts / size : random() % parts].add(values[n]);
    for (std::size_t part = 1; part < parts; ++part) summaries[0].add(summaries[part]);
    summaries[0].settle();
    REQUIRE(summaries[0].count == static_cast<std::int64_t>(size));
    // The summary is no list of everything: that is its point.
    if (size > 10'000) CHECK(summaries[0].sorted.size() < static_cast<std::size_t>(12 * accuracy) + 100);
    std::sort(values.begin(), values.end());
    for (double const share : {0.0, 0.01, 0.2, 0.5, 0.77, 0.99, 1.0}) {
      std::int64_t const found = summaries[0].at(share);
      double const lowest = static_cast<double>(std::lower_bound(values.begin(), values.end(), found) - values.begin());
      double const highest = static_cast<double>(std::upper_bound(values.begin(), values.end(), found) - values.begin());
      double const wanted = share * static_cast<double>(size);
      double const allowed = error * static_cast<double>(size) + 1;
      CAPTURE(round, accuracy, size, parts, share, found);
      CHECK(lowest <= wanted + allowed);
      CHECK(highest >= wanted - allowed);
    }
  }
}
