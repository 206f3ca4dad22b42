// SPDX-License-Identifier: Apache-2.0
// The stream fed by hand and the table in memory: semantics 17.2.
#include <sluice/testing.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <future>
#include <list>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace sluice;
using testing::same_rows;

struct item {
  std::string name;
  std::int32_t count;
};
SLUICE_RECORD(item, name, count);

struct collector {
  std::vector<item> rows;
  void push(item const& row) { rows.push_back(row); }
};

template <class Reader>
std::vector<item> read(Reader& reader, std::int64_t start, std::int64_t end) {
  reject_log rejects;
  collector all;
  std::uint64_t const count = reader.template read<want_all>(start, end, rejects, all);
  CHECK(count == all.rows.size());
  return all.rows;
}

/// A source that cannot be opened yet.
template <class Source>
struct held_source {
  using record_type = typename Source::record_type;
  Source source;
  std::shared_future<void> may_open;

  [[nodiscard]] auto open(source_context const& context) const {
    may_open.wait();
    return source.open(context);
  }
};

TEST_CASE("memory stream: offsets count records, and say what is new") {
  memory_stream<item> in;
  auto reader = in.open({});
  CHECK(reader.initial_offset() == 0);
  CHECK(reader.latest_offset(0) == 0);
  in.add(item{"a", 1});
  in.add({{"b", 2}, {"c", 3}});
  in.add_range(std::list<item>{{"d", 4}});
  CHECK(reader.latest_offset(0) == 4);
  CHECK(same_rows(read(reader, 0, 4), {{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}}));
  CHECK(same_rows(read(reader, 1, 3), {{"b", 2}, {"c", 3}}));
  CHECK(same_rows(read(reader, 2, 2), {}));
}

TEST_CASE("memory stream: copies are the same stream") {
  memory_stream<item> in;
  auto const copy = in;
  auto reader = copy.open({});
  in.add(item{"a", 1});
  CHECK(reader.latest_offset(0) == 1);
  CHECK(copy.pending() == 1);
}

TEST_CASE("memory stream: what every reader has committed is forgotten, and only that") {
  memory_stream<item> in;
  std::optional first{in.open({})};
  auto second = in.open({});
  in.add({{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}});
  first->commit(3);
  CHECK(in.pending() == 4);
  second.commit(1);
  CHECK(in.pending() == 3);
  CHECK(same_rows(read(*first, 3, 4), {{"d", 4}}));
  CHECK(same_rows(read(second, 1, 4), {{"b", 2}, {"c", 3}, {"d", 4}}));
  second.commit(2);
  CHECK(in.pending() == 2);
  // A reader that goes no longer holds anything back.
  second.commit(4);
  CHECK(in.pending() == 1);
  first.reset();
  CHECK(in.pending() == 0);
  // A later one begins where the stream is.
  in.add(item{"e", 5});
  auto third = in.open({});
  CHECK(third.initial_offset() == 4);
  CHECK(same_rows(read(third, 4, 5), {{"e", 5}}));
}

TEST_CASE("memory stream: what a reader that goes has not committed is there for one that comes after it") {
  memory_stream<item> in;
  std::optional ahead{in.open({})};
  std::optional behind{in.open({})};
  in.add({{"a", 1}, {"b", 2}, {"c", 3}});
  ahead->commit(3);
  behind->commit(1);
  ahead.reset();
  CHECK(in.pending() == 2);
  behind.reset();
  CHECK(in.pending() == 2);
  auto again = in.open({});
  CHECK(same_rows(read(again, 1, 3), {{"b", 2}, {"c", 3}}));
}

TEST_CASE("memory stream: without a reader nothing is forgotten") {
  memory_stream<item> in;
  { auto reader = in.open({}); }
  in.add(item{"a", 1});
  { auto reader = in.open({}); }
  CHECK(in.pending() == 1);
  auto reader = in.open({});
  CHECK(reader.latest_offset(reader.initial_offset()) == 1);
}

