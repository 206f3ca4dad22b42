// SPDX-License-Identifier: Apache-2.0
// Queries from Kafka into files of each format, killed and failed hundreds of times at the steps of their batches. What they leave is an undisturbed
// run's, row for row (semantics 12.2, 13.3, 15.3). Parquet files are in a folder of their own.
#include <connectors/kafka/support/summing.hpp>
#include <crash/file_query_faults.hpp>
#include <sluice/file_sinks.hpp>
#include <sluice/json_file_sinks.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

using namespace sluice;
using namespace sluice::kafka_test;

namespace {

auto copying_lines(std::string const& servers, std::string const& from, std::string const& path, std::uint64_t rows_per_batch) {
  return topic_rows(servers, from, rows_per_batch) | select(cast<std::string>(col<"value">).as<"line">()) | write_stream(text::sink{.path = path}) |
         trigger(available_now());
}
crash_test::lines sorted(crash_test::lines all) {
  std::sort(all.begin(), all.end());
  return all;
}

/// Fails the steps of a query into crashing_output, its checkpoint's and its files'; all lines that are there after the last, undisturbed run.
template <class Query>
crash_test::lines left_after_faults(Query const& query, topics& all) {
  auto const kept = std::make_shared<testing::memory_storage>();
  auto const once = [&](storage_ptr const& files) {
    return crash_test::run_on(files, [&](checkpoint_options options) { run(query, std::move(options)); });
  };
  support::run_with_faults(kept, support::crash_rounds(500), 40, once, [&] { all.send(100); });
  REQUIRE(once(kept));
  return crash_test::lines_in(std::make_shared<crash_test::folder_of_storage>(kept, "out"));
}

template <class Sink>
void check_faults_of_sums() {
  std::string const address = real_broker();
  if (address.empty()) return;
  topics all{address};
  auto const left = left_after_faults(summing_query(address, all.from, Sink{.path = crash_test::crashing_output}, 6), all);
  CHECK(left == undisturbed_sums<Sink>(all));
}

}  // namespace

TEST_CASE("child: sums a topic into CSV files", "[.child]") { sum_in_child<csv::sink>(); }
TEST_CASE("real broker: a query that sums a topic into CSV files gives the same however often it is killed", "[broker]") {
  check_kills_of_sums<csv::sink>("child: sums a topic into CSV files", support::crash_rounds(250));
}
TEST_CASE("real broker: a query that sums a topic into CSV files gives the same whichever step of its storages fails", "[broker]") {
  check_faults_of_sums<csv::sink>();
}

TEST_CASE("child: sums a topic into JSON files", "[.child]") { sum_in_child<json::sink>(); }
TEST_CASE("real broker: a query that sums a topic into JSON files gives the same however often it is killed", "[broker]") {
  check_kills_of_sums<json::sink>("child: sums a topic into JSON files", support::crash_rounds(100));
}
TEST_CASE("real broker: a query that sums a topic into JSON files gives the same whichever step of its storages fails", "[broker]") {
  check_faults_of_sums<json::sink>();
}

TEST_CASE("child: copies a topic into text files", "[.child]") {
  auto const told = child_task::received();
  if (!told.to.empty())
    run(copying_lines(told.servers, told.from, told.folder + "/out", 6), support::of_child(told.folder + "/checkpoint"));
}
TEST_CASE("real broker: a query that copies a topic into text files has every line once however often it is killed", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  topics all{address};
  support::temporary_folder const folder{support::temporary_folder::memory()};
  run_with_kills("child: copies a topic into text files", all, folder.path(), support::crash_rounds(100), std::chrono::milliseconds{3});
  CHECK(crash_test::lines_in(folder / "out") == sorted(all.sent));
}
TEST_CASE("real broker: a query that copies a topic into text files has every line once whichever step of its storages fails", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  topics all{address};
  auto const left = left_after_faults(copying_lines(address, all.from, crash_test::crashing_output, 6), all);
  CHECK(left == sorted(all.sent));
}
