// SPDX-License-Identifier: Apache-2.0
// Processes that write to Kafka exactly once are killed: between rows, while they commit, after they have committed; and a broker, while a query
// runs. What consumers of committed records see has every row once.
#include <connectors/kafka/support/copying.hpp>
#include <connectors/kafka/support/reading.hpp>
#include <connectors/kafka/support/real_broker.hpp>
#include <sluice/checkpoint.hpp>
#include <sluice/contract/sink.hpp>

#include <support/child.hpp>
#include <support/kills.hpp>
#include <support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

using namespace sluice;
using namespace sluice::kafka_test;
using support::child_process;

namespace {

using epoch_row = row<cell<"value", std::string>>;
constexpr int rows_per_epoch = 500;

/// What a child is told; words without blanks.
struct orders_to_child {
  std::string servers;
  std::string from;
  std::string to;
  std::string folder;
  std::string kill_at;
  std::uint64_t last_epoch = 0;

  [[nodiscard]] std::string text() const {
    return servers + ' ' + from + ' ' + to + ' ' + folder + ' ' + kill_at + ' ' + std::to_string(last_epoch);
  }
  static orders_to_child received() {
    orders_to_child told;
    std::istringstream in{child_process::task()};
    in >> told.servers >> told.from >> told.to >> told.folder >> told.kill_at >> told.last_epoch;
    return told;
  }
};

[[noreturn]] void die() {
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();
}

// What a checkpoint says, as far as a sink is concerned: the epoch to run next.
std::uint64_t next_epoch(std::string const& folder) {
  std::uint64_t epoch = 0;
  std::ifstream{folder + "/next"} >> epoch;
  return epoch;
}
void keep_next_epoch(std::string const& folder, std::uint64_t epoch) {
  std::ofstream{folder + "/new"} << epoch;
  std::filesystem::rename(folder + "/new", folder + "/next");
}

/// Three brokers of our own, since one of them is to die.
struct three_brokers {
  three_brokers() {
    std::string const command = script + " start " + folder.path() + " 3";
    std::FILE* const output = ::popen(command.c_str(), "r");
    char line[256] = "";
    if (output != nullptr && std::fgets(line, sizeof line, output) != nullptr) servers = line;
    if (output != nullptr) ::pclose(output);
    if (!servers.empty() && servers.back() == '\n') servers.pop_back();
  }
  ~three_brokers() { static_cast<void>(std::system((script + " stop " + folder.path()).c_str())); }
  three_brokers(three_brokers const&) = delete;
  three_brokers& operator=(three_brokers const&) = delete;

  void signal(int node, int which) const {
    pid_t process = 0;
    std::ifstream{folder / std::to_string(node) + "/pid"} >> process;
    REQUIRE(process > 0);
    ::kill(process, which);
  }

  std::string const script = SLUICE_TEST_DATA "/../support/broker";
  support::temporary_folder folder;
  std::string servers;
};

}  // namespace