TEST_CASE("memory stream: what is added after start() is kept for a query whose thread has not opened it yet") {
  memory_stream<item> in;
  std::promise<void> open;
  memory_sink<item> slow;
  memory_sink<item> quick;
  auto held = read_stream(held_source<memory_stream<item>>{{}, open.get_future().share()}) | union_with(read_stream(in)) | write_stream(slow) | start();
  auto other = read_stream(in) | write_stream(quick) | start();
  in.add(item{"a", 1});
  other.process_all_available();
  CHECK(quick.rows().size() == 1);
  CHECK(in.pending() == 1);
  open.set_value();
  held.process_all_available();
  CHECK(same_rows(slow.rows(), {{"a", 1}}));
  CHECK(in.pending() == 0);
  held.stop();
  in.add(item{"b", 2});
  other.process_all_available();
  CHECK(in.pending() == 0);  // nothing is kept for a query that has ended
}

TEST_CASE("memory stream: a fixed end stays where it is") {
  memory_stream<item> in;
  auto reader = in.open({});
  in.add(item{"a", 1});
  reader.fix_end();
  in.add(item{"b", 2});
  CHECK(reader.latest_offset(0) == 1);
  auto other = in.open({});
  CHECK(other.latest_offset(0) == 2);
}

TEST_CASE("memory stream: readers are told of new data, each time") {
  memory_stream<item> in;
  int first_told = 0;
  int second_told = 0;
  source_context context;
  context.notify = [&] { ++first_told; };
  auto first = in.open(context);
  {
    context.notify = [&] { ++second_told; };
    auto second = in.open(context);
    in.add(item{"a", 1});
    in.add({{"b", 2}, {"c", 3}});
  }
  in.add(item{"d", 4});
  CHECK(first_told == 3);
  CHECK(second_told == 2);
}

TEST_CASE("memory stream: a reader can be moved") {
  memory_stream<item> in;
  in.add({{"a", 1}, {"b", 2}});
  auto first = in.open({});
  auto second = std::move(first);
  CHECK(same_rows(read(second, 0, 2), {{"a", 1}, {"b", 2}}));
  second.commit(2);
  CHECK(in.pending() == 0);
}

TEST_CASE("memory stream: offsets go through JSON") {
  memory_stream<item> in;
  auto reader = in.open({});
  CHECK(reader.to_json(42) == "42");
  CHECK(reader.from_json("42") == 42);
  CHECK_THROWS_AS(reader.from_json("forty-two"), source_error);
  CHECK_THROWS_AS(reader.from_json("4 2"), source_error);
  CHECK(reader.describe() == "MemoryStream");
}

TEST_CASE("memory stream: batches of many rows while another thread adds") {
  memory_stream<item> in;
  auto reader = in.open({});
  constexpr std::int32_t count = 5000;
  std::thread feeder([&] {
    for (std::int32_t i = 0; i < count; ++i) in.add(item{std::to_string(i), i});
  });
  std::int64_t at = 0;
  bool in_order = true;
  while (at < count) {
    auto const end = reader.latest_offset(at);
    for (auto const& row : read(reader, at, end)) in_order = in_order && row.count == at++;
    reader.commit(end);
  }
  feeder.join();
  CHECK(in_order);
  CHECK(in.pending() == 0);
}

/// A writer of a memory sink, as the engine drives it.
template <class Sink>
auto open(Sink const& sink, std::string query = "q") {
  return sink.template open<schema_of<item>>(sink_context{&system_clock::instance(), "", std::move(query)});
}

TEST_CASE("memory sink: rows are seen when their epoch is committed") {
  memory_sink<item> out;
  auto writer = open(out);
  writer.begin(0, mode::append);
  writer.write(item{"a", 1});
  writer.write(item{"b", 2});
  CHECK(out.rows().empty());
  CHECK(out.batch_count() == 0);
  writer.commit(0);
  CHECK(same_rows(out.rows(), {{"a", 1}, {"b", 2}}));
  writer.begin(1, mode::append);
  writer.commit(1);
  writer.begin(2, mode::append);
  writer.write(item{"c", 3});
  writer.commit(2);
  CHECK(same_rows(out.rows(), {{"a", 1}, {"b", 2}, {"c", 3}}));
  CHECK(out.batch_count() == 3);
  CHECK(out.batch(1).empty());
  CHECK(same_rows(out.batch(2), {{"c", 3}}));
  CHECK(out.batch(7).empty());
}

TEST_CASE("memory sink: an epoch that was begun and not committed leaves nothing") {
  memory_sink<item> out;
  auto writer = open(out);
  writer.begin(0, mode::append);
  writer.write(item{"a", 1});
  writer.begin(0, mode::append);
  writer.write(item{"b", 2});
  writer.commit(0);
  CHECK(same_rows(out.rows(), {{"b", 2}}));
}

