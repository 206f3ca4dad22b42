// SPDX-License-Identifier: Apache-2.0
// Users' code as a sink: the order of its calls and what its failures do: semantics 17.3, 17.4.
#include <sluice/testing.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace sluice;
using testing::failing_source;
using testing::same_rows;
using testing::step;

struct number {
  std::int64_t value;
};
SLUICE_RECORD(number, value);

using calls = std::vector<std::string>;

std::string text_of(std::exception_ptr const& failure) {
  if (!failure) return "nothing";
  try {
    std::rethrow_exception(failure);
  } catch (std::exception const& thrown) {
    return thrown.what();
  } catch (...) {
    return "no std::exception";
  }
}

/// What is nested in an exception.
std::string nested_in(std::exception_ptr const& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (std::nested_exception const& outer) {
    return text_of(outer.nested_ptr());
  } catch (...) {
    return "nothing is nested";
  }
}

/// Notes its calls, and fails where it is told to.
struct noting_writer {
  calls* seen;
  std::string fails_in{};
  bool wants_rows = true;

  void note(std::string const& call) {
    seen->push_back(call);
    if (call.substr(0, call.find(' ')) == fails_in) throw std::runtime_error{"broken " + fails_in};
  }
  bool open(std::uint64_t partition, std::uint64_t epoch) {
    note("open " + std::to_string(partition) + " " + std::to_string(epoch));
    return wants_rows;
  }
  template <class Row>
  void process(Row const& row) {
    note("process " + std::to_string(row.template get<"value">()));
  }
  void process(number const& row) { note("process " + std::to_string(row.value)); }
  void close(std::exception_ptr failure) { note("close with " + text_of(failure)); }
};

TEST_CASE("foreach: open, process, close, once per batch, also for one without rows") {
  memory_stream<number> in;
  calls seen;
  auto query = read_stream(in) | where(col<"value"> < 10) | write_stream(foreach(noting_writer{&seen})) | start();
  in.add({{1}, {2}});
  query.process_all_available();
  in.add(number{10});
  query.process_all_available();
  query.stop();
  CHECK(seen == calls{"open 0 0", "process 1", "process 2", "close with nothing", "open 0 1", "close with nothing"});
  CHECK(query.last_progress()->sink_description == "ForeachSink");
}

TEST_CASE("foreach: a writer that does not want the rows gets none, and is closed") {
  memory_stream<number> in;
  calls seen;
  in.add({{1}, {2}});
  auto query = read_stream(in) | write_stream(foreach(noting_writer{&seen, "", false})) | trigger(once()) | start();
  query.await_termination();
  CHECK(seen == calls{"open 0 0", "close with nothing"});
  CHECK(in.pending() == 0);
}

TEST_CASE("foreach: what process throws goes to close, and fails the query") {
  memory_stream<number> in;
  calls seen;
  in.add({{1}, {2}});
  auto query = read_stream(in) | write_stream(foreach(noting_writer{&seen, "process"})) | start();
  CHECK_THROWS_AS(query.await_termination(), query_error);
  CHECK(seen == calls{"open 0 0", "process 1", "close with broken process"});
  CHECK_THROWS_AS(std::rethrow_exception(query.cause()), sink_error);
  CHECK(text_of(query.cause()) ==
        "[USER_FUNCTION_FAILED] foreach process: the function threw an exception: broken process. the batch was not committed");
  CHECK(nested_in(query.cause()) == "broken process");
  CHECK(in.pending() == 2);
}

TEST_CASE("foreach: a writer whose open throws is not closed") {
  memory_stream<number> in;
  calls seen;
  in.add(number{1});
  auto query = read_stream(in) | write_stream(foreach(noting_writer{&seen, "open"})) | start();
  CHECK_THROWS_AS(query.await_termination(), query_error);
  CHECK(seen == calls{"open 0 0"});
  CHECK(text_of(query.cause()).find("foreach open") != std::string::npos);
  CHECK(nested_in(query.cause()) == "broken open");
}

TEST_CASE("foreach: what close throws fails the query") {
  memory_stream<number> in;
  calls seen;
  in.add(number{1});
  auto query = read_stream(in) | write_stream(foreach(noting_writer{&seen, "close"})) | start();
  CHECK_THROWS_AS(query.await_termination(), query_error);
  CHECK(seen == calls{"open 0 0", "process 1", "close with nothing"});
  CHECK(nested_in(query.cause()) == "broken close");
}

/// Fails twice: in process, and in close because of it.
struct failing_twice {
  void process(number const&) { throw std::runtime_error{"the reason"}; }
  void close(std::exception_ptr) { throw std::runtime_error{"something else"}; }
};

TEST_CASE("foreach: what close throws on top of a failure is not the reason") {
  memory_stream<number> in;
  in.add(number{1});
  auto query = read_stream(in) | write_stream(foreach(failing_twice{})) | start();
  CHECK_THROWS_AS(query.await_termination(), query_error);
  CHECK(nested_in(query.cause()) == "the reason");
}

TEST_CASE("foreach: a failure before the sink is told to close as well") {
  memory_stream<number> in;
  calls seen;
  in.add({{1}, {2}});
  failing_source source{in, {{.at = step::row, .call = 2}}};
  auto query = read_stream(source) | write_stream(foreach(noting_writer{&seen})) | start();
  CHECK_THROWS_AS(query.await_termination(), query_error);
  REQUIRE(seen.size() == 3);
  CHECK(seen[1] == "process 1");
  CHECK(seen[2] == "close with [SINK_FAILED] foreach: the batch was abandoned before it was complete");
}

