// SPDX-License-Identifier: Apache-2.0
// The tests of the fragment in revenue.hpp: no broker, no sleep, and a difference that can be read when one fails.
#include <sluice/testing.hpp>

#include "revenue.hpp"

#include <catch2/catch.hpp>

using namespace sluice;
using shop::order;
using shop::revenue;

namespace {

/// The columns that the tests are about.
struct total {
  std::string customer;
  double total;
  std::int64_t orders;
};
SLUICE_RECORD(total, customer, total, orders);

}  // namespace

TEST_CASE("orders of one window are summed, and returns are left out") {
  testing::query_test<order, total> test{revenue, update};
  test.add({{"ann", 9.5, at(12h)}, {"bob", 3, at(12h)}, {"ann", -9.5, at(12h + 1min)}}).expect({{"ann", 9.5, 1}, {"bob", 3, 1}});
  test.add({"ann", 0.5, at(12h + 2min)}).expect({{"ann", 10, 2}});
}

TEST_CASE("a window is final when ten minutes have passed, and orders behind that are late") {
  testing::query_test<order, total> test{revenue, append};
  test.add({"ann", 9.5, at(12h)}).expect_nothing();
  test.add({"ann", 1, at(12h + 15min)}).expect_watermark(at(12h + 5min)).expect({{"ann", 9.5, 1}});
  test.add({"ann", 7, at(12h + 4min)}).expect_nothing().expect_late(1);
}

TEST_CASE("the fragment gives the same in batch") {
  std::vector<order> const orders{{"ann", 9.5, at(12h)}, {"bob", 3, at(12h)}, {"ann", 0.5, at(12h)}};
  auto const rows = collect(read(orders) | revenue | as<total>());
  auto const same = testing::same_rows(rows, {{"ann", 10, 2}, {"bob", 3, 1}}, testing::row_order::any);
  INFO(same.text());
  CHECK(same);
}
