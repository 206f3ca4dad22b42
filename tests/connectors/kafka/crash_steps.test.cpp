// SPDX-License-Identifier: Apache-2.0
// Queries from Kafka into Kafka exactly once, and from files into Kafka, killed and failed hundreds of times at the steps of their batches. What comes
// of it is an undisturbed run's, row for row (semantics 12.2, 13.3).
#include <connectors/kafka/support/copying.hpp>
#include <connectors/kafka/support/crashing.hpp>
#include <sluice/files.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <support/kills.hpp>
#include <support/temporary_folder.hpp>

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
