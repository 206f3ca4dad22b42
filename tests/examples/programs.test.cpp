// SPDX-License-Identifier: Apache-2.0
// Examples that need no server: what they print, whole.
#include <support/temporary_folder.hpp>

#include "support/program.hpp"
#include "support/tables.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>

#include <iterator>

namespace {

using support::batch;
using support::program;
using support::write_file;

/// What an example is to print, from expected/<name>.txt.
std::string expected_output(std::string const& name) {
  std::ifstream in{std::string{SLUICE_TEST_DATA} + "/../examples/expected/" + name + ".txt", std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

void check_output(std::string const& name) {
  auto const path = support::find_example(name);
  if (path.empty()) return;
  CHECK(support::with_sorted_rows(support::output_of(path)) == support::with_sorted_rows(expected_output(name)));
}

/// Waits for one connection to a port of its own choice.
class listener {
 public:
  listener() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(socket_, 1) == 0);
    REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
  }
  ~listener() {
    if (client_ >= 0) ::close(client_);
    ::close(socket_);
  }
  listener(listener const&) = delete;
  listener& operator=(listener const&) = delete;

  [[nodiscard]] std::string port() const { return std::to_string(port_); }
  /// Sends a text to the program that connected; the first call waits for it.
  void send(std::string const& text) {
    if (client_ < 0) client_ = ::accept(socket_, nullptr, nullptr);
    REQUIRE(::send(client_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size()));
  }

 private:
  int socket_;
  int client_ = -1;
  int port_ = 0;
};

}  // namespace

TEST_CASE("the word count of the tutorial counts words that are typed") {
  auto const path = support::find_example("wordcount");
  if (path.empty()) return;
  listener typist;
  program run{path, {typist.port()}};
  typist.send("to be or\n");
  REQUIRE(run.read_until("|  or|    1|\n"));
  typist.send("not to be\n");
  // The batch after the last word has all of them.
  REQUIRE(run.read_until("| not|    1|\n"));
  REQUIRE(run.read_until("|  to|    2|\n"));
  REQUIRE(run.read_until("|  be|    2|\n"));
}

TEST_CASE("the example of a folder of CSV files shows each file once") {
  auto const path = support::find_example("tutorial_file_source");
  if (path.empty()) return;
  support::temporary_folder const folder;
  write_file(folder / "1.csv", "order_id,customer,amount\no1,ann,9.5\no2,bob,3\n");
  program run{path, {"--path", folder.path()}};
  REQUIRE(run.read_until(batch(0,
                               "+--------+--------+------+\n"
                               "|order_id|customer|amount|\n"
                               "+--------+--------+------+\n"
                               "|      o1|     ann|   9.5|\n"
                               "|      o2|     bob|   3.0|\n"
                               "+--------+--------+------+\n")));
  // A new file is read, and the old one is not read again.
  write_file(folder / ".2.csv", "order_id,customer,amount\no3,ann,1\n");
  std::filesystem::rename(folder / ".2.csv", folder / "2.csv");
  CHECK(run.read_until(batch(1,
                             "+--------+--------+------+\n"
                             "|order_id|customer|amount|\n"
                             "+--------+--------+------+\n"
                             "|      o3|     ann|   1.0|\n"
                             "+--------+--------+------+\n")));
}

TEST_CASE("the example of late data waits ten minutes and drops what comes later") { check_output("tutorial_watermark"); }

TEST_CASE("the example of the console sink shows changed sums") { check_output("tutorial_console_sink"); }

TEST_CASE("the example of output modes shows what each of them writes") { check_output("tutorial_output_modes"); }

TEST_CASE("the example of checkpoints goes on where it stopped") {
  auto const path = support::find_example("tutorial_checkpoint");
  if (path.empty()) return;
  support::temporary_folder const folder;
  std::filesystem::create_directory(folder / "in");
  std::vector<std::string> const arguments{"--path", folder / "in", "--checkpoint", folder / "checkpoint"};
  write_file(folder / "in/1.csv", "order_id,customer,amount\no1,ann,9.5\no2,bob,3\n");
  std::string const head = "+--------+-----------+\n|customer|sum(amount)|\n+--------+-----------+\n";
  std::string const end = "+--------+-----------+\n";
  CHECK(support::with_sorted_rows(support::output_of(path, arguments)) == batch(0, head + "|     ann|        9.5|\n|     bob|        3.0|\n" + end));
  CHECK(support::output_of(path, arguments).empty());
  write_file(folder / "in/2.csv", "order_id,customer,amount\no3,ann,0.5\n");
  CHECK(support::output_of(path, arguments) == batch(1, head + "|     ann|       10.0|\n" + end));
}

TEST_CASE("the example of one fragment in batch and stream finds equal totals") {
  auto const path = support::find_example("incoming");
  if (path.empty()) return;
  support::temporary_folder const folder;
  write_file(folder / "1.csv", "order_id,customer,amount\n1,ann,9.5\n2,bob,3\n3,bob,0.25\n");
  write_file(folder / "2.csv", "order_id,customer,amount\n4,ann,0.5\n5,ann,1.5\n");
  CHECK(support::output_of(path, {folder.path()}) ==
        "ann: 11.00 in 2 orders\nbob: 3.00 in 1 orders\nstream of 2 batches: the same totals\n");
}

TEST_CASE("the example of embedded use prints each change") { check_output("embedded"); }
