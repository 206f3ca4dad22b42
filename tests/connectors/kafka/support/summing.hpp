// SPDX-License-Identifier: Apache-2.0
// Queries from a topic into files that the crash tests cut off, and what an undisturbed run gives.
#pragma once

#include <connectors/kafka/support/crashing.hpp>
#include <crash/file_queries.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <support/temporary_folder.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace sluice::kafka_test {

/// Everything in a topic, so many rows in a batch.
inline auto topic_rows(std::string const& servers, std::string const& from, std::uint64_t rows_per_batch) {
  return read_stream(kafka::source{.bootstrap_servers = servers, .subscribe = from, .starting_offsets = kafka::earliest,
                                   .max_offsets_per_trigger = rows_per_batch});
}

/// The sums of two seconds of a topic's rows.
inline auto topic_sums() {
  using namespace std::chrono_literals;
  return select(col<"timestamp">, cast<std::int64_t>(cast<std::string>(col<"value">)).as<"number">()) | with_watermark<"timestamp">(5s) |
         group_by(window(col<"timestamp">, 2s)) | aggregate(count().as<"rows">(), sum(col<"number">).as<"sum">()) |
         select(col<"window.start">.as<"start">(), col<"rows">, col<"sum">);
}
/// They, into files.
template <class Sink>
auto summing_query(std::string const& servers, std::string const& from, Sink const& sink, std::uint64_t rows_per_batch) {
  return topic_rows(servers, from, rows_per_batch) | topic_sums() | write_stream(sink) | trigger(available_now());
}

/// What an undisturbed run gives, over all that was sent. `read_out`: reads a folder of files.
template <class Sink>
crash_test::lines undisturbed_sums(topics const& all, crash_test::lines (*read_out)(std::string const&) = crash_test::lines_in) {
  support::temporary_folder const folder{support::temporary_folder::memory()};
  run(summing_query(all.servers, all.from, Sink{.path = folder / "out"}, 10'000), support::in_small(std::make_shared<testing::memory_storage>()));
  return read_out(folder / "out");
}

/// In a child: sums a topic into files of its folder.
template <class Sink>
void sum_in_child() {
  auto const told = child_task::received();
  if (!told.to.empty())
    run(summing_query(told.servers, told.from, Sink{.path = told.folder + "/out"}, 6), support::of_child(told.folder + "/checkpoint"));
}

/// Kills the query of the hidden test case `child`, which sums a topic into files, and holds what it left against an undisturbed run.
template <class Sink>
void check_kills_of_sums(char const* child, int kills, crash_test::lines (*read_out)(std::string const&) = crash_test::lines_in) {
  std::string const address = real_broker();
  if (address.empty()) return;
  topics all{address};
  support::temporary_folder const folder{support::temporary_folder::memory()};
  run_with_kills(child, all, folder.path(), kills, std::chrono::milliseconds{3});
  auto const expected = undisturbed_sums<Sink>(all, read_out);
  CHECK(expected.size() > 30);
  CHECK(read_out(folder / "out") == expected);
}

}  // namespace sluice::kafka_test
