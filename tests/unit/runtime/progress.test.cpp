// SPDX-License-Identifier: Apache-2.0
// What queries tell of their batches: semantics 18.5.
#include <unit/runtime/streams.hpp>

#include <catch2/catch.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace sluice;
using namespace sluice::runtime_test;

/// The keys of an object in the text, in order, without those of objects in it.
std::vector<std::string> keys_of(std::string const& json) {
  std::vector<std::string> keys;
  int depth = 0;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (json[i] == '{' || json[i] == '[') ++depth;
    if (json[i] == '}' || json[i] == ']') --depth;
    if (json[i] != '"') continue;
    std::size_t end = i + 1;
    while (json[end] != '"') end += json[end] == '\\' ? 2U : 1U;
    if (depth == 1 && json[end + 1] == ':') keys.push_back(json.substr(i + 1, end - i - 1));
    i = end;
  }
  return keys;
}

/// The value of a key in the text: the first of that name.
std::string value_of(std::string const& json, std::string const& key) {
  std::size_t const start = json.find("\"" + key + "\":") + key.size() + 3;
  int depth = 0;
  std::size_t end = start;
  for (; end < json.size(); ++end) {
    if (depth == 0 && (json[end] == ',' || json[end] == '}')) break;
    if (json[end] == '{' || json[end] == '[') ++depth;
    if (json[end] == '}' || json[end] == ']') --depth;
  }
  return json.substr(start, end - start);
}

TEST_CASE("a progress has the batch's rows, offsets and times") {
  testing::manual_clock now{at(9h)};
  memory_stream<number> in;
  memory_sink<number> out;
  auto const takes_a_second = [&now](number const&) {
    now.advance(1s);
    return true;
  };
  auto query = read_stream(in) | where(takes_a_second) | where(col<"value"> > 1) | write_stream(out) | use_clock(now) |
               query_name("numbers") | start();
  in.add({{1}, {2}, {3}, {4}});
  query.process_all_available();
  auto const first = query.last_progress();
  REQUIRE(first);
  CHECK(first->id == query.id());
  CHECK(first->run_id == query.run_id());
  CHECK(first->name == "numbers");
  CHECK(first->started == at(9h));
  CHECK(first->batch_id == 0);
  CHECK(first->num_input_rows == 4);
  CHECK(first->num_output_rows == 3);
  CHECK(first->num_rejected_rows == 0);
  CHECK(first->durations.add_batch == 4000);
  CHECK(first->durations.trigger_execution == 4000);
  CHECK(first->durations.latest_offset == 0);
  CHECK(first->durations.commit == 0);
  CHECK(first->processed_rows_per_second == 1);
  CHECK(first->sink_description == "MemorySink");
  CHECK(first->state_operators.empty());
  CHECK(!first->event_time.watermark);
  REQUIRE(first->sources.size() == 1);
  CHECK(first->sources[0].description == "MemoryStream");
  CHECK(first->sources[0].start_offset.empty());
  CHECK(first->sources[0].end_offset == "4");
  CHECK(first->sources[0].num_input_rows == 4);
  CHECK(first->sources[0].processed_rows_per_second == 1);

  in.add({{5}, {6}});
  query.process_all_available();
  auto const second = query.last_progress();
  REQUIRE(second);
  CHECK(second->batch_id == 1);
  CHECK(second->started == at(9h + 4s));
  CHECK(second->sources[0].start_offset == "4");
  CHECK(second->sources[0].end_offset == "6");
}

TEST_CASE("the input rate is over the time since the trigger before") {
  watched_clock now{timestamp{0}};
  memory_stream<number> in;
  memory_sink<number> out;
  in.add({{1}, {2}});
  auto query = read_stream(in) | write_stream(out) | trigger(processing_time(2s)) | use_clock(now) | start();
  REQUIRE(eventually([&] { return query.last_progress().has_value(); }));
  CHECK(query.last_progress()->input_rows_per_second == 0);
  in.add({{1}, {2}, {3}, {4}});
  now.set(timestamp::from_seconds(2));
  REQUIRE(eventually([&] { return query.recent_progress().size() == 2; }));
  query.stop();
  CHECK(query.last_progress()->input_rows_per_second == 2);
  CHECK(query.last_progress()->sources[0].input_rows_per_second == 2);
}

