// SPDX-License-Identifier: Apache-2.0
// A job whose fragment has tests, see revenue.test.cpp: lines `customer,amount,time` from a socket (`nc -lk 9999`), and the revenue so far.
#include <sluice/csv.hpp>
#include <sluice/sluice.hpp>

#include "revenue.hpp"

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  using namespace sluice;
  try {
    auto query = read_stream(socket::source{.host = "localhost", .port = argc > 1 ? std::atoi(argv[1]) : 9999})
               | select(from_csv<shop::order>(col<"value">).as<"data">()) | select(all_of<"data">)
               | shop::revenue
               | write_stream(console::sink{}) | output_mode(update) | start();
    query.await_termination();
  } catch (error const& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
}
