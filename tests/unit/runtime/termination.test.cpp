// SPDX-License-Identifier: Apache-2.0
// Waiting for queries and stopping them: semantics 18.2.
#include <unit/runtime/streams.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace sluice;
using namespace sluice::runtime_test;
using testing::same_rows;

auto started(memory_stream<number> const& in, memory_sink<number> const& out) { return read_stream(in) | write_stream(out) | start(); }

TEST_CASE("await_termination returns when the query is stopped by another thread") {
  memory_stream<number> in;
  memory_sink<number> out;
  auto query = started(in, out);
  CHECK(query.is_active());
  std::thread stopper([&] {
    query.process_all_available();
    query.stop();
  });
  query.await_termination();
  CHECK(!query.is_active());
  CHECK(!query.exception());
  CHECK(query.cause() == nullptr);
  CHECK(query.status().message == "Stopped");
  stopper.join();
}

TEST_CASE("await_termination with a timeout tells whether the query has ended") {
  memory_stream<number> in;
  memory_sink<number> out;
  auto query = started(in, out);
  CHECK(!query.await_termination(1ms));
  query.stop();
  CHECK(query.await_termination(1ms));
  CHECK(query.await_termination(std::chrono::milliseconds::max()));
}

TEST_CASE("await_termination refuses a timeout that is not positive") {
  memory_stream<number> in;
  memory_sink<number> out;
  auto query = started(in, out);
  CHECK_THROWS_AS(query.await_termination(0ms), option_error);
  CHECK(message_of<option_error>([&] { query.await_termination(-5ms); }) ==
        "[INVALID_OPTION] await_termination: the timeout must be positive (found: -5 ms). without an argument it waits for as long "
        "as it takes");
}

TEST_CASE("the longest timeout waits") {
  memory_stream<number> in;
  memory_sink<number> out;
  auto query = started(in, out);
  std::thread stopper([&] {
    query.process_all_available();
    query.stop();
  });
  CHECK(query.await_termination(std::chrono::milliseconds::max()));
  stopper.join();
}

TEST_CASE("stop may be called again, and by several threads at once") {
  memory_stream<number> in;
  memory_sink<number> out;
  auto query = started(in, out);
  std::atomic<int> ended{0};
  std::vector<std::thread> stoppers;
  for (int i = 0; i < 4; ++i) stoppers.emplace_back([&] {
      query.stop();
      ended += query.is_active() ? 0 : 1;
    });
  for (auto& stopper : stoppers) stopper.join();
  CHECK(ended == 4);
  query.stop();
  query.await_termination();
}

TEST_CASE("stop does not wait for the next tick") {
  memory_stream<number> in;
  memory_sink<number> out;
  in.add(number{1});
  auto query = read_stream(in) | write_stream(out) | trigger(processing_time(1h)) | start();
  REQUIRE(eventually([&] { return query.status().message == "Waiting for next trigger"; }));
  query.stop();
  CHECK(query.status().message == "Stopped");
}

TEST_CASE("stop finishes the batch that runs") {
  memory_stream<number> in;
  memory_sink<number> out;
  gate in_batch;
  gate asked;
  in.add({{1}, {2}});
  auto const waits = [&](number const& row) {
    in_batch.open();
    if (row.value == 1) asked.pass();
    return true;
  };
  auto query = read_stream(in) | where(waits) | write_stream(out) | start();
  in_batch.pass();
  std::thread stopper([&] { query.stop(); });
  REQUIRE(!query.await_termination(1ms));
  asked.open();
  stopper.join();
  CHECK(same_rows(out.rows(), {{1}, {2}}));
}

TEST_CASE("stop with a timeout returns in time, and the query ends when its batch does") {
  memory_stream<number> in;
  memory_sink<number> out;
  gate in_batch;
  gate asked;
  in.add({{1}, {2}});
  auto const waits = [&](number const& row) {
    in_batch.open();
    if (row.value == 1) asked.pass();
    return true;
  };
  auto query = read_stream(in) | where(waits) | write_stream(out) | start();
  in_batch.pass();
  CHECK_THROWS_WITH(query.stop(0ms), Catch::Contains("the timeout must be positive"));
  CHECK_FALSE(query.stop(1ms));
  CHECK(query.is_active());
  asked.open();
  CHECK(query.stop(30s));
  CHECK(query.status().message == "Stopped");
  CHECK(same_rows(out.rows(), {{1}, {2}}));
  CHECK(query.stop(1ms));
}

TEST_CASE("a query stopped before its first batch runs none, or finishes it") {
  for (int i = 0; i < 50; ++i) {
    memory_stream<number> in;
    memory_sink<number> out;
    in.add(number{1});
    auto query = started(in, out);
    query.stop();
    CHECK(out.rows().size() == out.batch_count());
    CHECK(out.batch_count() + in.pending() == 1);
  }
}

TEST_CASE("a handle that goes stops its query") {
  memory_stream<number> in;
  memory_sink<number> out;
  {
    auto query = started(in, out);
    in.add(number{1});
    query.process_all_available();
  }
  in.add(number{2});
  CHECK(in.pending() == 1);
  CHECK(same_rows(out.rows(), {{1}}));
}

TEST_CASE("a handle can be moved, and assigning to one stops its query") {
  memory_stream<number> first_in;
  memory_stream<number> second_in;
  memory_sink<number> first_out;
  memory_sink<number> second_out;
  auto query = started(first_in, first_out);
  auto const first = query.id();
  auto moved = std::move(query);
  CHECK(moved.id() == first);
  moved = started(second_in, second_out);
  CHECK(moved.id() != first);
  first_in.add(number{1});
  second_in.add(number{2});
  moved.process_all_available();
  CHECK(first_out.rows().empty());
  CHECK(same_rows(second_out.rows(), {{2}}));
}

