// SPDX-License-Identifier: Apache-2.0
// docs/validity.md says what sinks of Parquet files take.
#include <sluice/connectors/files/parquet/sink.hpp>

#include <support/validity_table.hpp>

#include <catch2/catch.hpp>

using namespace sluice;

TEST_CASE("docs/validity.md says what sinks of Parquet files take") {
  CHECK(support::documents_sink("parquet_sink", parquet_sink::traits));
}
