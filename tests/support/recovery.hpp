// SPDX-License-Identifier: Apache-2.0
// A query on a checkpoint that is cut off anywhere and started again gives what it would have given undisturbed, batch for batch and row for
// row (semantics 12.2): random streams, the storage failing or crashing before or after its n-th operation. For any storage.
#pragma once

#include <sluice/checkpoint.hpp>
#include <sluice/testing.hpp>
#include <sluice/testing/faulty_storage.hpp>

#include <unit/runtime/streams.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace support {

using namespace sluice;
using namespace std::chrono_literals;
using runtime_test::limited_source;
using testing::faulty_storage;
using testing::storage_fault;

struct event {
  timestamp time;
  std::string text;
  std::int64_t value;
};
SLUICE_RECORD(event, time, text, value);

using batches = std::vector<std::vector<text_row>>;

inline std::vector<event> random_events(std::mt19937& random) {
  std::vector<event> all(random() % 20 + 5);
  std::int64_t now = 10'000'000;
  for (auto& one : all) {
    now += static_cast<std::int64_t>(random() % 5) * 1'000'000;
    one = {timestamp{now - static_cast<std::int64_t>(random() % 12) * 1'000'000}, std::string(1, static_cast<char>('a' + random() % 3)),
           static_cast<std::int64_t>(random() % 100)};
  }
  return all;
}

/// What a checkpoint is to be like.
struct checkpoint_kind {
  std::size_t partitions = 1;
  std::shared_ptr<state_store_provider> state_store{};
};

inline checkpoint_options on_small(storage_ptr files, checkpoint_kind const& kind) {
  checkpoint_options options;
  options.state_partitions = kind.partitions;
  options.state_store = kind.state_store;
  options.files = std::move(files);
  // Small, so that few batches show what many would; in place, so that operations have an order.
  options.retention = {.min_batches_to_retain = 2, .min_deltas_for_snapshot = 2, .in_background = false};
  return options;
}

/// One run over all that is there; true if it came to its end.
template <mode Mode, class Query>
bool run(Query const& query, std::vector<event> const& events, memory_sink<> const& out, storage_ptr files, mode_constant<Mode> which, checkpoint_kind const& kind) {
  memory_stream<event> in;
  in.add_range(events);
  try {
    auto running = read_stream(limited_source{in, 3}) | query | write_stream(out) | output_mode(which) | trigger(available_now()) |
                   checkpoint(on_small(std::move(files), kind)) | start();
    running.await_termination();
    return true;
  } catch (error const&) {
    return false;
  }
}

/// What each batch gave. The rows of a batch have no order: groups come as they lie in their table.
inline batches of(memory_sink<> const& out) {
  batches all;
  for (std::size_t i = 0; i < out.batch_count(); ++i) {
    all.push_back(out.batch(i));
    std::sort(all.back().begin(), all.back().end());
  }
  return all;
}

/// How thoroughly a storage is tried.
struct recovery_trial {
  std::function<storage_ptr()> make_storage;  ///< an empty one
  int rounds = 8;
  std::uint64_t stride = 1;  ///< each so-many-th operation fails
  checkpoint_kind kind{};
};

template <mode Mode, class Query>
void check_recovery(Query const& query, mode_constant<Mode> which, std::uint32_t seed, recovery_trial const& trial) {
  std::mt19937 random(seed);
  for (int round = 0; round < trial.rounds; ++round) {
    auto const events = random_events(random);
    memory_sink<> undisturbed;
    auto const counted = std::make_shared<faulty_storage>(trial.make_storage());
    REQUIRE(run(query, events, undisturbed, counted, which, trial.kind));
    // What it would have given with all in memory.
    memory_sink<> in_memory;
    REQUIRE(run(query, events, in_memory, trial.make_storage(), which, {}));
    auto const expected = of(in_memory);
    REQUIRE(of(undisturbed) == expected);
    REQUIRE(expected.size() > 1);
    for (auto const how : {storage_fault::crash_before, storage_fault::crash_after, storage_fault::fail_before, storage_fault::fail_after}) {
      for (std::uint64_t at = 1 + random() % trial.stride; at <= counted->operations(); at += trial.stride) {
        auto const files = trial.make_storage();
        memory_sink<> out;
        bool const unharmed = run(query, events, out, std::make_shared<faulty_storage>(files, at, how), which, trial.kind);
        // A second crash, in the recovery from the first.
        if (!unharmed) run(query, events, out, std::make_shared<faulty_storage>(files, random() % 12 + 1, how), which, trial.kind);
        REQUIRE(run(query, events, out, files, which, trial.kind));
        INFO("operation " << at << " of round " << round);
        REQUIRE(of(out) == expected);
      }
    }
  }
}

inline auto windowed_sums() {
  return with_watermark<"time">(5s) | group_by(window(col<"time">, 10s), col<"text">) | aggregate(count(), sum(col<"value">));
}

}  // namespace support
