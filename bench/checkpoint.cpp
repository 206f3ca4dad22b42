// SPDX-License-Identifier: Apache-2.0
// What a checkpoint costs: a trigger without news, a batch of one row, and the throughput of a windowed query on JSON whose batches last
// about a second, with and without. Wall time, since disks are part of it.
#include <sluice/checkpoint.hpp>
#include <sluice/json.hpp>
#include <sluice/testing.hpp>

#include "support/orders.hpp"

#include <benchmark/benchmark.h>

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace sluice;
using namespace std::chrono_literals;

struct number {
  std::int64_t key;
  std::int64_t value;
};
SLUICE_RECORD(number, key, value);

/// A folder that goes with the benchmark.
struct folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("sluice-bench-" + std::to_string(::getpid()));
  folder() { std::filesystem::remove_all(path); }
  ~folder() { std::filesystem::remove_all(path); }
  folder(folder const&) = delete;
  folder& operator=(folder const&) = delete;
};

auto totals() { return group_by<"key">() | aggregate(sum(col<"value">).as<"total">()); }

checkpoint_options in(folder const& where, durability kept) {
  checkpoint_options options;
  options.files = std::make_shared<local_storage>(where.path.string(), kept);
  return options;
}

/// From the question whether there is news to the answer, two changes of thread included.
void empty_trigger(benchmark::State& state) {
  folder where;
  memory_stream<number> rows;
  auto query = read_stream(rows) | totals() | write_stream(memory_sink<>{}) | output_mode(update) | checkpoint(in(where, durability::synced)) | start();
  query.process_all_available();
  for (auto _ : state) query.process_all_available();
}
BENCHMARK(empty_trigger)->UseRealTime()->Unit(benchmark::kMicrosecond);

/// A row in, its plan, its state and its commit on the storage, and its result in the sink.
template <durability Kept>
void one_row_batch(benchmark::State& state) {
  folder where;
  memory_stream<number> rows;
  memory_sink<> out;
  auto query = read_stream(rows) | totals() | write_stream(out) | output_mode(update) | checkpoint(in(where, Kept)) | start();
  std::int64_t key = 0;
  for (auto _ : state) {
    rows.add({key++ % 10, 1});
    query.process_all_available();
  }
}
BENCHMARK(one_row_batch<durability::buffered>)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(one_row_batch<durability::synced>)->UseRealTime()->Unit(benchmark::kMicrosecond);

struct line {
  std::string_view value;
};
SLUICE_RECORD(line, value);

struct order {
  std::string customer;
  double amount;
  timestamp event_time;
};
SLUICE_RECORD(order, customer, amount, event_time);

/// JSON lines from memory, over and over, so many in a batch.
struct json_lines {
  using record_type = line;
  std::vector<std::string> const* lines;
  std::int64_t batch;
  std::int64_t batches;

  class reader {
   public:
    using offset_type = std::int64_t;
    explicit reader(json_lines const& from) : lines_(from.lines), batch_(from.batch), end_(from.batch * from.batches) {}
    offset_type initial_offset() { return 0; }
    offset_type latest_offset(offset_type start) { return std::min(start + batch_, end_); }
    template <class Want, class Receiver>
    std::uint64_t read(offset_type start, offset_type end, reject_log&, Receiver& receiver) {
      for (auto at = start; at < end; ++at) receiver.push(line{(*lines_)[static_cast<std::size_t>(at) % lines_->size()]});
      return static_cast<std::uint64_t>(end - start);
    }
    void commit(offset_type) {}
    void fix_end() {}
    std::string to_json(offset_type offset) const { return std::to_string(offset); }
    offset_type from_json(std::string_view text) const { return std::stoll(std::string{text}); }
    std::string describe() const { return "json lines"; }

   private:
    std::vector<std::string> const* lines_;
    std::int64_t batch_;
    std::int64_t end_;
  };
  reader open(source_context const&) const { return reader{*this}; }
};

std::vector<std::string> const& orders_as_json() {
  static std::vector<std::string> const lines = [] {
    std::vector<std::string> made;
    for (auto const& one : bench::make_orders<bench::text_order>(1'000'000, 10'000)) {
      char text[160];
      std::string time;
      append_cell_text(time, one.event_time);
      std::snprintf(text, sizeof text, R"({"customer":"%s","amount":%.2f,"event_time":"%s","note":"unused"})", one.customer.c_str(), one.amount,
                    time.c_str());
      made.emplace_back(text);
    }
    return made;
  }();
  return lines;
}

constexpr std::int64_t batch_size = 8'000'000;

auto revenue() {
  return select(from_json<order>(col<"value">).as<"data">()) | select(all_of<"data">) | with_watermark<"event_time">(10min) |
         group_by(window(col<"event_time">, 5min), col<"customer">) | aggregate(sum(col<"amount">).as<"total">());
}

template <class Finish>
double seconds_of(std::int64_t batches, Finish finish) {
  json_lines const source{&orders_as_json(), batch_size, batches};
  auto const begin = std::chrono::steady_clock::now();
  auto query = finish(read_stream(source) | revenue() | write_stream(foreach_row([](auto const&) {})) | output_mode(update) |
                      trigger(available_now()));
  query.await_termination();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Batches of eight million rows, about a second each, that change 240,000 groups: rows per second with a checkpoint to those without.
void throughput(benchmark::State& state) {
  constexpr std::int64_t batches = 3;
  static_cast<void>(orders_as_json());
  std::vector<double> ratios;
  double with = 0;
  double without = 0;
  for (auto _ : state) {
    folder where;
    without = seconds_of(batches, [](auto writer) { return std::move(writer) | start(); });
    with = seconds_of(batches, [&](auto writer) { return std::move(writer) | checkpoint(in(where, durability::synced)) | start(); });
    ratios.push_back(without / with);
  }
  std::sort(ratios.begin(), ratios.end());
  state.counters["ratio"] = ratios[ratios.size() / 2];
  state.counters["rows_per_s"] = static_cast<double>(batches * batch_size) / with;
  state.counters["without"] = static_cast<double>(batches * batch_size) / without;
}
BENCHMARK(throughput)->UseRealTime()->Iterations(3)->Unit(benchmark::kMillisecond);

/// The state grows and a batch changes ten keys: what a delta costs must not grow with it.
void ten_keys_of_many(benchmark::State& state) {
  folder where;
  memory_stream<number> rows;
  auto query = read_stream(rows) | totals() | write_stream(foreach_row([](auto const&) {})) | output_mode(update) |
               checkpoint(in(where, durability::buffered)) | start();
  std::vector<number> all;
  for (std::int64_t key = 0; key < state.range(0); ++key) all.push_back({key, 1});
  rows.add_range(all);
  query.process_all_available();
  std::int64_t at = 0;
  for (auto _ : state) {
    std::vector<number> few;
    for (int i = 0; i < 10; ++i) few.push_back({(at += 7919) % state.range(0), 1});
    rows.add_range(few);
    query.process_all_available();
  }
}
BENCHMARK(ten_keys_of_many)->Arg(1'000)->Arg(100'000)->Arg(1'000'000)->Iterations(200)->UseRealTime()->Unit(benchmark::kMicrosecond);

}  // namespace