TEST_CASE("child: writes epochs until it is killed", "[.child]") {
  auto const told = orders_to_child::received();
  if (told.to.empty()) return;
  sink_context context;
  context.query_id = told.to;
  auto writer = kafka::exactly_once_sink{.bootstrap_servers = told.servers, .topic = told.to}.open<schema_of<epoch_row>>(context);
  for (auto epoch = next_epoch(told.folder); epoch <= told.last_epoch; ++epoch) {
    bool const last = epoch == told.last_epoch;
    auto const rows_there = [&] { return everything_in(told.servers, told.to, "read_uncommitted").size(); };
    auto const before = last && told.kill_at == "write" ? rows_there() : 0;
    writer.begin(epoch, mode::append);
    for (int i = 0; i < rows_per_epoch; ++i) {
      if (last && told.kill_at == "write" && i == rows_per_epoch / 2) {
        REQUIRE(eventually([&] { return rows_there() > before; }));
        die();
      }
      writer.write(epoch_row{{std::to_string(epoch) + ':' + std::to_string(i)}});
    }
    std::thread killer;
    if (last && told.kill_at == "commit") {
      killer = std::thread{[] {
        std::this_thread::sleep_for(std::chrono::microseconds{std::random_device{}() % 12'000});
        die();
      }};
    }
    writer.commit(epoch);
    if (killer.joinable()) killer.join();
    if (last && told.kill_at == "after") die();
    keep_next_epoch(told.folder, epoch + 1);
  }
}

TEST_CASE("real broker: a process killed while it writes, commits or after it has committed repeats and loses nothing", "[broker]") {
  std::string const address = real_broker();
  if (address.empty()) return;
  admin admins{address};
  std::string const topic = unique_name("killed");
  admins.create_topic(topic, 1);
  support::temporary_folder const folder;
  std::uint64_t last = 0;
  for (int run = 0; run < 12; ++run, ++last) {
    char const* const moments[] = {"write", "commit", "after", "commit"};
    child_process child{"child: writes epochs until it is killed", orders_to_child{address, "-", topic, folder.path(), moments[run % 4], last}.text()};
    CHECK_FALSE(child.wait());
  }
  child_process child{"child: writes epochs until it is killed", orders_to_child{address, "-", topic, folder.path(), "never", last}.text()};
  CHECK(child.wait());

  std::vector<std::string> expected;
  for (std::uint64_t epoch = 0; epoch <= last; ++epoch)
    for (int i = 0; i < rows_per_epoch; ++i) expected.push_back(std::to_string(epoch) + ':' + std::to_string(i));
  CHECK(eventually([&] { return everything_in(address, topic, "read_committed").size() >= expected.size(); }));
  CHECK(everything_in(address, topic, "read_committed") == expected);
  CHECK(everything_in(address, topic, "read_uncommitted").size() > expected.size());  // some were cut off after rows had arrived
  admins.delete_topic(topic);
}

#ifndef SLUICE_UNDER_SANITIZER  // it proves nothing more there, and takes half a minute
TEST_CASE("three real brokers: one that is killed while a query runs costs no row and repeats none, nor do brokers that are silent", "[broker]") {
  if (real_broker().empty()) return;
  three_brokers const cluster;
  if (cluster.servers.empty()) {
    WARN("SKIPPED: three brokers cannot be started here");
    return;
  }
  admin admins{cluster.servers};
  std::string const from = unique_name("from");
  std::string const to = unique_name("to");
  admins.create_topic(from, 3, {}, 3);
  admins.create_topic(to, 3, {}, 3);

  // Nobody answers a commit: the query fails in bounded time, and its next run finds out what became of the epoch.
  std::string const quiet = unique_name("quiet");
  admins.create_topic(quiet, 1, {}, 3);
  sink_context context;
  context.query_id = quiet;
  kafka::exactly_once_sink const sink{.bootstrap_servers = cluster.servers, .topic = quiet, .connect_timeout = std::chrono::seconds{60},
                                      .delivery_timeout = std::chrono::seconds{2}};
  {
    auto writer = sink.open<schema_of<epoch_row>>(context);
    writer.begin(0, mode::append);
    writer.write(epoch_row{{"a"}});
    CHECK(eventually([&] { return everything_in(cluster.servers, quiet, "read_uncommitted").size() == 1; }));
    for (int node = 1; node <= 3; ++node) cluster.signal(node, SIGSTOP);
    auto const started = std::chrono::steady_clock::now();
    CHECK_THROWS_WITH(writer.commit(0), Catch::Contains("no answer within 2000 ms"));
    CHECK(elapsed_since(started) < std::chrono::seconds{6});
    for (int node = 1; node <= 3; ++node) cluster.signal(node, SIGCONT);
  }
  {
    auto writer = sink.open<schema_of<epoch_row>>(context);
    writer.begin(0, mode::append);
    writer.write(epoch_row{{"a"}});
    writer.commit(0);
  }
  check_each_once(cluster.servers, quiet, {"a"});

  auto const sent = fill(cluster.servers, from, 3, 8000);
  support::temporary_folder const folder;
  auto query = copying_query(cluster.servers, from, to) | checkpoint(folder / "checkpoint") | start();
  CHECK(eventually([&] { return query.last_progress() && query.last_progress()->batch_id >= 20; }));
  CHECK(query.is_active());
  cluster.signal(2, SIGKILL);
  query.await_termination();
  CHECK_FALSE(query.exception());
  check_each_once(cluster.servers, to, sent);
}
#endif
