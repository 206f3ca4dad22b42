// SPDX-License-Identifier: Apache-2.0
// Queries from Kafka into Kafka exactly once and into files, and from files into Kafka, killed and failed hundreds of times at the steps of their
// batches. What comes of it is an undisturbed run's, row for row (semantics 12.2, 13.3).
#include <connectors/kafka/support/copying.hpp>
#include <crash/file_query_faults.hpp>
#include <sluice/file_sinks.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <support/kills.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

using namespace sluice;
using namespace sluice::kafka_test;
using namespace std::chrono_literals;

namespace {

/// Two topics, and what was sent to the first.
struct topics {
  explicit topics(std::string address) : servers(std::move(address)) {
    admin admins{servers};
    admins.create_topic(from, 2);
    admins.create_topic(to, 1);
    send(400);
  }
  ~topics() {
    admin admins{servers};
    admins.delete_topic(from);
    admins.delete_topic(to);
  }
  topics(topics const&) = delete;
  topics& operator=(topics const&) = delete;

  void send(int count) {
    auto const more = fill(servers, from, 2, count, static_cast<int>(sent.size()));
    sent.insert(sent.end(), more.begin(), more.end());
  }

  std::string servers;
  std::string from = unique_name("from");
  std::string to = unique_name("to");
  std::vector<std::string> sent;
};

/// In a child: what it copies, and where its files are.
struct child_task {
  std::string servers;
  std::string from;
  std::string to;
  std::string folder;

  [[nodiscard]] std::string text() const { return servers + ' ' + from + ' ' + to + ' ' + folder; }
  static child_task received() {
    child_task told;
    std::istringstream words{support::child_process::task()};
    words >> told.servers >> told.from >> told.to >> told.folder;
    return told;
  }
};

template <class Writer>
void run(Writer const& writer, checkpoint_options options) {
  auto query = writer | checkpoint(std::move(options)) | start();
  query.await_termination();
}
template <class Writer>
bool comes_to_its_end(Writer const& writer, checkpoint_options options) {
  try {
    run(writer, std::move(options));
    return true;
  } catch (error const&) {
    return false;
  }
}

/// A folder of files with six numbers each.
struct numbered_files {
  void put(int count) {
    for (; count > 0; --count) {
      std::ofstream to{folder / std::to_string(sent.size())};
      for (int row = 0; row < 6; ++row) {
        sent.push_back(std::to_string(sent.size()));
        to << sent.back() << '\n';
      }
    }
  }

