// SPDX-License-Identifier: Apache-2.0
// range-v3 views into a batch query, and its result as one.
#include <sluice/expressions/aggregates.hpp>
#include <sluice/expressions/comparison.hpp>
#include <sluice/operators/aggregate.hpp>
#include <sluice/operators/group_by.hpp>
#include <sluice/operators/select.hpp>
#include <sluice/operators/where.hpp>
#include <sluice/query/read.hpp>
#include <sluice/ranges.hpp>

#include <catch2/catch.hpp>
#include <range/v3/range/conversion.hpp>
#include <range/v3/view/filter.hpp>
#include <range/v3/view/generate_n.hpp>
#include <range/v3/view/iota.hpp>
#include <range/v3/view/take.hpp>
#include <range/v3/view/transform.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace sluice;
namespace views = ranges::views;

struct item {
  std::string name;
  std::int64_t price;
};
SLUICE_RECORD(item, name, price);

item numbered(int number) { return {number % 2 == 0 ? "even" : "odd", number}; }

using item_rows = std::vector<std::int64_t>;

template <class Rows>
item_rows prices_of(Rows&& rows) {
  item_rows found;
  for (auto const& row : rows) found.push_back(row.template get<"price">());
  return found;
}

static_assert(ranges::random_access_range<rows_view<item>> && ranges::sized_range<rows_view<item>> && ranges::view_<rows_view<item>>);

}  // namespace

TEST_CASE("ranges: a lazy view is read, by value or by name") {
  CHECK(prices_of(read(views::iota(0, 6) | views::transform(numbered)) | where(col<"name"> == "odd") | select<"price">()) ==
        item_rows{1, 3, 5});
  std::vector<item> const items{{"a", 1}, {"b", 2}, {"c", 3}};
  auto cheap = items | views::filter([](item const& one) { return one.price < 3; });
  CHECK(prices_of(read(cheap) | select<"price">()) == item_rows{1, 2});
}

TEST_CASE("ranges: a view that can be walked once only is read") {
  int next = 0;
  auto once = views::generate_n([&] { return numbered(next++); }, 4);
  CHECK(prices_of(read(once) | select<"price">()) == item_rows{0, 1, 2, 3});
}

TEST_CASE("ranges: a result goes on as a view") {
  std::vector<item> const items{{"a", 1}, {"b", 2}, {"a", 3}, {"c", 4}};
  auto const doubled = read(items) | where(col<"price"> > 1) | as_view() |
                       views::transform([](item const& one) { return one.price * 2; }) | views::take(2) | ranges::to<std::vector>();
  CHECK(doubled == item_rows{4, 6});

  auto const totals = read(items) | group_by<"name">() | aggregate(sum(col<"price">).as<"total">()) | as_view();
  REQUIRE(totals.size() == 3);
  std::int64_t all = 0;
  for (auto const& row : totals) all += row.get<"total">();
  CHECK(all == 10);
}

TEST_CASE("ranges: a result goes into another query") {
  std::vector<item> const items{{"a", 1}, {"b", 2}, {"a", 3}};
  auto const first = read(items) | where(col<"name"> == "a") | as_view();
  CHECK(prices_of(read(first | views::filter([](item const& one) { return one.price > 1; })) | select<"price">()) == item_rows{3});
}

TEST_CASE("ranges: an empty result is an empty view") {
  std::vector<item> const none;
  auto const rows = read(none) | select<"price">() | as_view();
  CHECK(rows.empty());
  CHECK(rows_view<item>{}.empty());
}
