// SPDX-License-Identifier: Apache-2.0
// The continuous engine: rows at once, epochs by the interval, progress saved at an epoch's end (semantics 11.3).
#include <sluice/checkpoint.hpp>
#include <sluice/testing/faulty_storage.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <unit/runtime/streams.hpp>

#include <catch2/catch.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace sluice;
using namespace sluice::runtime_test;
using namespace std::chrono_literals;
using Catch::Contains;
using testing::faulty_storage;
using testing::memory_storage;
using testing::storage_fault;

/// What a function saw, from another thread.
class seen_rows {
 public:
  void add(std::int64_t key, std::int64_t value) {
    std::lock_guard const lock(guard_);
    rows_.emplace_back(key, value);
  }
  [[nodiscard]] std::vector<std::pair<std::int64_t, std::int64_t>> rows() const {
    std::lock_guard const lock(guard_);
    return rows_;
  }
  [[nodiscard]] std::size_t size() const { return rows().size(); }

 private:
  mutable std::mutex guard_;
  std::vector<std::pair<std::int64_t, std::int64_t>> rows_;
};

struct keyed {
  std::int64_t key;
  std::int64_t value;
};
SLUICE_RECORD(keyed, key, value);

struct note_sum {
  seen_rows* to;
  template <class Row>
  void operator()(Row const& row) const {
    to->add(get<"key">(row), get<"sum">(row));
  }
};

auto sums_by_key() { return group_by<"key">() | aggregate(sum(col<"value">).as<"sum">()); }

checkpoint_options on(storage_ptr storage) {
  return {"", std::move(storage), {.min_batches_to_retain = 100, .min_deltas_for_snapshot = 10, .in_background = false}};
}

}  // namespace

TEST_CASE("continuous: a row's result is out before its epoch ends") {
  testing::manual_clock clock{timestamp::from_milliseconds(500)};
  memory_stream<keyed> in;
  seen_rows seen;
  auto query = read_stream(in) | sums_by_key() | write_stream(foreach_row(note_sum{&seen})) | output_mode(update) | trigger(continuous(1s)) |
               use_clock(clock) | start();
  in.add({1, 5});
  REQUIRE(eventually([&] { return seen.size() == 1; }));
  in.add({1, 6});
  REQUIRE(eventually([&] { return seen.size() == 2; }));
  CHECK(seen.rows() == std::vector<std::pair<std::int64_t, std::int64_t>>{{1, 5}, {1, 11}});
  CHECK_FALSE(query.last_progress());
  // The epoch ends at the next multiple of the interval.
  clock.advance(499ms);
  in.add({2, 1});
  REQUIRE(eventually([&] { return seen.size() == 3; }));
  CHECK_FALSE(query.last_progress());
  clock.advance(1ms);
  REQUIRE(eventually([&] { return query.last_progress().has_value(); }));
  auto const progress = *query.last_progress();
  CHECK(progress.batch_id == 0);
  CHECK(progress.num_input_rows == 3);
  CHECK(progress.num_output_rows == 3);
  CHECK(progress.sources.at(0).end_offset == "3");
}

TEST_CASE("continuous: without rows there are no epochs") {
  testing::manual_clock clock{timestamp::from_milliseconds(0)};
  auto const storage = std::make_shared<memory_storage>();
  memory_stream<keyed> in;
  memory_sink<> out;
  auto query = read_stream(in) | write_stream(out) | trigger(continuous(1s)) | use_clock(clock) | checkpoint(on(storage)) | start();
  query.process_all_available();
  clock.advance(10s);
  query.process_all_available();
  CHECK(storage->list("offsets").empty());
  in.add({1, 1});
  query.process_all_available();
  CHECK(storage->list("offsets") == std::vector<std::string>{"0"});
  CHECK(storage->list("commits") == std::vector<std::string>{"0"});
  query.stop();
  CHECK(out.rows() == std::vector<text_row>{{"1", "1"}});
}

TEST_CASE("continuous: a stop ends the epoch, and the next run goes on from it") {
  auto const storage = std::make_shared<memory_storage>();
  memory_stream<keyed> in;
  seen_rows seen;
  auto const begin = [&] {
    return read_stream(in) | sums_by_key() | write_stream(foreach_row(note_sum{&seen})) | output_mode(update) | trigger(continuous(1h)) |
           checkpoint(on(storage)) | start();
  };
  {
    auto query = begin();
    in.add({1, 5});
    REQUIRE(eventually([&] { return seen.size() == 1; }));
  }
  CHECK(storage->exists("commits/0"));
  CHECK(storage->exists("state/0/0/1.delta"));
  {
    auto query = begin();
    in.add({1, 6});
    REQUIRE(eventually([&] { return seen.size() == 2; }));
  }
  CHECK(seen.rows() == std::vector<std::pair<std::int64_t, std::int64_t>>{{1, 5}, {1, 11}});
  // And a query in batches goes on from a continuous one.
  in.add({1, 7});
  auto query = read_stream(in) | sums_by_key() | write_stream(foreach_row(note_sum{&seen})) | output_mode(update) | trigger(available_now()) |
               checkpoint(on(storage)) | start();
  query.await_termination();
  CHECK(seen.rows().back() == std::pair<std::int64_t, std::int64_t>{1, 18});
}

