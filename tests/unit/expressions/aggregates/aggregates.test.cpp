// SPDX-License-Identifier: Apache-2.0
// The further aggregates in queries: names, types, results by group, options that cannot work, and what is allocated. Their values are held
// against Spark's in spark_values.test.cpp and spark_statistics.test.cpp.
#include <sluice/aggregates.hpp>
#include <sluice/plan.hpp>

#include <support/expressions.hpp>
#include <support/rows.hpp>

#include <catch2/catch.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace {

std::size_t allocations = 0;

void* counted(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void* operator new(std::size_t size, std::nothrow_t const&) noexcept { return std::malloc(size); }
void* operator new[](std::size_t size, std::nothrow_t const&) noexcept { return std::malloc(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

using namespace sluice;
using support::error_of;
using support::result;
using support::texts;

namespace {

struct sale {
  std::string shop;
  std::string item;
  double price;
  std::optional<int> amount;
  bool paid;
};
SLUICE_RECORD(sale, shop, item, price, amount, paid);

std::vector<sale> const sales{{"north", "pen", 2.0, 10, true},  {"north", "ink", 8.0, std::nullopt, true}, {"north", "pen", 2.0, 30, false},
                              {"south", "desk", 150.0, 1, true}, {"south", "pen", 2.5, std::nullopt, true}};

template <class Aggregates>
texts by_shop(Aggregates const& made) {
  return result(read(sales) | group_by<"shop">() | made);
}

template <class Result, bool Keyed, class Aggregate>
consteval bool yields(Aggregate const&) {
  return std::is_same_v<aggregate_result_t<typename Aggregate::template function<schema_of<sale>, Keyed>>, Result>;
}
template <class Aggregate>
consteval bool is_called(Aggregate const&, std::string_view name) {
  return Aggregate::name.view() == name;
}

}  // namespace

TEST_CASE("further aggregates give a row per group") {
  CHECK(by_shop(aggregate(count_distinct(col<"item">), count_distinct(col<"item">, col<"amount">),
                          sum_distinct(col<"price">))) ==
        texts{"{north, 2, 2, 10.0}", "{south, 2, 1, 152.5}"});
  CHECK(by_shop(aggregate(collect_list(col<"amount">), collect_set(col<"item">),
                          string_agg(col<"item">, "+").as<"all">())) ==
        texts{"{north, [10, 30], [pen, ink], pen+ink+pen}", "{south, [1], [desk, pen], desk+pen}"});
  CHECK(by_shop(aggregate(max_by(col<"item">, col<"price">), min_by(col<"amount">, col<"price">), mode_of(col<"item">))) ==
        texts{"{north, ink, 30, pen}", "{south, desk, NULL, desk}"});
  CHECK(by_shop(aggregate(median(col<"price">), percentile(col<"price">, {0.0, 0.75}).as<"at">(),
                          percentile_approx(col<"amount">, 0.5).as<"near">())) ==
        texts{"{north, 2.0, [2.0, 5.0], 10}", "{south, 76.25, [2.5, 113.125], 1}"});
  CHECK(by_shop(aggregate(stddev_pop(col<"amount">), var_samp(col<"amount">), bool_and(col<"paid">),
                          count_if(col<"price"> < 5).as<"cheap">())) ==
        texts{"{north, 10.0, 200.0, false, 2}", "{south, 0.0, NULL, true, 1}"});
}

TEST_CASE("further aggregates over nothing are NULL, empty or zero") {
  std::vector<sale> const none;
  CHECK(result(read(none) | aggregate(count_distinct(col<"item">), approx_count_distinct(col<"item">), count_if(col<"paid">),
                                      collect_list(col<"item">), collect_set(col<"item">))) ==
        texts{"{0, 0, 0, [], []}"});
  CHECK(result(read(none) | aggregate(stddev_pop(col<"price">), covar_pop(col<"price">, col<"amount">), corr(col<"price">, col<"amount">),
                                      median(col<"price">), max_by(col<"item">, col<"price">), bool_or(col<"paid">), string_agg(col<"item">),
                                      mode_of(col<"item">))) ==
        texts{"{NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL}"});
}

TEST_CASE("a further aggregate may be piped directly, and runs on a stream") {
  support::output out;
  auto live = (group_by<"shop">() | approx_count_distinct(col<"item">)).connect<sale>(update, out.take());
  for (auto const& one : sales) live.push(one);
  CHECK(out.in_order() == texts{"{north, 1}", "{north, 2}", "{north, 2}", "{south, 1}", "{south, 2}"});
}

TEST_CASE("further aggregates have Spark's names") {
  STATIC_REQUIRE(is_called(count_distinct(col<"a">), "count(DISTINCT a)"));
  STATIC_REQUIRE(is_called(count_distinct(col<"a">, col<"b">), "count(DISTINCT a, b)"));
  STATIC_REQUIRE(is_called(sum_distinct(col<"a">), "sum(DISTINCT a)"));
  STATIC_REQUIRE(is_called(avg_distinct(col<"a">), "avg(DISTINCT a)"));
  STATIC_REQUIRE(is_called(approx_count_distinct(col<"a">, 0.1), "approx_count_distinct(a)"));
  STATIC_REQUIRE(is_called(collect_list(col<"a">), "collect_list(a)"));
  STATIC_REQUIRE(is_called(stddev_samp(col<"a">), "stddev_samp(a)"));
  STATIC_REQUIRE(is_called(corr(col<"a">, col<"b">), "corr(a, b)"));
  STATIC_REQUIRE(is_called(max_by(col<"a">, col<"b">), "max_by(a, b)"));
  STATIC_REQUIRE(is_called(mode_of(col<"a">), "mode(a)"));
  STATIC_REQUIRE(is_called(median(col<"a">), "median(a)"));
  STATIC_REQUIRE(is_called(string_agg(col<"a">), "string_agg(a, NULL)"));
  STATIC_REQUIRE(is_called(any_value(col<"a">), "any_value(a)"));
  // Names with a constant in them are left to the user.
  STATIC_REQUIRE(is_called(percentile(col<"a">, 0.5), ""));
  STATIC_REQUIRE(is_called(percentile_approx(col<"a">, 0.5), ""));
  STATIC_REQUIRE(is_called(string_agg(col<"a">, ", "), ""));
  STATIC_REQUIRE(is_called(percentile(col<"a">, 0.5).as<"p50">(), "p50"));
}

TEST_CASE("further aggregates are NULL only where there may be nothing to tell") {
  STATIC_REQUIRE(yields<double, true>(stddev_pop(col<"price">)));
  STATIC_REQUIRE(yields<std::optional<double>, true>(stddev(col<"price">)));
  STATIC_REQUIRE(yields<std::optional<double>, false>(var_pop(col<"price">)));
  STATIC_REQUIRE(yields<std::optional<double>, true>(var_pop(col<"amount">)));
  STATIC_REQUIRE(yields<double, true>(covar_pop(col<"price">, col<"price">)));
  STATIC_REQUIRE(yields<std::optional<double>, true>(covar_pop(col<"price">, col<"amount">)));
  STATIC_REQUIRE(yields<std::int64_t, false>(count_distinct(col<"amount">)));
  STATIC_REQUIRE(yields<std::vector<int>, false>(collect_set(col<"amount">)));
  STATIC_REQUIRE(yields<std::string, true>(max_by(col<"item">, col<"price">)));
  STATIC_REQUIRE(yields<std::optional<std::string>, true>(max_by(col<"item">, col<"amount">)));
  STATIC_REQUIRE(yields<std::optional<int>, true>(max_by(col<"amount">, col<"price">)));
  STATIC_REQUIRE(yields<std::vector<double>, true>(percentile(col<"price">, {0.1, 0.2})));
  STATIC_REQUIRE(yields<std::optional<int>, true>(percentile_approx(col<"amount">, 0.1)));
  STATIC_REQUIRE(yields<std::optional<std::int64_t>, true>(try_sum(col<"amount">)));
}

TEST_CASE("options of further aggregates that cannot work are told where the query is built") {
  CHECK(error_of<option_error>([] { return percentile(col<"x">, 1.5); }) ==
        "[INVALID_OPTION] percentile percentage: it must be from 0 to 1 (found: 1.500000). 0.5 is the median");
  CHECK_THROWS_AS(percentile(col<"x">, {0.1, -0.1}), option_error);
  CHECK_THROWS_AS(percentile_approx(col<"x">, 2.0), option_error);
  CHECK(error_of<option_error>([] { return percentile_approx(col<"x">, 0.5, 0); }) ==
        "[INVALID_OPTION] percentile_approx accuracy: it must be from 1 to 2147483647 (found: 0). leave it out for 10000");
  CHECK_THROWS_AS(approx_count_distinct(col<"x">, 0.4), option_error);
  CHECK_THROWS_AS(approx_count_distinct(col<"x">, 0.0), option_error);
  CHECK_THROWS_AS(approx_count_distinct(col<"x">, -0.1), option_error);
}

TEST_CASE("a group that is known allocates nothing per record where its state has a fixed size") {
  auto live = (group_by<"shop">() | aggregate(stddev(col<"price">), kurtosis(col<"amount">), corr(col<"price">, col<"amount">),
                                              approx_count_distinct(col<"item">), bool_and(col<"paid">), bit_xor(col<"amount">),
                                              count_if(col<"paid">), max_by(col<"amount">, col<"price">),
                                              product(col<"price">), try_sum(col<"amount">)))
                  .connect<sale>(update, [](auto const&) {});
  for (auto const& one : sales) live.push(one);
  std::size_t const before = allocations;
  for (int round = 0; round < 100; ++round)
    for (auto const& one : sales) live.push(one);
  CHECK(allocations == before);
}

TEST_CASE("a value that a group has seen allocates nothing in sets and counts") {
  distinct_values<std::string> seen;
  counted_values<double> counts;
  for (int n = 0; n < 1'000; ++n) {
    seen.add(std::string_view{"a text that lies on the heap " + std::to_string(n)});
    counts.add(n * 0.5);
  }
  std::string const known = "a text that lies on the heap 7";
  std::size_t const before = allocations;
  for (int n = 0; n < 1'000; ++n) {
    seen.add(std::string_view{known});
    counts.add(3.5);
  }
  CHECK(allocations == before);
  CHECK(seen.size() == 1'000);
}