TEST_CASE("event times of a batch, and the watermark it used") {
  memory_stream<reading> in;
  memory_sink<total> out;
  auto query = read_stream(in) | sums(5s) | write_stream(out) | output_mode(update) | start();
  in.add({{1, at(10s)}, {2, at(40s)}, {3, at(22s)}});
  query.process_all_available();
  auto const recent = query.recent_progress();
  REQUIRE(recent.size() == 2);
  CHECK(recent[0].event_time.min == at(10s));
  CHECK(recent[0].event_time.max == at(40s));
  CHECK(recent[0].event_time.avg == at(24s));
  CHECK(recent[0].event_time.watermark == timestamp{0});
  // The batch without rows has a watermark and nothing else.
  CHECK(recent[1].num_input_rows == 0);
  CHECK(!recent[1].event_time.min);
  CHECK(!recent[1].event_time.avg);
  CHECK(recent[1].event_time.watermark == at(35s));
}

TEST_CASE("the mean event time keeps its last digits, whatever the number of rows") {
  memory_stream<reading> in;
  memory_sink<total> out;
  std::vector<reading> rows(10'001, reading{1, at(15h)});
  in.add_range(rows);
  auto query = read_stream(in) | with_watermark<"time">(0s) |
               union_with(read_stream(in) | with_watermark<"time">(0s)) | group_by(window(col<"time">, 10s)) |
               aggregate(sum(col<"value">).as<"sum">()) | select(col<"window.start">.as<"start">(), col<"sum">) |
               write_stream(out) | output_mode(update) | start();
  query.process_all_available();
  CHECK(query.recent_progress().at(0).event_time.avg == at(15h));
}

TEST_CASE("state metrics are those of the batch, and only the totals go on") {
  memory_stream<reading> in;
  memory_sink<total> out;
  auto query = read_stream(in) | sums(0s) | write_stream(out) | output_mode(update) | start();
  in.add({{1, at(1s)}, {1, at(2s)}, {2, at(12s)}, {3, at(22s)}});
  query.process_all_available();
  in.add({{4, at(23s)}, {5, at(3s)}});
  query.process_all_available();
  auto const recent = query.recent_progress();
  REQUIRE(recent.size() == 4);
  auto const state = [&](std::size_t batch) { return recent[batch].state_operators.at(0); };
  CHECK(state(0).operator_name == "stateStoreSave");
  CHECK(state(0).num_rows_total == 3);
  CHECK(state(0).num_rows_updated == 3);
  CHECK(state(0).num_rows_removed == 0);
  CHECK(state(0).memory_used_bytes > 0);
  CHECK(state(1).num_rows_total == 1);
  CHECK(state(1).num_rows_updated == 0);
  CHECK(state(1).num_rows_removed == 2);
  CHECK(state(2).num_rows_updated == 1);
  CHECK(state(2).num_rows_removed == 0);
  CHECK(state(2).num_rows_dropped_by_watermark == 1);
  CHECK(state(3).num_rows_dropped_by_watermark == 0);
}

TEST_CASE("stateful operators stand in Spark's order: nearest the sink first") {
  memory_stream<reading> in;
  memory_sink<total> out;
  auto query = read_stream(in) | sums(0s) | limit(3) | write_stream(out) | start();
  in.add(reading{1, at(1s)});
  query.process_all_available();
  auto const states = query.last_progress()->state_operators;
  REQUIRE(states.size() == 2);
  CHECK(states[0].operator_name == "globalLimit");
  CHECK(states[1].operator_name == "stateStoreSave");
}

TEST_CASE("the JSON of a progress has Spark's names in Spark's order") {
  testing::manual_clock now{at(9h)};
  memory_stream<reading> in;
  memory_sink<total> out;
  auto query = read_stream(in) | sums(5s) | write_stream(out) | output_mode(update) | use_clock(now) | start();
  in.add({{1, at(10s)}, {2, at(40s)}});
  query.process_all_available();
  auto const json = query.recent_progress().at(0).to_json();
  CHECK(keys_of(json) == std::vector<std::string>{"id", "runId", "name", "timestamp", "batchId", "batchDuration", "numInputRows",
                                                  "inputRowsPerSecond", "processedRowsPerSecond", "durationMs", "eventTime",
                                                  "stateOperators", "sources", "sink"});
  CHECK(value_of(json, "id") == "\"" + query.id() + "\"");
  CHECK(value_of(json, "name") == "null");
  CHECK(value_of(json, "timestamp") == R"("2024-01-01T09:00:00.000Z")");
  CHECK(value_of(json, "batchId") == "0");
  CHECK(value_of(json, "numInputRows") == "2");
  CHECK(value_of(json, "inputRowsPerSecond") == "0.0");
  CHECK(value_of(json, "durationMs") == R"({"addBatch":0,"commitOffsets":0,"latestOffset":0,"triggerExecution":0,"walCommit":0})");
  CHECK(value_of(json, "eventTime") ==
        R"({"avg":"2024-01-01T00:00:25.000Z","max":"2024-01-01T00:00:40.000Z","min":"2024-01-01T00:00:10.000Z",)"
        R"("watermark":"1970-01-01T00:00:00.000Z"})");
  CHECK(value_of(json, "sources") ==
        R"([{"description":"MemoryStream","startOffset":null,"endOffset":2,"latestOffset":2,"numInputRows":2,)"
        R"("inputRowsPerSecond":0.0,"processedRowsPerSecond":0.0}])");
  CHECK(value_of(json, "sink") == R"({"description":"MemorySink","numOutputRows":2})");
  auto const states = value_of(json, "stateOperators");
  CHECK(keys_of(states.substr(1, states.size() - 2)) ==
        std::vector<std::string>{"operatorName", "numRowsTotal", "numRowsUpdated", "numRowsRemoved", "memoryUsedBytes",
                                 "numRowsDroppedByWatermark", "numShufflePartitions", "numStateStoreInstances"});

  CHECK(value_of(query.last_progress()->to_json(), "eventTime") == R"({"watermark":"2024-01-01T00:00:35.000Z"})");
}

TEST_CASE("JSON escapes texts and leaves out what is empty or no number") {
  streaming_query_progress progress;
  progress.name = "a \"quoted\" \\ name\n";
  progress.processed_rows_per_second = std::numeric_limits<double>::infinity();
  progress.input_rows_per_second = 1e10;
  progress.num_rejected_rows = 3;
  auto const json = progress.to_json();
  CHECK(json.find(R"("name":"a \"quoted\" \\ name\u000a")") != std::string::npos);
  CHECK(json.find("processedRowsPerSecond") == std::string::npos);
  CHECK(json.find("eventTime") == std::string::npos);
  CHECK(json.find(R"("inputRowsPerSecond":1e+10)") != std::string::npos);
  CHECK(json.find(R"("numRejectedRows":3)") != std::string::npos);
}

TEST_CASE("the last hundred batches are kept, oldest first") {
  memory_stream<number> in;
  memory_sink<number> out;
  std::vector<number> rows(130);
  in.add_range(rows);
  auto query = read_stream(limited_source{in, 1}) | write_stream(out) | trigger(available_now()) | start();
  query.await_termination();
  auto const recent = query.recent_progress();
  REQUIRE(recent.size() == 100);
  for (std::size_t i = 0; i < recent.size(); ++i) CHECK(recent[i].batch_id == 30 + i);
  CHECK(query.last_progress()->batch_id == 129);
}

TEST_CASE("the status tells what the query does") {
  watched_clock now{timestamp{0}};
  memory_stream<number> in;
  memory_sink<number> out;
  gate entered;
  gate go_on;
  auto const waits = [&](number const&) {
    entered.open();
    go_on.pass();
    return true;
  };
  in.add(number{1});
  auto query = read_stream(in) | where(waits) | write_stream(out) | trigger(processing_time(1s)) | use_clock(now) | start();
  entered.pass();
  CHECK(query.status().message == "Processing new data");
  CHECK(query.status().is_data_available);
  CHECK(query.status().is_trigger_active);
  go_on.open();
  CHECK(eventually([&] { return query.status().message == "Waiting for next trigger"; }));
  CHECK(!query.status().is_trigger_active);
  query.stop();
  CHECK(query.status().message == "Stopped");
  CHECK(!query.status().is_trigger_active);
  CHECK(!query.status().is_data_available);
}

TEST_CASE("the status of a query without data is that it waits for some") {
  memory_stream<number> in;
  memory_sink<number> out;
  auto query = read_stream(in) | write_stream(out) | start();
  CHECK(eventually([&] { return query.status().message == "Waiting for data to arrive"; }));
}

/// A source that rejects every other of its rows.
struct picky_source {
  using record_type = number;

  memory_stream<number> stream;

  struct reader : memory_stream<number>::reader {
    using base = memory_stream<number>::reader;
    using offset_type = base::offset_type;

    reader(memory_stream<number> const& stream, source_context const& context) : base(stream.open(context)) {}

    template <class Receiver>
    struct picker {
      Receiver* next;
      reject_log* rejects;
      void push(number const& row) {
        if (row.value % 2 == 0) next->push(row);
        else rejects->reject({"picky", "value", "it is odd", std::to_string(row.value)});
      }
    };
    template <class Want, class Receiver>
    std::uint64_t read(offset_type start, offset_type end, reject_log& rejects, Receiver& receiver) {
      picker<Receiver> picked{&receiver, &rejects};
      return base::read<Want>(start, end, rejects, picked);
    }
  };
  reader open(source_context const& context) const { return {stream, context}; }
};

TEST_CASE("rejected input is counted per batch and handed to whoever asked for it") {
  memory_stream<number> in;
  memory_sink<number> out;
  std::vector<std::string> rejected;
  auto query = read_stream(picky_source{in}) | write_stream(out) |
               on_rejected([&](rejected_row const& row) {
                 rejected.push_back(std::string{row.stage} + "." + std::string{row.column} + " " + std::string{row.data} + ": " +
                                    std::string{row.reason});
               }) |
               start();
  in.add({{1}, {2}, {3}});
  query.process_all_available();
  in.add({{4}, {5}});
  query.process_all_available();
  in.add(number{6});
  query.process_all_available();
  auto const recent = query.recent_progress();
  REQUIRE(recent.size() == 3);
  CHECK(recent[0].num_rejected_rows == 2);
  CHECK(recent[1].num_rejected_rows == 1);
  CHECK(recent[2].num_rejected_rows == 0);
  CHECK(recent[2].to_json().find("numRejectedRows") == std::string::npos);
  CHECK(rejected == std::vector<std::string>{"picky.value 1: it is odd", "picky.value 3: it is odd", "picky.value 5: it is odd"});
  CHECK(testing::same_rows(out.rows(), {{2}, {4}, {6}}));
}

TEST_CASE("a handler of rejected input that throws fails the query") {
  memory_stream<number> in;
  memory_sink<number> out;
  in.add(number{1});
  auto query = read_stream(picky_source{in}) | write_stream(out) |
               on_rejected([](rejected_row const&) { throw std::runtime_error{"not today"}; }) | start();
  CHECK_THROWS_AS(query.await_termination(), query_error);
  CHECK(message_in<std::runtime_error>(query.cause()) == "not today");
  CHECK(out.batch_count() == 0);
}

}  // namespace