  support::temporary_folder folder{support::temporary_folder::memory()};
  std::vector<std::string> sent;
};
/// Their lines into a topic, a file in each batch.
auto sending_query(std::string const& from, std::string const& servers, std::string const& to) {
  return read_stream(text::files{.path = from, .watch = {.max_files_per_trigger = 1}}) |
         write_stream(kafka::exactly_once_sink{.bootstrap_servers = servers, .topic = to}) | trigger(available_now());
}

/// The sums of two seconds of a topic's rows, into files.
auto summing_query(std::string const& servers, std::string const& from, std::string const& path, std::uint64_t rows_per_batch) {
  return read_stream(kafka::source{.bootstrap_servers = servers, .subscribe = from, .starting_offsets = kafka::earliest,
                                   .max_offsets_per_trigger = rows_per_batch}) |
         select(col<"timestamp">, cast<std::int64_t>(cast<std::string>(col<"value">)).as<"number">()) | with_watermark<"timestamp">(5s) |
         group_by(window(col<"timestamp">, 2s)) | aggregate(count().as<"rows">(), sum(col<"number">).as<"sum">()) |
         select(col<"window.start">.as<"start">(), col<"rows">, col<"sum">) | write_stream(csv::sink{.path = path}) | trigger(available_now());
}
/// What an undisturbed run gives, over all that was sent.
crash_test::lines undisturbed_sums(topics const& all) {
  support::temporary_folder const folder{support::temporary_folder::memory()};
  run(summing_query(all.servers, all.from, folder / "out", 10'000), support::in_small(std::make_shared<testing::memory_storage>()));
  return crash_test::lines_in(folder / "out");
}

/// Kills the query of a hidden test case so often, and lets it end at last.
void run_with_kills(char const* name, topics& all, std::string const& folder, int kills, std::chrono::microseconds moment) {
  std::mt19937 random{29};
  child_task const task{all.servers, all.from, all.to, folder};
  for (int killed = 0; killed < kills;) {
    killed += support::run_with_kills(name, task.text(), random, 12, moment);
    if (killed < kills) all.send(100);
  }
}

}  // namespace

TEST_CASE("child: copies a topic exactly once", "[.child]") {
  auto const told = child_task::received();
  if (!told.to.empty()) run(copying_query(told.servers, told.from, told.to, 6), support::of_child(told.folder + "/checkpoint"));
}
TEST_CASE("real broker: a query that is killed at the steps of its batches copies every row once", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  topics all{address};
  support::temporary_folder const folder{support::temporary_folder::memory()};
  run_with_kills("child: copies a topic exactly once", all, folder.path(), support::crash_rounds(120), 12ms);
  check_each_once(address, all.to, all.sent);
}
TEST_CASE("real broker: a query copies every row once whichever step of its checkpoint fails", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  topics all{address};
  auto const kept = std::make_shared<testing::memory_storage>();
  auto const query = copying_query(address, all.from, all.to, 6);
  support::run_with_faults(
      kept, support::crash_rounds(400), 20, [&](auto files) { return comes_to_its_end(query, support::in_small(files)); }, [&] { all.send(100); });
  run(query, support::in_small(kept));
  check_each_once(address, all.to, all.sent);
}

TEST_CASE("child: sends files exactly once", "[.child]") {
  auto const told = child_task::received();
  if (!told.to.empty()) run(sending_query(told.from, told.servers, told.to), support::of_child(told.folder + "/checkpoint"));
}
TEST_CASE("real broker: a query that is killed at the steps of its batches sends every line of its files once", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  topics const all{address};
  numbered_files files;
  support::temporary_folder const folder{support::temporary_folder::memory()};
  std::mt19937 random{31};
  child_task const task{address, files.folder.path(), all.to, folder.path()};
  int const kills = support::crash_rounds(120);
  for (int killed = 0; killed < kills;) {
    files.put(20);
    killed += support::run_with_kills("child: sends files exactly once", task.text(), random, 12, 12ms);
  }
  check_each_once(address, all.to, files.sent);
}
TEST_CASE("real broker: a query sends every line of its files once whichever step of its checkpoint fails", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  topics const all{address};
  numbered_files files;
  files.put(20);
  auto const kept = std::make_shared<testing::memory_storage>();
  auto const query = sending_query(files.folder.path(), address, all.to);
  support::run_with_faults(
      kept, support::crash_rounds(400), 20, [&](auto storage) { return comes_to_its_end(query, support::in_small(storage)); },
      [&] { files.put(20); });
  run(query, support::in_small(kept));
  check_each_once(address, all.to, files.sent);
}

TEST_CASE("child: sums a topic into files", "[.child]") {
  auto const told = child_task::received();
  if (!told.to.empty())
    run(summing_query(told.servers, told.from, told.folder + "/out", 6), support::of_child(told.folder + "/checkpoint"));
}
TEST_CASE("real broker: a query that sums a topic into files gives the same however often it is killed", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  topics all{address};
  support::temporary_folder const folder{support::temporary_folder::memory()};
  run_with_kills("child: sums a topic into files", all, folder.path(), support::crash_rounds(250), 3ms);
  auto const expected = undisturbed_sums(all);
  CHECK(expected.size() > 30);
  CHECK(crash_test::lines_in(folder / "out") == expected);
}
TEST_CASE("real broker: a query that sums a topic into files gives the same whichever step of its storages fails", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  topics all{address};
  auto const kept = std::make_shared<testing::memory_storage>();
  auto const query = summing_query(address, all.from, crash_test::crashing_output, 6);
  auto const once = [&](storage_ptr files) {
    return crash_test::run_on(files, [&](checkpoint_options options) { run(query, std::move(options)); });
  };
  support::run_with_faults(kept, support::crash_rounds(500), 40, once, [&] { all.send(100); });
  REQUIRE(once(kept));
  CHECK(crash_test::lines_in(std::make_shared<crash_test::folder_of_storage>(kept, "out")) == undisturbed_sums(all));
}