TEST_CASE("memory sink: an epoch that comes again changes nothing, from the same run or the next") {
  memory_sink<item> out;
  {
    auto writer = open(out);
    writer.begin(0, mode::append);
    writer.write(item{"a", 1});
    writer.commit(0);
    writer.commit(0);
    writer.begin(1, mode::append);
    writer.write(item{"b", 2});
    writer.commit(1);
  }
  auto again = open(out);
  again.begin(1, mode::append);
  again.write(item{"b", 2});
  again.commit(1);
  again.begin(2, mode::append);
  again.write(item{"c", 3});
  again.commit(2);
  CHECK(same_rows(out.rows(), {{"a", 1}, {"b", 2}, {"c", 3}}));
  CHECK(out.batch_count() == 3);
}

TEST_CASE("memory sink: epochs of another query are others, and batches are those of the newest") {
  memory_sink<item> out;
  auto first = open(out, "first");
  first.begin(0, mode::append);
  first.write(item{"a", 1});
  first.commit(0);
  auto second = open(out, "second");
  CHECK(out.batch_count() == 0);
  second.begin(0, mode::append);
  second.write(item{"b", 2});
  second.commit(0);
  first.begin(1, mode::append);
  first.write(item{"c", 3});
  first.commit(1);
  CHECK(same_rows(out.rows(), {{"a", 1}, {"b", 2}, {"c", 3}}));
  CHECK(out.batch_count() == 1);
  CHECK(same_rows(out.batch(0), {{"b", 2}}));
}

TEST_CASE("memory sink: complete replaces the table and keeps the batches") {
  memory_sink<item> out;
  auto writer = open(out);
  for (std::int32_t epoch = 0; epoch < 3; ++epoch) {
    writer.begin(static_cast<std::uint64_t>(epoch), mode::complete);
    writer.write(item{"a", epoch});
    writer.commit(static_cast<std::uint64_t>(epoch));
  }
  CHECK(same_rows(out.rows(), {{"a", 2}}));
  CHECK(same_rows(out.batch(0), {{"a", 0}}));
}

TEST_CASE("memory sink: update adds rows") {
  memory_sink<item> out;
  auto writer = open(out);
  for (std::int32_t epoch = 0; epoch < 2; ++epoch) {
    writer.begin(static_cast<std::uint64_t>(epoch), mode::update);
    writer.write(item{"a", epoch});
    writer.commit(static_cast<std::uint64_t>(epoch));
  }
  CHECK(same_rows(out.rows(), {{"a", 0}, {"a", 1}}));
}

struct some_of_it {
  std::optional<std::int64_t> count;
};
SLUICE_RECORD(some_of_it, count);

struct more_than_it {
  std::string name;
  std::string color;
};
SLUICE_RECORD(more_than_it, name, color);

struct too_narrow {
  std::int16_t count;
};
SLUICE_RECORD(too_narrow, count);

TEST_CASE("memory sink: keeps columns in fields of their names, wider or nullable") {
  memory_stream<item> in;
  memory_sink<some_of_it> out;
  in.add(item{"a", 7});
  auto query = read_stream(in) | write_stream(out) | trigger(once()) | start();
  query.await_termination();
  REQUIRE(out.rows().size() == 1);
  CHECK(out.rows().front().count == 7);
}

TEST_CASE("memory sink: without a record it keeps texts") {
  memory_stream<item> in;
  memory_sink<> out;
  in.add(item{"a", 7});
  auto query = read_stream(in) | write_stream(out) | trigger(once()) | start();
  query.await_termination();
  CHECK(same_rows(out.rows(), {{"a", "7"}}));
}

using row = schema_of<item>;
static_assert(std::same_as<memory_sink<>::refusal<row>, accepted>);
static_assert(std::same_as<memory_sink<item>::refusal<row>, accepted>);
static_assert(std::same_as<memory_sink<some_of_it>::refusal<row>, accepted>);
static_assert(refused<memory_sink<more_than_it>::refusal<row>>);
static_assert(std::same_as<memory_sink<too_narrow>::refusal<row>,
                           plan_error::memory_sink_field_has_no_fitting_column<plan_error::field_named<"count">, row>>);

}  // namespace
