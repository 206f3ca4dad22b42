// SPDX-License-Identifier: Apache-2.0
// testing::query_test: what it runs, and what it says when rows are not as expected.
#include <sluice/testing/query_test.hpp>

#include <sluice/plan.hpp>

#include <catch2/catch.hpp>

#include <string>

using namespace sluice;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;

namespace {

struct order {
  std::string customer;
  double amount;
  timestamp event_time;
};
SLUICE_RECORD(order, customer, amount, event_time);

struct total {
  std::string customer;
  double spent;
};
SLUICE_RECORD(total, customer, spent);

constexpr auto totals = group_by<"customer">() | aggregate(sum(col<"amount">).as<"spent">());
constexpr auto windows = with_watermark<"event_time">(10min) | group_by(window(col<"event_time">, 5min).as<"five">(), col<"customer">) |
                         aggregate(sum(col<"amount">).as<"spent">()) | select(col<"customer">, col<"spent">);

/// The words of the expectation that `run` fails.
template <class Run>
std::string failure_of(Run run) {
  try {
    run();
  } catch (testing::failed_expectation const& failure) {
    return failure.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a query test hands out what each addition changed") {
  testing::query_test<order, total> test{totals, update};
  test.add({{"ann", 9.5, at(12h)}, {"bob", 3, at(12h)}, {"ann", 0.5, at(12h)}}).expect({{"bob", 3}, {"ann", 10}});
  test.add({"bob", 1, at(12h)}).expect({{"bob", 4}});
  test.expect_nothing();
  test.add({"ann", 1, at(12h)}).add({"ann", 1, at(12h)}).expect({{"ann", 11}, {"ann", 12}});
}

TEST_CASE("a query test in complete mode hands out the newest result") {
  testing::query_test<order, total> test{totals | order_by<"customer">(), complete};
  test.add({"bob", 3, at(12h)}).add({"ann", 1, at(12h)}).expect_in_order({{"ann", 1}, {"bob", 3}});
  test.expect_nothing();  // no batch since
}

TEST_CASE("a query test in append mode sees windows when they are over, and late rows") {
  testing::query_test<order, total> test{windows, append};
  test.add({"ann", 9.5, at(12h)}).expect_nothing().expect_late(0);
  test.add({"bob", 1, at(12h + 16min)}).expect({{"ann", 9.5}}).expect_watermark(at(12h + 6min));
  test.add({"ann", 2, at(12h + 1min)}).expect_nothing().expect_late(1);
  CHECK(test.watermark() == at(12h + 6min));
}

TEST_CASE("a query test takes rows as texts when no record is named") {
  testing::query_test<order> test{where(col<"amount"> > 1.0), append};
  test.add({{"ann", 9.5, at(12h)}, {"bob", 1, at(12h)}}).expect({{"ann", "9.5", "2024-01-01 12:00:00"}});
}

TEST_CASE("a query test says where and how rows differ, under their names") {
  testing::query_test<order, total> test{totals, update};
  test.add({{"ann", 9.5, at(12h)}, {"bob", 3, at(12h)}});
  auto const line = std::to_string(__LINE__ + 1);
  auto const words = failure_of([&] { test.expect({{"ann", 9.5}, {"bob", 4}}); });
  CHECK_THAT(words,
             Equals("query_test.test.cpp:" + line + ": batch 0: the rows differ (- expected and missing, + there and not expected):\n"
                    "  customer | spent\n"
                    "= ann | 9.5\n"
                    "- bob | 4.0\n"
                    "+ bob | 3.0\n"));
  // The next expectation is about what comes next.
  test.add({"bob", 1, at(12h)}).expect({{"bob", 4}});
}

TEST_CASE("a query test names the batches, or says that none ran") {
  testing::query_test<order, total> test{totals, update};
  CHECK_THAT(failure_of([&] { test.expect({{"ann", 1}}); }), Contains(": no batch ran: "));
  test.add({"ann", 1, at(12h)}).add({"ann", 1, at(12h)});
  CHECK_THAT(failure_of([&] { test.expect_nothing(); }), Contains(": batches 0 and 1: ") && Contains("+ ann | 1.0\n+ ann | 2.0\n"));
  test.add({"ann", 1, at(12h)}).add({"ann", 1, at(12h)}).add({"ann", 1, at(12h)});
  CHECK_THAT(failure_of([&] { test.expect_nothing(); }), Contains(": batches 2 to 4: "));
}

TEST_CASE("a query test tells the order of rows when it counts") {
  testing::query_test<order, total> test{totals | order_by<"customer">(), complete};
  test.add({{"bob", 3, at(12h)}, {"ann", 1, at(12h)}});
  CHECK_THAT(failure_of([&] { test.expect_in_order({{"bob", 3}, {"ann", 1}}); }), Contains("the rows differ"));
}

TEST_CASE("a query test tells the watermark and the late rows that are other than expected") {
  testing::query_test<order, total> test{windows, append};
  CHECK_THAT(failure_of([&] { test.expect_watermark(at(12h)); }), Contains("the watermark is not there yet and not 2024-01-01 12:00:00"));
  test.add({"bob", 1, at(12h + 16min)}).add({"ann", 2, at(12h)});
  CHECK_THAT(failure_of([&] { test.expect_late(0); }), Contains("1 rows came too late and not 0; the watermark is 2024-01-01 12:06:00"));
  CHECK_THAT(failure_of([&] { test.expect_watermark(at(12h)); }), Contains("the watermark is 2024-01-01 12:06:00 and not 2024-01-01 12:00:00"));
}

TEST_CASE("a query test passes on why a query failed") {
  testing::query_test<order> test{select((col<"amount"> / lit(0.0)).as<"x">(), cast<std::int32_t>(col<"amount">).as<"y">()), append};
  CHECK_THROWS_AS(test.add({"ann", 1e300, at(12h)}), query_error);
}

TEST_CASE("a query test moves the clock of its query") {
  testing::query_test<order, total> test{totals, update};
  test.add({"ann", 1, at(12h)});
  auto const before = test.query().last_progress()->started;
  // Often, since the query may just be looking for rows, which a step must wait for.
  for (int hours = 1; hours <= 200; ++hours) {
    test.advance(1h).add({"ann", 1, at(12h)});
    REQUIRE(test.query().last_progress()->started == before + std::chrono::hours{hours});
  }
}
