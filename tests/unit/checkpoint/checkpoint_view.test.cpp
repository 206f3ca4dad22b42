// SPDX-License-Identifier: Apache-2.0
// A checkpoint read by itself: state as text is what the console shows of the values it was written from.
#include <sluice/checkpoint.hpp>
#include <sluice/checkpoint/checkpoint_view.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

using namespace sluice;
using namespace std::chrono_literals;

namespace {

struct inner {
  std::int16_t number;
  std::optional<std::string> text;
};
SLUICE_RECORD(inner, number, text);

enum class color : std::uint8_t { red, green };

template <class Value>
std::string shown(Value const& value) {
  std::string written;
  append_state(written, value);
  std::string text;
  state_reader in{written};
  append_state_text(text, type_text<Value>(), in);
  in.end();
  return text;
}
template <class Value>
void check(Value const& value) {
  std::string expected;
  append_cell_text(expected, value);
  CHECK(shown(value) == expected);
}

struct event {
  timestamp time;
  std::string text;
  double value;
};
SLUICE_RECORD(event, time, text, value);

}  // namespace

TEST_CASE("state as text: what the console shows of the value") {
  check(true);
  check(std::int8_t{-3});
  check(std::uint64_t{18'446'744'073'709'551'615U});
  check(1.5e-7);
  check(2.5F);
  check(std::string{"a, b {c}"});
  check(timestamp{1'704'110'400'000'001});
  check(date{19'723});
  check(std::optional<std::int64_t>{});
  check(std::optional<std::int64_t>{5});
  check(inner{7, "x"});
  check(inner{7, std::nullopt});
  check(std::vector<inner>{{1, "a"}, {2, std::nullopt}});
  check(std::vector<std::vector<std::int32_t>>{{1, 2}, {}, {3}});
  check(std::map<std::string, std::vector<double>>{{"a", {1, 2}}, {"b", {}}});
  CHECK(shown(color::green) == "1");
  CHECK(shown(std::tuple<std::int64_t, std::optional<inner>>{5, inner{1, "t"}}) == "{5, {1, t}}");
}

TEST_CASE("a checkpoint tells its batches and its state, at any version that is kept") {
  auto const files = std::make_shared<testing::memory_storage>();
  memory_stream<event> in;
  auto query = read_stream(in) | with_watermark<"time">(10s) | group_by(window(col<"time">, 1min), col<"text">) |
               aggregate(sum(col<"value">).as<"total">(), count()) | write_stream(memory_sink<>{}) | output_mode(update) | trigger(processing_time(0ms)) |
               checkpoint(checkpoint_options{"", files, {}}) | start();
  in.add({{timestamp{60'000'000}, "a", 1.5}, {timestamp{61'000'000}, "b", 2}});
  query.process_all_available();
  in.add({timestamp{62'000'000}, "a", 3});
  query.process_all_available();

  auto const batches = view_batches(files);
  REQUIRE(batches.size() == 4);
  CHECK(batches[0].plan.offsets == std::vector<std::string>{"2"});
  CHECK(batches[0].commit->next_watermark_ms == 51'000);
  CHECK(batches[3].plan.watermark_ms == 52'000);
  CHECK(batches[3].plan.offsets == std::vector<std::string>{"3"});

  auto const newest = view_state(files);
  REQUIRE(newest.size() == 1);
  CHECK(newest[0].version == 4);
  CHECK(newest[0].schema.operator_name == "stateStoreSave");
  using rows = std::vector<std::vector<std::string>>;
  CHECK(newest[0].rows == rows{{"{1970-01-01 00:01:00, 1970-01-01 00:02:00}", "a", "4.5", "2"},
                               {"{1970-01-01 00:01:00, 1970-01-01 00:02:00}", "b", "2.0", "1"}});
  CHECK(view_state(files, 1)[0].rows[0] == std::vector<std::string>{"{1970-01-01 00:01:00, 1970-01-01 00:02:00}", "a", "1.5", "1"});
  CHECK(view_state(files, 0)[0].rows.empty());
  CHECK_THROWS_AS(view_state(files, 9), checkpoint_error);
}
