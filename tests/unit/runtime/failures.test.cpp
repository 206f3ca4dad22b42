// SPDX-License-Identifier: Apache-2.0
// What becomes of a query when something throws, wherever it does: semantics 18.2, and faults at every step.
#include <unit/runtime/streams.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace sluice;
using namespace sluice::runtime_test;
using testing::failing_sink;
using testing::failing_source;
using testing::fault;
using testing::injected_fault;
using testing::same_rows;
using testing::step;

std::string const injected = "this failure was asked for by the test";

/// Checks all that a handle tells of a failed query.
void check_failed(streaming_query const& query, std::string const& cause) {
  std::string const expected =
      "[STREAM_FAILED] Query [id = " + query.id() + ", runId = " + query.run_id() + "] terminated with exception: " + cause;
  for (int i = 0; i < 3; ++i) CHECK(message_of<query_error>([&] { query.await_termination(); }) == expected);
  CHECK(message_of<query_error>([&] { query.await_termination(1ms); }) == expected);
  CHECK(message_of<query_error>([&] { query.process_all_available(); }) == expected);
  REQUIRE(query.exception());
  CHECK(query.exception()->what() == expected);
  CHECK(query.exception()->code() == error_code::query_failed);
  CHECK(!query.is_active());
  CHECK(query.status().message == "Terminated with exception: " + cause);
  CHECK(!query.status().is_trigger_active);
}

TEST_CASE("a failure of the source at any step ends the query, with the step's own exception as the cause") {
  auto const where = GENERATE(step::open, step::initial_offset, step::latest_offset, step::read, step::row, step::commit);
  memory_stream<number> in;
  memory_sink<number> out;
  in.add({{1}, {2}});
  auto query = read_stream(failing_source{in, {{.at = where}}}) | write_stream(out) | start();
  REQUIRE_THROWS_AS(query.await_termination(), query_error);
  auto const cause = message_in<injected_fault>(query.cause());
  CHECK(cause.find(std::string{testing::to_string(where)} + ": " + injected) != std::string::npos);
  check_failed(query, cause);
  // Only the source's commit comes behind the sink's.
  CHECK(out.batch_count() == (where == step::commit ? 1U : 0U));
}

TEST_CASE("a failure of the sink at any step ends the query") {
  auto const where = GENERATE(step::open, step::begin, step::write, step::commit, step::committed);
  memory_stream<number> in;
  memory_sink<number> out;
  in.add({{1}, {2}});
  auto query = read_stream(in) | write_stream(failing_sink{out, {{.at = where}}}) | start();
  REQUIRE_THROWS_AS(query.await_termination(), query_error);
  check_failed(query, message_in<injected_fault>(query.cause()));
  CHECK(out.batch_count() == (where == step::committed ? 1U : 0U));
  CHECK(in.pending() == 2);
}

TEST_CASE("failures under once and available_now end the query too") {
  auto const where = GENERATE(step::fix_end, step::latest_offset, step::read);
  memory_stream<number> in;
  memory_sink<number> out;
  in.add(number{1});
  SECTION("once") {
    auto query = read_stream(failing_source{in, {{.at = where}}}) | write_stream(out) | trigger(once()) | start();
    CHECK_THROWS_AS(query.await_termination(), query_error);
  }
  SECTION("available_now") {
    auto query = read_stream(failing_source{in, {{.at = where}}}) | write_stream(out) | trigger(available_now()) | start();
    CHECK_THROWS_AS(query.await_termination(), query_error);
  }
  CHECK(out.batch_count() == 0);
}

TEST_CASE("what a user's function throws is the cause") {
  memory_stream<number> in;
  memory_sink<number> out;
  in.add(number{1});
  auto query = read_stream(in) | where([](number const&) -> bool { throw std::out_of_range{"no such thing"}; }) |
               write_stream(out) | start();
  REQUIRE_THROWS_AS(query.await_termination(), query_error);
  CHECK(message_in<std::out_of_range>(query.cause()) == "no such thing");
  check_failed(query, "no such thing");
}

TEST_CASE("a value without a result fails the query with the library's own error") {
  memory_stream<number> in;
  memory_sink<> out;
  in.add(number{0});
  auto query = read_stream(in) | select((lit(1) / col<"value">).as<"inverse">()) | write_stream(out) | start();
  REQUIRE_THROWS_AS(query.await_termination(), query_error);
  CHECK(message_in<evaluation_error>(query.cause()).find("[DIVIDE_BY_ZERO]") == 0);
}

TEST_CASE("an exception that is no std::exception ends the query as well") {
  memory_stream<number> in;
  memory_sink<number> out;
  in.add(number{1});
  auto query = read_stream(in) | where([](number const&) -> bool { throw 42; }) | write_stream(out) | start();
  REQUIRE_THROWS_AS(query.await_termination(), query_error);
  int thrown = 0;
  try {
    std::rethrow_exception(query.cause());
  } catch (int value) {
    thrown = value;
  }
  CHECK(thrown == 42);
  check_failed(query, "an exception that is no std::exception");
}

TEST_CASE("the message of a failure names the query") {
  memory_stream<number> in;
  memory_sink<number> out;
  in.add(number{1});
  auto query = read_stream(failing_source{in, {{.at = step::read}}}) | write_stream(out) | query_name("orders") | start();
  auto const message = message_of<query_error>([&] { query.await_termination(); });
  CHECK(message.find("[STREAM_FAILED] Query orders [id = " + query.id() + ", runId = " + query.run_id() +
                     "] terminated with exception: [SOURCE_FAILED] read: ") == 0);
}

