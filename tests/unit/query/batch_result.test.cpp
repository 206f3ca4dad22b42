// SPDX-License-Identifier: Apache-2.0
// A batch query as a range: for loops, std::ranges and views take it as they take a container, and each walk runs it anew.
#include <sluice/plan.hpp>
#include <sluice/query/read.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <iterator>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

using namespace sluice;

namespace {

struct order {
  std::string customer;
  int amount = 0;
};
SLUICE_RECORD(order, customer, amount);

using query_type = decltype(read(std::declval<std::vector<order>&>()) | where(col<"amount"> > 1));
static_assert(std::ranges::forward_range<query_type>);
static_assert(std::ranges::forward_range<query_type const>);
static_assert(std::same_as<std::ranges::range_value_t<query_type>, order>);

}  // namespace

TEST_CASE("a batch query, const or not, is a range of its rows") {
  std::vector<order> orders{{"ann", 1}, {"bob", 2}, {"cid", 3}, {"dan", 4}};
  auto query = read(orders) | where(col<"amount"> > 1);
  auto const& same = query;
  CHECK(std::ranges::distance(query) == 3);
  CHECK(std::ranges::distance(same) == 3);
  CHECK(std::ranges::max(query, {}, &order::amount).customer == "dan");

  std::string names;
  for (auto const& row : query | std::views::drop(1) | std::views::take(1)) names += row.customer;
  for (auto const& row : same | std::views::transform(&order::customer)) names += row;
  CHECK(names == "cidbobciddan");

  // Behind an aggregation the rows are those of its columns.
  auto total = query | sum<"amount">();
  CHECK(std::ranges::begin(total)->get<"sum(amount)">() == 9);

  // Each walk runs the query again.
  orders.push_back({"eve", 5});
  CHECK(std::ranges::distance(query) == 4);
}

TEST_CASE("a query that is a temporary is a view of what it owns") {
  std::vector<order> const orders{{"ann", 1}, {"bob", 2}, {"cid", 3}};
  std::vector<std::string> names;
  for (auto const& row : (read(orders) | where(col<"amount"> > 1)) | std::views::take(5)) names.push_back(row.customer);
  CHECK(names == std::vector<std::string>{"bob", "cid"});
}
