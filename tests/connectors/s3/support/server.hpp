// SPDX-License-Identifier: Apache-2.0
// The S3 server that SLUICE_TEST_S3 names, and places in it.
#pragma once

#include <sluice/connectors/s3/client.hpp>
#include <sluice/connectors/s3/options.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace support {

/// Whether there is a server; says that the test is skipped if not.
inline bool has_server() {
  if (std::getenv("SLUICE_TEST_S3") != nullptr) return true;
  std::puts("SKIPPED: no S3 server in SLUICE_TEST_S3; tests/support/s3_server starts one");
  return false;
}

inline sluice::s3::options on_server() {
  char const* const address = std::getenv("SLUICE_TEST_S3");
  return {.endpoint = address == nullptr ? "" : address, .region = "us-east-1", .access_key = "test", .secret_key = "testsecret",
          .lease = std::chrono::seconds{3}};
}

/// A prefix nobody has used, in the bucket of the tests, which is made if need be.
inline std::string new_place() {
  static std::string const bucket = [] {
    sluice::s3::client client{on_server(), "sluice-tests"};
    auto const made = client.send("PUT", "");
    if (!made.last.succeeded() && made.last.status != 409) client.raise("", "the bucket of the tests cannot be made", made.last);
    return std::string{"s3://sluice-tests/"};
  }();
  static int count = 0;
  auto const now = std::chrono::system_clock::now().time_since_epoch().count();
  return bucket + "run " + std::to_string(now) + '/' + std::to_string(++count);
}

}  // namespace support
