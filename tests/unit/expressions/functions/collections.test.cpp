// SPDX-License-Identifier: Apache-2.0
// Functions of arrays and maps in queries: what they cost, how their results are kept, and sets against a naive model.
#include <sluice/collections.hpp>
#include <sluice/expressions/functions/hashes.hpp>
#include <sluice/expressions/functions/string_build.hpp>
#include <sluice/expressions/functions/string_case.hpp>
#include <sluice/plan.hpp>

#include <support/expressions.hpp>
#include <support/rows.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <map>
#include <new>
#include <optional>
#include <random>
#include <string>
#include <string_view>
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

namespace {

using namespace sluice;
using support::result_in_order;
using support::texts;

struct visit {
  std::string customer;
  std::vector<std::string> tags;
  std::optional<std::vector<std::optional<int>>> sizes;
  std::map<std::string, int> prices;
};
SLUICE_RECORD(visit, customer, tags, sizes, prices);

std::vector<visit> const visits{
    {"ann", {"b", "a", "b"}, std::vector<std::optional<int>>{3, std::nullopt, 1}, {{"cap", 5}, {"pen", 2}}},
    {"bob", {}, std::nullopt, {}}};

struct summary {
  std::vector<std::string> tags;
  std::optional<std::vector<std::optional<int>>> sizes;
  std::map<std::string, int> prices;
};
SLUICE_RECORD(summary, tags, sizes, prices);

constexpr auto tidy = select(array_sort(array_distinct(col<"tags">)).as<"tags">(), array_sort(col<"sizes">).as<"sizes">(),
                             map_filter(col<"prices">, [](std::string_view, int price) { return price > 2; }).as<"prices">());

/// What a warm expression allocates for a row.
template <class Expression, class Row>
std::size_t allocated(Expression const& expression, Row const& row) {
  for (int warming = 0; warming < 2; ++warming) static_cast<void>(expression.evaluate(row));
  std::size_t const before = allocations;
  static_cast<void>(expression.evaluate(row));
  return allocations - before;
}

/// The elements of `all` that `keep` takes, each once.
template <class Keep>
std::vector<int> once(std::vector<int> const& all, Keep const& keep) {
  std::vector<int> out;
  for (int const one : all)
    if (keep(one) && std::find(out.begin(), out.end(), one) == out.end()) out.push_back(one);
  return out;
}

}  // namespace

TEST_CASE("arrays and maps that functions make are kept in rows and records") {
  CHECK(result_in_order(read(visits) | tidy) == texts{"{[a, b], [1, 3, NULL], {cap -> 5}}", "{[], NULL, {}}"});
  auto const rows = collect(read(visits) | tidy);
  CHECK(rows[0].get<"tags">() == std::vector<std::string>{"a", "b"});
  CHECK(rows[0].get<"prices">() == std::map<std::string, int>{{"cap", 5}});
  auto const records = collect(read(visits) | tidy | as<summary>());
  CHECK(records[0].sizes == std::vector<std::optional<int>>{1, 3, std::nullopt});
  CHECK_FALSE(records[1].sizes);
}

TEST_CASE("arrays and maps that functions make go through further operators and functions") {
  CHECK(result_in_order(read(visits) | tidy | where(array_contains(col<"tags">, "a")) | select(size(col<"prices">).as<"n">())) == texts{"{1}"});
  CHECK(result_in_order(read(visits) | tidy | select(explode(col<"tags">).as<"tag">())) == texts{"{a}", "{b}"});
  CHECK(result_in_order(read(visits) | tidy | select(explode(col<"prices">))) == texts{"{cap, 5}"});
  CHECK(result_in_order(read(visits) | select(concat_ws("-", array_sort(col<"tags">)).as<"t">())) == texts{"{a-b-b}", "{}"});
  auto const hashes = collect(read(visits) | select(hash(array_sort(col<"tags">)).as<"h">(), hash(array(lit("a"), "b", "b")).as<"g">()));
  CHECK(hashes[0].get<"h">() == hashes[0].get<"g">());
  auto const longest = udf([](std::vector<std::string> const& all) { return all.empty() ? std::string{} : all.back(); });
  CHECK(result_in_order(read(visits) | select(longest(array_sort(col<"tags">)).as<"t">())) == texts{"{b}", "{}"});
}

TEST_CASE("an embedded query with arrays works row by row") {
  std::vector<std::string> seen;
  auto live = (tidy | select(array_join(col<"tags">, ",").as<"tags">())).connect<visit>(append, [&seen](auto const& row) {
    seen.emplace_back(row.template get<"tags">());
  });
  for (int i = 0; i < 3; ++i)
    for (auto const& one : visits) live.push(one);
  CHECK(seen == std::vector<std::string>{"a,b", "", "a,b", "", "a,b", ""});
}

TEST_CASE("a warm row allocates nothing") {
  std::vector<std::string> const words{"a word that is too long to stand in place", "another word that is too long for that", "short"};
  auto const row = support::xy(words, std::vector<int>{1, 2, 3});
  CHECK(allocated(array_distinct(col<"x">), row) == 0);
  CHECK(allocated(array_sort(col<"x">), row) == 0);
  CHECK(allocated(array_union(col<"x">, array_append(col<"x">, "a further word that is too long for that")), row) == 0);
  CHECK(allocated(slice(reverse(concat(col<"x">, col<"x">)), 2, 3), row) == 0);
  CHECK(allocated(array_join(filter(col<"x">, [](std::string_view word) { return word.size() > 5; }), ", "), row) == 0);
  CHECK(allocated(transform(col<"x">, [](std::string_view word) { return word.substr(1); }), row) == 0);
  CHECK(allocated(flatten(array(col<"x">, col<"x">)), row) == 0);
  CHECK(allocated(arrays_zip(col<"x">, col<"y">), row) == 0);
  CHECK(allocated(map_entries(map_from_arrays(col<"x">, col<"y">)), row) == 0);
  CHECK(allocated(transform_values(map_from_arrays(col<"x">, col<"y">), [](std::string_view, int number) { return 2 * number; }), row) == 0);
  CHECK(allocated(str_to_map(lit("a key that is too long to stand in place:and a value that is so too,b:c")), row) == 0);
  CHECK(allocated(reduce(col<"y">, 0, [](int sum, int one) { return sum + one; }), row) == 0);
}

TEST_CASE("sets agree with a naive model, whatever their size") {
  std::mt19937 random{7};
  auto const unions = array_union(col<"x">, col<"y">);
  auto const intersections = array_intersect(col<"x">, col<"y">);
  auto const differences = array_except(col<"x">, col<"y">);
  for (int round = 0; round < 500; ++round) {
    auto const some = [&random] {
      std::vector<int> made(random() % 40);
      for (int& one : made) one = static_cast<int>(random() % 30);
      return made;
    };
    auto const left = some();
    auto const right = some();
    auto const row = support::xy(left, right);
    auto const in_right = [&right](int one) { return std::find(right.begin(), right.end(), one) != right.end(); };
    auto both = left;
    both.insert(both.end(), right.begin(), right.end());
    REQUIRE(std::vector<int>(unions.evaluate(row)) == once(both, [](int) { return true; }));
    REQUIRE(std::vector<int>(intersections.evaluate(row)) == once(left, in_right));
    REQUIRE(std::vector<int>(differences.evaluate(row)) == once(left, [&](int one) { return !in_right(one); }));
  }
}
