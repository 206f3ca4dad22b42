// SPDX-License-Identifier: Apache-2.0
// Listeners and the queries of a process (semantics 18.3, 18.4).
#include <sluice/listeners.hpp>

#include <unit/runtime/streams.hpp>

#include <catch2/catch.hpp>

#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace sluice;
using namespace sluice::runtime_test;
using namespace std::chrono_literals;
using Catch::Contains;

/// Writes down what it hears.
class note_taker : public streaming_query_listener {
 public:
  void on_query_started(query_identity const& query, timestamp) override { note("started " + query.name); }
  void on_query_progress(streaming_query_progress const& progress) override {
    note("batch " + std::to_string(progress.batch_id) + " of " + progress.name + " with " + std::to_string(progress.num_input_rows));
  }
  void on_query_idle(query_identity const& query, timestamp) override { note("idle " + query.name); }
  void on_query_terminated(query_identity const& query, std::string const& failure) override {
    note("ended " + query.name + (failure.empty() ? "" : ": " + failure));
  }
  [[nodiscard]] std::vector<std::string> notes() const {
    std::lock_guard const lock(guard_);
    return notes_;
  }

 private:
  void note(std::string text) {
    std::lock_guard const lock(guard_);
    notes_.push_back(std::move(text));
  }
  mutable std::mutex guard_;
  std::vector<std::string> notes_;
};

/// A listener for the length of a test.
template <class Listener>
struct listening {
  std::shared_ptr<Listener> listener = std::make_shared<Listener>();
  listening() { add_listener(listener); }
  ~listening() { remove_listener(listener); }
  listening(listening const&) = delete;
  listening& operator=(listening const&) = delete;
};

struct refuse_two {
  template <class Row>
  void operator()(Row const& row) const {
    if (get<"value">(row) == 2) throw std::runtime_error("no twos");
  }
};

}  // namespace

TEST_CASE("listeners hear of starts, batches and ends, in order") {
  listening<note_taker> with;
  memory_stream<number> in;
  {
    auto query = read_stream(in) | write_stream(foreach_row(refuse_two{})) | query_name("numbers") | start();
    CHECK(with.listener->notes() == std::vector<std::string>{"started numbers"});
    in.add({{1}, {3}});
    query.process_all_available();
    in.add(number{4});
    query.process_all_available();
  }
  flush_listeners();
  CHECK(with.listener->notes() ==
        std::vector<std::string>{"started numbers", "batch 0 of numbers with 2", "batch 1 of numbers with 1", "ended numbers"});
}

TEST_CASE("listeners hear why a query failed") {
  listening<note_taker> with;
  memory_stream<number> in;
  in.add(number{2});
  auto query = read_stream(in) | write_stream(foreach_row(refuse_two{})) | query_name("numbers") | start();
  CHECK_THROWS_AS(query.await_termination(), query_error);
  flush_listeners();
  REQUIRE(with.listener->notes().size() == 2);
  CHECK_THAT(with.listener->notes().back(), Contains("ended numbers: ") && Contains("no twos"));
}

TEST_CASE("a query that has nothing to do says so every ten seconds") {
  listening<note_taker> with;
  testing::manual_clock clock{timestamp::from_milliseconds(0)};
  memory_stream<number> in;
  auto query = read_stream(in) | write_stream(memory_sink<>{}) | query_name("idler") | use_clock(clock) | start();
  query.process_all_available();
  query.process_all_available();
  flush_listeners();
  CHECK(with.listener->notes().size() == 1);
  clock.advance(10s);
  query.process_all_available();
  query.process_all_available();
  flush_listeners();
  CHECK(with.listener->notes() == std::vector<std::string>{"started idler", "idle idler"});
}

TEST_CASE("a listener that throws is counted and harms nobody, but for a start") {
  struct thrower : streaming_query_listener {
    void on_query_progress(streaming_query_progress const&) override { throw std::runtime_error("listener"); }
  };
  struct refuser : streaming_query_listener {
    void on_query_started(query_identity const&, timestamp) override { throw std::runtime_error("not today"); }
  };
  memory_stream<number> in;
  in.add(number{1});
  auto const before = listener_failures();
  {
    listening<thrower> with;
    listening<note_taker> other;
    auto query = read_stream(in) | write_stream(memory_sink<>{}) | trigger(available_now()) | start();
    query.await_termination();
    flush_listeners();
    CHECK(listener_failures() == before + 1);
    CHECK(other.listener->notes().size() == 3);
  }
  listening<refuser> with;
  CHECK_THROWS_WITH(static_cast<void>(read_stream(in) | write_stream(memory_sink<>{}) | query_name("refused") | start()), "not today");
  CHECK(active_queries().empty());
}

TEST_CASE("listeners come and go") {
  auto const listener = std::make_shared<note_taker>();
  CHECK_FALSE(remove_listener(listener));
  add_listener(listener);
  CHECK(list_listeners().size() == 1);
  CHECK(remove_listener(listener));
  CHECK(list_listeners().empty());
}

TEST_CASE("the queries of a process can be found, looked at and stopped") {
  reset_terminated();
  memory_stream<number> in;
  auto first = read_stream(in) | write_stream(memory_sink<>{}) | query_name("first") | start();
  auto second = read_stream(in) | write_stream(memory_sink<>{}) | start();
  CHECK(active_queries().size() == 2);
  auto const found = find_query(first.id());
  REQUIRE(found);
  CHECK(found->name() == "first");
  CHECK(found->is_active());
  in.add(number{1});
  first.process_all_available();
  REQUIRE(found->last_progress());
  CHECK(found->last_progress()->num_input_rows == 1);
  CHECK_FALSE(await_any_termination(1ms));
  found->request_stop();
  await_any_termination();
  first.await_termination();
  CHECK_FALSE(found->is_active());
  CHECK_FALSE(find_query(first.id()));
  CHECK(active_queries().size() == 1);
  CHECK(await_any_termination(1ms));
  reset_terminated();
  CHECK_FALSE(await_any_termination(1ms));
  second.stop();
  await_any_termination();
  CHECK_THROWS_AS(await_any_termination(0ms), option_error);
}

TEST_CASE("await_any_termination throws what a query failed with") {
  reset_terminated();
  memory_stream<number> in;
  memory_stream<number> other;
  auto idle = read_stream(other) | write_stream(memory_sink<>{}) | start();
  auto failing = read_stream(in) | write_stream(foreach_row(refuse_two{})) | start();
  in.add(number{2});
  CHECK_THROWS_WITH(await_any_termination(), Contains("no twos"));
  CHECK(idle.is_active());
}
