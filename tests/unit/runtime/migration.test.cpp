// SPDX-License-Identifier: Apache-2.0
// State whose type has changed since the checkpoint was written: refused, or brought over by the user's function.
#include <sluice/checkpoint.hpp>
#include <sluice/checkpoint/checkpoint_view.hpp>
#include <sluice/testing/faulty_storage.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <unit/runtime/streams.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace sluice;
using namespace sluice::runtime_test;
using Catch::Contains;
using testing::faulty_storage;
using testing::memory_storage;
using testing::storage_fault;

struct first_stats {
  std::int64_t rows = 0;
};
struct second_stats {
  std::int64_t rows = 0;
  std::int64_t sum = 0;
  using migrates_from = first_stats;
  // What the sum was nobody knows: as if each had been ten.
  static second_stats migrate(first_stats const& old) { return {old.rows, old.rows * 10}; }
};
struct third_stats {
  double sum = 0;
  std::int64_t rows = 0;
  using migrates_from = second_stats;
  static third_stats migrate(second_stats const& old) { return {static_cast<double>(old.sum), old.rows}; }
};
struct unrelated_stats {
  std::string text;
};

/// An aggregate that keeps `State` and tells the number of rows.
template <class State>
struct stats {
  using state = State;
  State init() const { return {}; }
  void update(State& kept, std::int64_t value) const {
    if constexpr (requires { kept.rows; }) ++kept.rows;
    if constexpr (requires { kept.sum; }) kept.sum += static_cast<decltype(kept.sum)>(value);
  }
  void merge(State&, State const&) const {}
  std::string result(State const& kept) const {
    std::string text;
    if constexpr (requires { kept.rows; }) text += std::to_string(kept.rows) + " rows";
    if constexpr (requires { kept.sum; }) text += ", sum " + std::to_string(static_cast<std::int64_t>(kept.sum));
    return text;
  }
};

template <class State>
std::string run(memory_stream<parity>& in, memory_sink<>& out, storage_ptr files) {
  return message_of<error>([&] {
    auto query = read_stream(in) | group_by<"rest">() | aggregate(udaf(stats<State>{})(col<"sum">).template as<"stats">(), count()) |
                 write_stream(out) | output_mode(update) | trigger(available_now()) | checkpoint(checkpoint_options{"", std::move(files), {}}) | start();
    query.await_termination();
  });
}

}  // namespace

TEST_CASE("migration: state is brought to the type it has now, through those in between") {
  memory_stream<parity> in;
  memory_sink<> out;
  auto const files = std::make_shared<memory_storage>();
  in.add({{0, 5}, {1, 6}, {0, 7}});
  REQUIRE(run<first_stats>(in, out, files).empty());
  in.add({0, 1});
  SECTION("one step") {
    REQUIRE(run<second_stats>(in, out, files).empty());
    CHECK(out.rows().back() == text_row{"0", "3 rows, sum 21", "3"});
    // And from there on as if nothing had been.
    in.add({1, 2});
    REQUIRE(run<second_stats>(in, out, files).empty());
    CHECK(out.rows().back() == text_row{"1", "2 rows, sum 12", "2"});
  }
  SECTION("two steps at once") {
    REQUIRE(run<third_stats>(in, out, files).empty());
    CHECK(out.rows().back() == text_row{"0", "3 rows, sum 21", "3"});
    CHECK(view_state(files)[0].schema.value[0].type == "struct<double,long>");
    CHECK(view_state(files)[0].rows.size() == 2);
  }
  SECTION("no way back") {
    REQUIRE(run<third_stats>(in, out, files).empty());
    CHECK_THAT(run<first_stats>(in, out, files), Contains("STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE") &&
                                                     Contains("value field 1 stats is struct<long> now, and was struct<double,long>"));
  }
  SECTION("a type that does not say where it comes from is refused") {
    CHECK_THAT(run<unrelated_stats>(in, out, files), Contains("value field 1 stats is struct<string> now, and was struct<long>"));
  }
}

TEST_CASE("migration: cut off anywhere, the next start finishes it") {
  for (auto const how : {storage_fault::crash_before, storage_fault::crash_after}) {
    for (std::uint64_t at = 1; at < 30; ++at) {
      memory_stream<parity> in;
      memory_sink<> out;
      auto const files = std::make_shared<memory_storage>();
      in.add({{0, 5}, {1, 6}, {0, 7}});
      REQUIRE(run<first_stats>(in, out, files).empty());
      in.add({0, 1});
      run<second_stats>(in, out, std::make_shared<faulty_storage>(files, at, how));
      INFO("operation " << at);
      REQUIRE(run<second_stats>(in, out, files).empty());
      REQUIRE(out.rows().back() == text_row{"0", "3 rows, sum 21", "3"});
    }
  }
}