/// Only what must be there.
struct plain_writer {
  std::shared_ptr<std::vector<std::int64_t>> values;
  void process(number const& row) { values->push_back(row.value); }
};

/// An open without a verdict, a close without an argument.
struct terse_writer {
  calls* seen;
  void open(std::uint64_t, std::uint64_t) { seen->push_back("open"); }
  void process(number const&) { seen->push_back("process"); }
  void close() { seen->push_back("close"); }
};

TEST_CASE("foreach: open and close may be left out, or have less to say") {
  memory_stream<number> in;
  in.add({{1}, {2}});
  SECTION("left out") {
    auto values = std::make_shared<std::vector<std::int64_t>>();
    auto query = read_stream(in) | write_stream(foreach(plain_writer{values})) | trigger(once()) | start();
    query.await_termination();
    CHECK(*values == std::vector<std::int64_t>{1, 2});
  }
  SECTION("less to say") {
    calls seen;
    auto query = read_stream(in) | write_stream(foreach(terse_writer{&seen})) | trigger(once()) | start();
    query.await_termination();
    CHECK(seen == calls{"open", "process", "process", "close"});
  }
}

TEST_CASE("foreach_row: calls a function for each row") {
  memory_stream<number> in;
  std::vector<std::int64_t> values;
  auto query = read_stream(in) | select((col<"value"> * 2).as<"twice">()) |
               write_stream(foreach_row([&](auto const& row) { values.push_back(row.template get<"twice">()); })) | start();
  in.add({{1}, {2}});
  query.process_all_available();
  in.add(number{3});
  query.process_all_available();
  query.stop();
  CHECK(values == std::vector<std::int64_t>{2, 4, 6});
}

TEST_CASE("foreach_row: what the function throws fails the query, also if it is no std::exception") {
  memory_stream<number> in;
  in.add(number{1});
  auto query = read_stream(in) | write_stream(foreach_row([](auto const&) { throw 42; })) | start();
  CHECK_THROWS_AS(query.await_termination(), query_error);
  CHECK(text_of(query.cause()).find("an exception that is no std::exception") != std::string::npos);
  CHECK(nested_in(query.cause()) == "no std::exception");
}

TEST_CASE("foreach_batch: calls a function once per batch, with its number, also for one without rows") {
  memory_stream<number> in;
  std::vector<std::pair<std::uint64_t, std::vector<std::int64_t>>> batches;
  auto query = read_stream(in) | where(col<"value"> < 10) | write_stream(foreach_batch([&](auto const& rows, std::uint64_t epoch) {
                 auto& [number, values] = batches.emplace_back(epoch, std::vector<std::int64_t>{});
                 for (auto const& row : rows) values.push_back(row.template get<"value">());
                 for (auto const& row : rows) values.push_back(-row.template get<"value">());  // rows may be walked again
               })) |
               start();
  in.add({{1}, {2}});
  query.process_all_available();
  in.add(number{10});
  query.process_all_available();
  query.stop();
  REQUIRE(batches.size() == 2);
  CHECK(batches[0].first == 0);
  CHECK(batches[0].second == std::vector<std::int64_t>{1, 2, -1, -2});
  CHECK(batches[1].first == 1);
  CHECK(batches[1].second.empty());
  CHECK(query.last_progress()->sink_description == "ForeachBatchSink");
}

struct named {
  std::string_view name;
};
SLUICE_RECORD(named, name);

TEST_CASE("foreach_batch: rows own their cells") {
  memory_stream<named> in;
  std::vector<std::string> kept;
  {
    std::string text = "a name that does not fit into a small string";
    in.add(named{text});
    auto query = read_stream(in) | write_stream(foreach_batch([&](auto const& rows, std::uint64_t) {
                   for (auto const& row : rows) {
                     static_assert(std::is_same_v<std::remove_cvref_t<decltype(row.template get<"name">())>, std::string>);
                     kept.push_back(row.template get<"name">());
                   }
                 })) |
                 trigger(once()) | start();
    query.await_termination();
  }
  CHECK(kept == std::vector<std::string>{"a name that does not fit into a small string"});
}

TEST_CASE("foreach_batch: a failing function fails the query, and the batch comes again in the next run") {
  memory_stream<number> in;
  in.add(number{1});
  bool fail = true;
  std::vector<std::uint64_t> epochs;
  auto const write = [&] {
    return read_stream(in) | write_stream(foreach_batch([&](auto const& rows, std::uint64_t epoch) {
             if (fail) throw std::runtime_error{"not yet"};
             epochs.push_back(epoch);
             CHECK(rows.size() == 1);
           })) |
           trigger(available_now()) | start();
  };
  {
    auto query = write();
    CHECK_THROWS_AS(query.await_termination(), query_error);
    CHECK(text_of(query.cause()) ==
          "[USER_FUNCTION_FAILED] foreach_batch: the function threw an exception: not yet. the batch was not committed");
    CHECK(nested_in(query.cause()) == "not yet");
    CHECK(in.pending() == 1);
  }
  fail = false;
  auto query = write();
  query.await_termination();
  CHECK(epochs == std::vector<std::uint64_t>{0});
  CHECK(in.pending() == 0);
}

TEST_CASE("each query works on a copy of the function") {
  memory_stream<number> in;
  in.add(number{1});
  std::vector<int> counts;
  auto const sink = foreach_row([&counts, count = 0](auto const&) mutable { counts.push_back(++count); });
  for (int i = 0; i < 2; ++i) {
    in.add(number{1});
    auto query = read_stream(in) | limit(1) | write_stream(sink) | trigger(once()) | start();
    query.await_termination();
  }
  CHECK(counts == std::vector<int>{1, 1});
}

}  // namespace