TEST_CASE("process_all_available serves several threads at once") {
  memory_stream<number> in;
  memory_sink<number> out;
  auto query = started(in, out);
  std::atomic<int> missed{0};
  std::vector<std::thread> users;
  for (std::int64_t user = 0; user < 4; ++user)
    users.emplace_back([&, user] {
      for (std::int64_t i = 0; i < 50; ++i) {
        in.add(number{user * 100 + i});
        query.process_all_available();
        // Its own row has been committed by now.
        bool found = false;
        for (auto const& row : out.rows()) found = found || row.value == user * 100 + i;
        missed += found ? 0 : 1;
      }
    });
  for (auto& user : users) user.join();
  CHECK(missed == 0);
  CHECK(out.rows().size() == 200);
}

TEST_CASE("process_all_available returns when the query is stopped, and at once behind its end") {
  memory_stream<number> in;
  memory_sink<number> out;
  gate entered;
  auto query = read_stream(in) | write_stream(out) | trigger(processing_time(1h)) | start();
  REQUIRE(eventually([&] { return query.status().message == "Waiting for next trigger"; }));
  in.add(number{1});
  std::thread waiter([&] {
    entered.open();
    query.process_all_available();
  });
  entered.pass();
  query.stop();
  waiter.join();
  query.process_all_available();
  CHECK(out.rows().empty());
}

TEST_CASE("a query's own thread can ask for its stop, and cannot wait for it") {
  memory_stream<number> in;
  memory_sink<number> out;
  std::optional<streaming_query> query;
  gate has_query;
  std::vector<std::string> refused;
  in.add(number{1});
  auto const inside = [&](number const&) {
    has_query.pass();
    refused.push_back(message_of<query_error>([&] { query->await_termination(); }));
    refused.push_back(message_of<query_error>([&] { query->await_termination(1s); }));
    refused.push_back(message_of<query_error>([&] { query->process_all_available(); }));
    query->stop();
    return true;
  };
  query.emplace(read_stream(in) | where(inside) | write_stream(out) | start());
  has_query.open();
  query->await_termination();
  CHECK(same_rows(out.rows(), {{1}}));
  REQUIRE(refused.size() == 3);
  CHECK(refused[0] ==
        "[UNSUPPORTED_OPERATION] await_termination: a query cannot wait for itself. Call it from another thread than the one that "
        "runs the query");
  CHECK(refused[1] == refused[0]);
  CHECK(refused[2].find("process_all_available") != std::string::npos);
}

TEST_CASE("a handle may go on the query's own thread") {
  memory_stream<number> in;
  memory_sink<number> out;
  auto owner = std::make_shared<std::optional<streaming_query>>();
  gate has_query;
  gate gone;
  in.add(number{1});
  auto const drops_handle = [&, owner](number const&) {
    has_query.pass();
    owner->reset();
    gone.open();
    return true;
  };
  owner->emplace(read_stream(in) | where(drops_handle) | write_stream(out) | query_name("drops its handle") | start());
  has_query.open();
  CHECK(gone.pass_within(30s));
  // It finishes its batch and ends by itself; its name is free then.
  REQUIRE(eventually([&] {
    return message_of<query_error>([&] {
             auto again = read_stream(in) | write_stream(out) | query_name("drops its handle") | start();
           }).empty();
  }));
  CHECK(same_rows(out.rows(), {{1}}));
}

/// A source that waits for input inside read, and gives up when the query stops.
struct waiting_source {
  using record_type = number;

  gate* reading;

  struct reader {
    using offset_type = std::int64_t;

    source_context context;
    gate* reading;

    offset_type initial_offset() { return 0; }
    offset_type latest_offset(offset_type start) { return start + 1; }
    template <class Want, class Receiver>
    std::uint64_t read(offset_type, offset_type, reject_log&, Receiver& receiver) {
      receiver.push(number{1});
      reading->open();
      while (!context.stopping()) std::this_thread::yield();
      throw query_stopping{};
    }
    void commit(offset_type) {}
    void fix_end() {}
    std::string to_json(offset_type offset) const { return std::to_string(offset); }
    offset_type from_json(std::string_view) const { return 0; }
    std::string describe() const { return "waiting"; }
  };

  reader open(source_context const& context) const { return {context, reading}; }
};

TEST_CASE("a source that gives up because of a stop abandons its batch: nothing of it is committed") {
  gate reading;
  memory_sink<number> out;
  auto query = read_stream(waiting_source{&reading}) | write_stream(out) | start();
  reading.pass();
  query.stop();
  CHECK(out.batch_count() == 0);
  CHECK(out.rows().empty());
  CHECK(!query.exception());
  CHECK(!query.last_progress());
  CHECK(query.status().message == "Stopped");
}

/// A source that gives up though nobody asked.
struct lying_source : waiting_source {
  struct reader : waiting_source::reader {
    template <class Want, class Receiver>
    std::uint64_t read(offset_type, offset_type, reject_log&, Receiver&) {
      throw query_stopping{};
    }
  };
  reader open(source_context const& context) const { return {{context, reading}}; }
};

TEST_CASE("a source that gives up without a stop fails the query") {
  gate reading;
  memory_sink<number> out;
  auto query = read_stream(lying_source{{&reading}}) | write_stream(out) | start();
  CHECK_THROWS_AS(query.await_termination(), query_error);
  CHECK(message_in<source_error>(query.cause()).find("though the query was not stopped") != std::string::npos);
}

}  // namespace
