// SPDX-License-Identifier: Apache-2.0
// The crash tests of queries between files (crash/file_queries.hpp), with checkpoint and output in a bucket.
#pragma once

#include <connectors/s3/support/output.hpp>
#include <crash/file_queries.hpp>

#include <support/kills.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <memory>
#include <random>
#include <string>

namespace support {

/// In a child: the checkpoint beside its output.
inline sluice::checkpoint_options checkpoint_in_bucket(crash_test::child_folders const& told) {
  find_server_by_environment();
  return in_small(std::make_shared<telling_storage>(sluice::s3::open(told.own + "/checkpoint", on_server())));
}

/// As crash_test::check_kills, in places of a bucket. A step is a request, so that what lies between two of them takes milliseconds.
inline void check_kills_in_bucket(char const* child, std::string const& in, crash_test::lines const& expected, int rounds,
                                  crash_test::lines (*read_out)(std::string const&) = crash_test::lines_in) {
  REQUIRE(expected.size() > 20);
  std::mt19937 random{29};
  int killed = 0;
  while (killed < rounds) {
    INFO("a run that began after " << killed << " kills");
    crash_test::child_folders const places{in, new_place()};
    killed += run_with_kills(child, places.text(), random, 12, std::chrono::milliseconds{12});
    bucket_output output{places.out()};
    REQUIRE(read_out(output.fetched()) == expected);
  }
  CHECK(killed >= rounds);
}

}  // namespace support
