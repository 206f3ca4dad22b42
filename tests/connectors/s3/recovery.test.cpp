// SPDX-License-Identifier: Apache-2.0
// The recovery of a query whose checkpoint is in a bucket of a real server.
#include <sluice/s3.hpp>

#include <connectors/s3/support/server.hpp>
#include <support/recovery.hpp>

#include <catch2/catch.hpp>

#include <memory>

using namespace sluice;

TEST_CASE("recovery: in a bucket") {
  if (!support::has_server()) return;
  auto const in_bucket = [] { return s3::open(support::new_place(), support::on_server()); };
  support::check_recovery(support::windowed_sums(), append, 8, {in_bucket, 1, 3});
  support::check_recovery(support::windowed_sums(), update, 9, {in_bucket, 1, 4});
}
