// SPDX-License-Identifier: Apache-2.0
#include <sluice/checkpoint.hpp>
#include <sluice/testing.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace sluice;
using testing::failing_sink;
using testing::same_rows;
using testing::step;

struct number {
  std::int64_t value;
};
SLUICE_RECORD(number, value);

struct name_only {
  std::string name;
};
SLUICE_RECORD(name_only, name);

TEST_CASE("tee: both sinks get every row and every batch") {
  memory_stream<number> in;
  memory_sink<number> table;
  std::string page;
  auto query = read_stream(in) | write_stream(tee(console::sink{.text = &page}, table)) | start();
  in.add(number{1});
  query.process_all_available();
  in.add(number{2});
  query.process_all_available();
  query.stop();
  CHECK(same_rows(table.rows(), {{1}, {2}}));
  CHECK(page.find("|    1|") < page.find("Batch: 1"));
  CHECK(page.find("|    2|") != std::string::npos);
  CHECK(query.last_progress()->sink_description == "tee(ConsoleSink, MemorySink)");
  CHECK(query.last_progress()->num_output_rows == 1);
}

TEST_CASE("tee: three sinks are two tees") {
  memory_stream<number> in;
  memory_sink<number> first;
  memory_sink<number> second;
  std::vector<std::int64_t> third;
  in.add({{1}, {2}});
  auto query = read_stream(in) |
               write_stream(tee(first, tee(second, foreach_row([&](auto const& row) { third.push_back(row.value); })))) |
               trigger(once()) | start();
  query.await_termination();
  CHECK(same_rows(first.rows(), {{1}, {2}}));
  CHECK(same_rows(second.rows(), {{1}, {2}}));
  CHECK(third == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("tee: a failure before the commits leaves both without the batch") {
  memory_stream<number> in;
  memory_sink<number> first;
  memory_sink<number> second;
  in.add({{1}, {2}});
  auto query = read_stream(in) | write_stream(tee(first, failing_sink{second, {{.at = step::write, .call = 2}}})) | start();
  CHECK_THROWS_AS(query.await_termination(), query_error);
  CHECK(first.rows().empty());
  CHECK(second.rows().empty());
}

TEST_CASE("tee: the second commit failing, the first has happened") {
  memory_stream<number> in;
  memory_sink<number> first;
  memory_sink<number> second;
  in.add(number{1});
  auto query = read_stream(in) | write_stream(tee(first, failing_sink{second, {{.at = step::commit}}})) | start();
  CHECK_THROWS_AS(query.await_termination(), query_error);
  CHECK(same_rows(first.rows(), {{1}}));
  CHECK(second.rows().empty());
  CHECK(in.pending() == 1);
}

/// A sink whose writer cannot be moved, and which has an option and no liking for complete mode.
struct pinned_sink {
  int limit = 1;
  std::vector<std::int64_t>* values = nullptr;

  static constexpr sink_traits traits{.name = "pinned", .complete = false, .needs_checkpoint = true};

  void check() const {
    if (limit == 0) throw option_error("limit", "must not be 0", "0", "give 1");
  }
  struct writer {
    std::vector<std::int64_t>* values;

    explicit writer(std::vector<std::int64_t>* to) : values(to) {}
    writer(writer&&) = delete;
    void begin(std::uint64_t, mode) {}
    template <class Row>
    void write(Row const& row) {
      values->push_back(row.value);
    }
    void commit(std::uint64_t) {}
    std::string describe() const { return "pinned"; }
  };
  template <class Schema>
  writer open(sink_context const&) const {
    return writer{values};
  }
};

checkpoint_options in_memory() { return {"", std::make_shared<testing::memory_storage>(), {}}; }

TEST_CASE("tee: writers need not be movable") {
  memory_stream<number> in;
  memory_sink<number> table;
  std::vector<std::int64_t> values;
  in.add(number{5});
  auto query = read_stream(in) | write_stream(tee(pinned_sink{1, &values}, table)) | trigger(once()) |
               checkpoint(in_memory()) | start();
  query.await_termination();
  CHECK(values == std::vector<std::int64_t>{5});
  CHECK(same_rows(table.rows(), {{5}}));
}

TEST_CASE("tee: options of both are checked by start") {
  memory_stream<number> in;
  CHECK_THROWS_AS(read_stream(in) | write_stream(tee(pinned_sink{0}, memory_sink<>{})) | checkpoint(in_memory()) | start(), option_error);
  CHECK_THROWS_AS(read_stream(in) | write_stream(tee(memory_sink<>{}, pinned_sink{0})) | checkpoint(in_memory()) | start(), option_error);
}

using both = decltype(tee(memory_sink<>{}, pinned_sink{}));
static_assert(both::traits.append && both::traits.update && !both::traits.complete);
static_assert(both::traits.needs_checkpoint);
static_assert(std::same_as<both::refusal<schema_of<number>>, accepted>);
static_assert(refused<decltype(tee(memory_sink<name_only>{}, pinned_sink{}))::refusal<schema_of<number>>>);
static_assert(refused<decltype(tee(pinned_sink{}, memory_sink<name_only>{}))::refusal<schema_of<number>>>);

}  // namespace