TEST_CASE("continuous: a crash anywhere repeats rows and never counts one twice or not at all") {
  std::map<std::int64_t, std::int64_t> expected;
  std::vector<keyed> rows;
  for (std::int64_t i = 0; i < 30; ++i) {
    rows.push_back({i % 4, i});
    expected[i % 4] += i;
  }
  for (auto const how : {storage_fault::crash_before, storage_fault::crash_after, storage_fault::fail_before, storage_fault::fail_after}) {
    for (std::uint64_t at = 1; at < 40; ++at) {
      auto const files = std::make_shared<memory_storage>();
      seen_rows seen;
      // The epochs are cut by waiting for all to be processed.
      auto const run = [&](storage_ptr storage, std::size_t there_before) {
        memory_stream<keyed> in;
        in.add_range(std::vector<keyed>(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(there_before)));
        try {
          auto query = read_stream(in) | sums_by_key() | write_stream(foreach_row(note_sum{&seen})) | output_mode(update) |
                       trigger(continuous(1h)) | checkpoint(on(std::move(storage))) | start();
          for (std::size_t i = there_before; i < rows.size(); ++i) {
            in.add(rows[i]);
            if (i % 7 == 6) query.process_all_available();
          }
          query.process_all_available();
          query.stop();
          if (auto const failure = query.exception()) throw *failure;
        } catch (error const&) {
          return false;
        }
        return true;
      };
      bool const unharmed = run(std::make_shared<faulty_storage>(files, at, how), 0);
      if (!unharmed) REQUIRE(run(files, rows.size()));
      std::map<std::int64_t, std::int64_t> last;
      for (auto const& [key, value] : seen.rows()) last[key] = value;
      INFO("operation " << at);
      REQUIRE(last == expected);
    }
  }
}

TEST_CASE("continuous: a sink that skips an epoch it has loses no rows by it (semantics 11.3)") {
  for (auto const how : {storage_fault::crash_before, storage_fault::crash_after, storage_fault::fail_before, storage_fault::fail_after}) {
    for (std::uint64_t at = 1; at < 30; ++at) {
      auto const files = std::make_shared<memory_storage>();
      memory_sink<number> out;
      // Epochs end after 3 rows each; the second run finds more rows than the first, and would make its first epoch of all of them.
      auto const run = [&](storage_ptr storage, std::int64_t there_before, std::int64_t until) {
        memory_stream<number> in;
        for (std::int64_t i = 0; i < there_before; ++i) in.add({i});
        try {
          auto query = read_stream(in) | write_stream(out) | trigger(continuous(1h)) | checkpoint(on(std::move(storage))) | start();
          query.process_all_available();
          for (std::int64_t i = there_before; i < until; ++i) {
            in.add({i});
            if (i % 3 == 2) query.process_all_available();
          }
          query.process_all_available();
          query.stop();
          if (auto const failure = query.exception()) throw *failure;
        } catch (error const&) {
          return false;
        }
        return true;
      };
      static_cast<void>(run(std::make_shared<faulty_storage>(files, at, how), 0, 12));
      REQUIRE(run(files, 15, 20));
      std::set<std::int64_t> seen;
      for (auto const& row : out.rows()) seen.insert(row.value);
      INFO("operation " << at);
      REQUIRE(seen.size() == 20);
    }
  }
}

TEST_CASE("continuous: an epoch that cannot be saved fails the query") {
  auto const files = std::make_shared<memory_storage>();
  memory_stream<keyed> in;
  memory_sink<> out;
  std::uint64_t opening = 0;
  {
    auto const counted = std::make_shared<faulty_storage>(std::make_shared<memory_storage>());
    auto query = read_stream(in) | write_stream(out) | trigger(continuous(1h)) | checkpoint(on(counted)) | start();
    query.process_all_available();
    opening = counted->operations();
  }
  auto const faulty = std::make_shared<faulty_storage>(files, opening + 1, storage_fault::fail_before);
  auto query = read_stream(in) | write_stream(out) | trigger(continuous(1h)) | checkpoint(on(faulty)) | start();
  in.add({1, 1});
  CHECK_THAT(message_of<query_error>([&] { query.process_all_available(); }), Contains("STORAGE_FAILED") && Contains("offsets/0"));
}

TEST_CASE("continuous: an epoch that cannot be saved fails the query also when nothing more comes") {
  memory_stream<keyed> in;
  seen_rows seen;
  testing::manual_clock clock;
  auto const query_on = [&](storage_ptr storage) {
    return read_stream(in) | write_stream(foreach_row([&](auto const& row) { seen.add(get<"key">(row), get<"value">(row)); })) |
           trigger(continuous(1h)) | checkpoint(on(std::move(storage))) | use_clock(clock) | start();
  };
  auto const counted = std::make_shared<faulty_storage>(std::make_shared<memory_storage>());
  query_on(counted).process_all_available();
  auto const opening = counted->operations();
  // The plan of the epoch is written, its commit is not.
  auto query = query_on(std::make_shared<faulty_storage>(std::make_shared<memory_storage>(), opening + 2, storage_fault::fail_before));
  in.add({1, 1});
  REQUIRE(eventually([&] { return seen.size() == 1; }));
  clock.advance(1h);
  CHECK_THAT(message_of<query_error>([&] { static_cast<void>(query.await_termination(20s)); }), Contains("STORAGE_FAILED") && Contains("commits/0"));
}
