// SPDX-License-Identifier: Apache-2.0
// Differences between tables of texts, as failing tests show them.
#include <sluice/testing/row_difference.hpp>

#include <catch2/catch.hpp>

#include <string>

using sluice::testing::row_difference;
using sluice::testing::text_rows;

namespace {

std::string const head = "the rows differ (- expected and missing, + there and not expected):\n";

}  // namespace

TEST_CASE("equal tables have no difference, and without an order their rows may stand anywhere") {
  CHECK(row_difference({{"a", "1"}, {"b", "2"}}, {{"a", "1"}, {"b", "2"}}, false).empty());
  CHECK(row_difference({{"b", "2"}, {"a", "1"}}, {{"a", "1"}, {"b", "2"}}, true).empty());
  CHECK_FALSE(row_difference({{"b", "2"}, {"a", "1"}}, {{"a", "1"}, {"b", "2"}}, false).empty());
}

TEST_CASE("a row that is there twice and expected once is too much once") {
  CHECK(row_difference({{"a", "1"}, {"a", "1"}}, {{"a", "1"}}, true) == head + "= a | 1\n+ a | 1\n");
}

TEST_CASE("rows that come near are shown cell by cell") {
  CHECK(row_difference({{"ann", "12:00", "9.5", "2"}, {"carla", "12:05", "1.0", "1"}},
                       {{"bob", "12:05", "1.0", "1"}, {"ann", "12:00", "9.0", "2"}}, true) ==
        head + "- ann | 12:00 | 9.0 | 2\n"
               "- bob | 12:05 | 1.0 | 1\n"
               "+ ann | 12:00 | 9.5 | 2\n"
               "+ carla | 12:05 | 1.0 | 1\n"
               "rows that come near, expected -> there:\n"
               "~ ann | 12:00 | 9.0 -> 9.5 | 2\n"
               "~ bob -> carla | 12:05 | 1.0 | 1\n");
}

TEST_CASE("rows that have little in common, and rows in another place, are not near") {
  CHECK(row_difference({{"ann", "2", "3"}}, {{"bob", "5", "3"}}, true) == head + "- bob | 5 | 3\n+ ann | 2 | 3\n");
  CHECK(row_difference({{"b", "2", "3"}, {"a", "1", "1"}}, {{"a", "1", "1"}, {"b", "2", "3"}}, false) ==
        head + "- a | 1 | 1\n= b | 2 | 3\n+ a | 1 | 1\n");
}

TEST_CASE("a near row is taken once") {
  CHECK(row_difference({{"a", "1", "2"}}, {{"a", "1", "3"}, {"a", "1", "4"}}, true) ==
        head + "- a | 1 | 3\n"
               "- a | 1 | 4\n"
               "+ a | 1 | 2\n"
               "rows that come near, expected -> there:\n"
               "~ a | 1 | 3 -> 2\n");
}
