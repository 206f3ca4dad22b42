// SPDX-License-Identifier: Apache-2.0
// The first example of every tutorial: start `nc -lk 9999` in a terminal, run this, and type lines.
#include <sluice/sluice.hpp>

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  using namespace sluice;
  try {
    auto words = read_stream(socket::source{.host = "localhost", .port = argc > 1 ? std::atoi(argv[1]) : 9999})
               | select(explode(split(col<"value">, " ")).as<"word">());
    auto query = words | group_by<"word">() | count()
               | write_stream(console::sink{}) | output_mode(complete) | start();
    query.await_termination();
  } catch (error const& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
}
