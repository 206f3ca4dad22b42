// SPDX-License-Identifier: Apache-2.0
// Names, identifiers, and many queries at once: semantics 18.1.
#include <unit/runtime/streams.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace sluice;
using namespace sluice::runtime_test;

auto named(memory_stream<number> const& in, memory_sink<number> const& out, std::string name) {
  return read_stream(in) | write_stream(out) | query_name(std::move(name)) | start();
}

TEST_CASE("a name is unique among the queries that run") {
  memory_stream<number> in;
  memory_sink<number> out;
  auto query = named(in, out, "orders");
  CHECK(query.name() == "orders");
  CHECK(message_of<query_error>([&] { static_cast<void>(named(in, out, "orders")); }) ==
        "[QUERY_NAME_IN_USE] query_name: cannot start the query, a query with that name is already active (found: orders). stop the "
        "other query first, or give this one another name");
  CHECK(query.is_active());
  auto other = named(in, out, "returns");
  CHECK(other.is_active());
}

TEST_CASE("a name is free again when its query has ended, however it did") {
  memory_stream<number> in;
  memory_sink<number> out;
  {
    auto query = named(in, out, "again");
    query.stop();
    auto next = named(in, out, "again");
    CHECK(next.is_active());
  }
  {
    testing::failing_source source{in, {{.at = testing::step::open}}};
    auto failed = read_stream(source) | write_stream(out) | query_name("again") | start();
    CHECK_THROWS_AS(failed.await_termination(), query_error);
    auto next = named(in, out, "again");
    CHECK(next.is_active());
  }
  auto finished = read_stream(in) | write_stream(out) | query_name("again") | trigger(once()) | start();
  finished.await_termination();
  auto next = named(in, out, "again");
  CHECK(next.is_active());
}

TEST_CASE("queries without a name do not stand in each other's way, and have identifiers of their own") {
  memory_stream<number> in;
  memory_sink<number> out;
  auto first = read_stream(in) | write_stream(out) | start();
  auto second = read_stream(in) | write_stream(out) | start();
  CHECK(first.name().empty());
  std::set<std::string> const identifiers{first.id(), first.run_id(), second.id(), second.run_id()};
  CHECK(identifiers.size() == 4);
  for (auto const& one : identifiers) {
    CHECK(one.size() == 36);
    CHECK(one.find_first_not_of("0123456789abcdef-") == std::string::npos);
    CHECK(one[14] == '4');
    CHECK(std::string{"89ab"}.find(one[19]) != std::string::npos);
    for (std::size_t at : {8U, 13U, 18U, 23U}) CHECK(one[at] == '-');
  }
}

TEST_CASE("many queries run in parallel, each with its own state") {
  constexpr std::size_t count = 16;
  std::vector<memory_stream<number>> in(count);
  std::vector<memory_sink<>> out(count);
  std::vector<streaming_query> queries;
  for (std::size_t i = 0; i < count; ++i)
    queries.push_back(read_stream(in[i]) | aggregate(sum(col<"value">).as<"sum">()) | write_stream(out[i]) |
                      output_mode(complete) | start());
  std::vector<std::thread> feeders;
  for (std::size_t i = 0; i < count; ++i)
    feeders.emplace_back([&, i] {
      for (std::int64_t value = 0; value < 100; ++value) in[i].add(number{value * static_cast<std::int64_t>(i)});
      queries[i].process_all_available();
    });
  for (auto& feeder : feeders) feeder.join();
  for (std::size_t i = 0; i < count; ++i) CHECK(testing::same_rows(out[i].rows(), {{std::to_string(4950 * i)}}));
}

TEST_CASE("queries start and stop on many threads at once") {
  memory_stream<number> in;
  memory_sink<number> out;
  std::vector<std::thread> users;
  for (int user = 0; user < 4; ++user)
    users.emplace_back([&, user] {
      for (int i = 0; i < 25; ++i) {
        auto query = named(in, out, "user " + std::to_string(user));
        in.add(number{i});
        query.process_all_available();
      }
    });
  for (auto& user : users) user.join();
  // What the last one to go had not seen yet is there for the next, and then for nobody.
  named(in, out, "the last").process_all_available();
  CHECK(in.pending() == 0);
}

}  // namespace
