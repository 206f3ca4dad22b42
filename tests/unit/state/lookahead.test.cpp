// SPDX-License-Identifier: Apache-2.0
#include <sluice/state/lookahead.hpp>

#include <catch2/catch.hpp>

#include <stdexcept>
#include <vector>

using namespace sluice;

TEST_CASE("a lookahead hands items on in the order they came, each once") {
  std::vector<int> out;
  auto const collect = [&](int item) { out.push_back(item); };
  lookahead<int, 4> queue;
  for (int i = 0; i < 10; ++i) {
    queue.push(i, collect);
    CHECK(queue.size() == static_cast<std::size_t>(i < 4 ? i + 1 : 4));
  }
  CHECK(out == std::vector<int>{0, 1, 2, 3, 4, 5});
  queue.drain(collect);
  CHECK(out == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(queue.empty());
  queue.push(10, collect);
  queue.drain(collect);
  CHECK(out.back() == 10);
  CHECK(out.size() == 11);
}

TEST_CASE("a lookahead whose processing throws neither repeats nor invents items") {
  lookahead<int, 2> queue;
  std::vector<int> out;
  auto const collect = [&](int item) {
    if (item == 1) { throw std::runtime_error("item 1"); }
    out.push_back(item);
  };
  for (int i = 0; i < 3; ++i) { queue.push(i, collect); }
  CHECK_THROWS_AS(queue.push(3, collect), std::runtime_error);
  queue.drain(collect);
  CHECK(out == std::vector<int>{0, 2});
}

TEST_CASE("a lookahead can drop what is pending") {
  lookahead<int> queue;
  int seen = 0;
  auto const count = [&](int) { ++seen; };
  queue.push(1, count);
  queue.clear();
  queue.drain(count);
  CHECK(seen == 0);
}
