// SPDX-License-Identifier: Apache-2.0
// The socket source against a real socket (semantics 15.2).
#include <sluice/sluice.hpp>

#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace sluice;

/// A server on the loopback interface that sends what it is told to.
class server {
 public:
  explicit server(int port = 0) : listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    int const yes = 1;
    ::setsockopt(listening_.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(listening_.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    REQUIRE(::listen(listening_.get(), 4) == 0);
    socklen_t size = sizeof(address);
    ::getsockname(listening_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  [[nodiscard]] int port() const { return port_; }
  void accept() { client_ = socket::descriptor{::accept(listening_.get(), nullptr, nullptr)}; }
  void send(std::string_view text) { REQUIRE(::send(client_.get(), text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size())); }
  void hang_up() { client_ = {}; }

 private:
  socket::descriptor listening_;
  socket::descriptor client_;
  int port_ = 0;
};

/// Waits until a condition holds, at most ten seconds.
template <class Condition>
bool eventually(Condition const& condition) {
  auto const until = std::chrono::steady_clock::now() + 10s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

std::map<std::string, std::string> counts(memory_sink<> const& out) {
  std::map<std::string, std::string> result;
  for (auto const& row : out.rows()) result[row.at(0)] = row.at(1);
  return result;
}

}  // namespace

TEST_CASE("words that arrive through a socket are counted in complete mode") {
  server from;
  memory_sink<> out;
  auto query = read_stream(socket::source{.host = "127.0.0.1", .port = from.port()}) |
               select(explode(split(col<"value">, " ")).as<"word">()) | group_by<"word">() | count() | write_stream(out) |
               output_mode(complete) | start();
  from.accept();
  from.send("apache spark apa");
  from.send("che\r\nhello spark\n\npart");
  using expected = std::map<std::string, std::string>;
  // An empty line is one empty word; a line is not there before its newline.
  CHECK(eventually([&] { return counts(out) == expected{{"apache", "2"}, {"spark", "2"}, {"hello", "1"}, {"", "1"}}; }));
  from.send("ial\n");
  CHECK(eventually([&] { return counts(out)["partial"] == "1"; }));
  query.stop();
  CHECK_FALSE(query.exception());
  CHECK(query.last_progress()->sources[0].description == "TextSocketV2[host: 127.0.0.1, port: " + std::to_string(from.port()) + "]");
}

TEST_CASE("a port where nobody listens is said to be one") {
  int free_port = 0;
  {
    server closed;
    free_port = closed.port();
  }
  memory_sink<> out;
  auto query = read_stream(socket::source{.host = "127.0.0.1", .port = free_port}) | write_stream(out) | start();
  CHECK_THROWS_AS(query.await_termination(10s), query_error);
  CHECK_THAT(query.exception()->what(), Catch::Contains("ADDRESS_UNREACHABLE") && Catch::Contains("nobody listens there") &&
                                            Catch::Contains(std::to_string(free_port)) && Catch::Contains("nc -lk"));
}

TEST_CASE("socket options that cannot work are refused by start, by name") {
  auto const refusal = [](socket::source const& source) -> std::string {
    try {
      auto query = read_stream(source) | write_stream(memory_sink<>{}) | start();
    } catch (option_error const& error) {
      return error.what();
    }
    return "";
  };
  CHECK_THAT(refusal({.host = "127.0.0.1"}), Catch::Contains("[INVALID_OPTION] port: it must be between 1 and 65535") && Catch::Contains("0"));
  CHECK_THAT(refusal({.port = 65536}), Catch::Contains("port") && Catch::Contains("65536"));
  CHECK_THAT(refusal({.port = 1, .connect_timeout = 0ms}), Catch::Contains("connect_timeout: it must be positive") && Catch::Contains("0 ms"));
  CHECK_THAT(refusal({.port = 1, .reconnect_delay = -1ms}), Catch::Contains("reconnect_delay: a span of time cannot be negative") && Catch::Contains("-1 ms"));
}

TEST_CASE("a host that is none is refused by name") {
  memory_sink<> out;
  auto no_host = read_stream(socket::source{.host = "256.0.0.1.invalid", .port = 1}) | write_stream(out) | start();
  CHECK_THROWS_AS(no_host.await_termination(60s), query_error);
  CHECK_THAT(no_host.exception()->what(), Catch::Contains("cannot be resolved") && Catch::Contains("256.0.0.1.invalid"));
}

TEST_CASE("a server that hangs up ends the data and not the query, and its last line counts") {
  server from;
  memory_sink<> out;
  auto query = read_stream(socket::source{.host = "127.0.0.1", .port = from.port()}) | write_stream(out) | start();
  from.accept();
  from.send("first\nlast without newline");
  from.hang_up();
  CHECK(eventually([&] { return out.rows().size() == 2; }));
  CHECK(out.rows().back().at(0) == "last without newline");
  query.process_all_available();
  CHECK(query.is_active());
}

TEST_CASE("a source told to reconnect goes on after the server came back") {
  server from;
  memory_sink<> out;
  auto query = read_stream(socket::source{.host = "127.0.0.1", .port = from.port(), .reconnect = true, .reconnect_delay = 1ms}) |
               write_stream(out) | start();
  from.accept();
  from.send("before\n");
  from.hang_up();
  from.accept();
  from.send("after\n");
  CHECK(eventually([&] { return out.rows().size() == 2; }));
  CHECK(out.rows().back().at(0) == "after");
}

TEST_CASE("lines can carry the time of their arrival") {
  server from;
  memory_sink<> out;
  auto const before = system_clock::instance().now();
  auto query = read_stream(socket::timed_source{.host = "127.0.0.1", .port = from.port()}) |
               select(col<"value">, cast<std::int64_t>(col<"timestamp">).as<"second">()) | write_stream(out) | start();
  from.accept();
  from.send("x\n");
  REQUIRE(eventually([&] { return out.rows().size() == 1; }));
  CHECK(std::stoll(out.rows()[0].at(1)) >= before.microseconds / 1'000'000);
}

TEST_CASE("a query that waits for a silent server stops at once") {
  server from;
  memory_sink<> out;
  auto query = read_stream(socket::source{.host = "127.0.0.1", .port = from.port()}) | write_stream(out) | start();
  from.accept();
  auto const before = std::chrono::steady_clock::now();
  query.stop();
  CHECK(std::chrono::steady_clock::now() - before < 5s);
}