TEST_CASE("threads that wait learn of the failure") {
  memory_stream<number> in;
  memory_sink<number> out;
  gate fail;
  auto const waits = [&](number const&) -> bool {
    fail.pass();
    throw std::runtime_error{"broken"};
  };
  auto query = read_stream(in) | where(waits) | write_stream(out) | start();
  std::atomic<int> told{0};
  std::vector<std::thread> waiters;
  for (int i = 0; i < 2; ++i) {
    waiters.emplace_back([&] { told += message_of<query_error>([&] { query.await_termination(); }).empty() ? 0 : 1; });
    waiters.emplace_back([&] {
      in.add(number{1});
      told += message_of<query_error>([&] { query.process_all_available(); }).empty() ? 0 : 1;
    });
  }
  fail.open();
  for (auto& waiter : waiters) waiter.join();
  CHECK(told == 4);
}

TEST_CASE("stopping a failed query throws nothing") {
  memory_stream<number> in;
  memory_sink<number> out;
  in.add(number{1});
  auto query = read_stream(failing_source{in, {{.at = step::read}}}) | write_stream(out) | start();
  CHECK_THROWS_AS(query.await_termination(), query_error);
  query.stop();
  CHECK_THROWS_AS(query.await_termination(), query_error);
}

TEST_CASE("a failing batch does not undo those before it") {
  memory_stream<number> in;
  memory_sink<number> out;
  failing_source source{in, {{.at = step::row, .call = 4}}};
  auto query = read_stream(source) | write_stream(out) | start();
  in.add({{1}, {2}});
  query.process_all_available();
  in.add({{3}, {4}});
  CHECK_THROWS_AS(query.process_all_available(), query_error);
  CHECK(same_rows(out.rows(), {{1}, {2}}));
  CHECK(query.last_progress()->batch_id == 0);
  CHECK(source.calls(step::row) == 4);
  CHECK(in.pending() == 2);
}

TEST_CASE("a query started again takes what the failed one did not commit") {
  memory_stream<number> in;
  memory_sink<number> out;
  in.add({{1}, {2}, {3}});
  auto const at = GENERATE(step::read, step::row);
  failing_source source{in, {{.at = at, .call = 2}}};
  auto const write = [&] { return read_stream(limited_source{source, 2}) | write_stream(out) | trigger(available_now()) | start(); };
  {
    auto query = write();
    CHECK_THROWS_AS(query.await_termination(), query_error);
  }
  auto query = write();
  query.await_termination();
  CHECK(same_rows(out.rows(), {{1}, {2}, {3}}));
}

TEST_CASE("a commit that fails once leaves the rows to the next run, and commits nothing twice") {
  memory_stream<number> in;
  memory_sink<number> out;
  in.add({{1}, {2}, {3}, {4}});
  failing_sink sink{out, {{.at = step::commit, .call = 2}}};
  auto const write = [&] { return read_stream(limited_source{in, 2}) | write_stream(sink) | trigger(available_now()) | start(); };
  {
    auto query = write();
    CHECK_THROWS_AS(query.await_termination(), query_error);
    CHECK(same_rows(out.rows(), {{1}, {2}}));
    CHECK(in.pending() == 2);
  }
  auto query = write();
  query.await_termination();
  CHECK(same_rows(out.rows(), {{1}, {2}, {3}, {4}}));
  CHECK(sink.calls(step::commit) == 3);
}

TEST_CASE("a sink that committed and then fails is what makes delivery at least once") {
  memory_stream<number> in;
  memory_sink<number> out;
  in.add(number{1});
  failing_sink sink{out, {{.at = step::committed}}};
  auto const write = [&] { return read_stream(in) | write_stream(sink) | trigger(available_now()) | start(); };
  {
    auto query = write();
    CHECK_THROWS_AS(query.await_termination(), query_error);
  }
  auto query = write();
  query.await_termination();
  CHECK(same_rows(out.rows(), {{1}, {1}}));
}

TEST_CASE("a source that fails at open is not left open, nor are the others") {
  memory_stream<number> in;
  memory_stream<number> other;
  memory_sink<number> out;
  {
    auto query = read_stream(other) | union_with(read_stream(failing_source{in, {{.at = step::open}}})) | write_stream(out) | start();
    CHECK_THROWS_AS(query.await_termination(), query_error);
    // The failed query's readers are gone: nobody holds rows back.
    auto next = read_stream(other) | write_stream(out) | start();
    other.add(number{1});
    next.process_all_available();
    CHECK(other.pending() == 0);
  }
}

/// A source whose option can be seen to be wrong.
struct checked_source : memory_stream<number> {
  int limit = 1;
  void check() const {
    if (limit <= 0) throw option_error("limit", "must be positive", std::to_string(limit), "give at least 1");
  }
};

TEST_CASE("start itself throws for options that are wrong in themselves") {
  checked_source in;
  memory_sink<number> out;
  in.limit = 0;
  CHECK_THROWS_AS(read_stream(in) | write_stream(out) | query_name("checked") | start(), option_error);
  CHECK_THROWS_AS(read_stream(memory_stream<number>{}) | union_with(read_stream(in)) | write_stream(out) | start(), option_error);
  in.limit = 1;
  auto query = read_stream(in) | write_stream(out) | query_name("checked") | start();
  CHECK(query.is_active());
}

}  // namespace
