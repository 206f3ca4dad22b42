// SPDX-License-Identifier: Apache-2.0
// docs/validity.md says what sinks of JSON files take.
#include <sluice/connectors/files/json/sink.hpp>

#include <support/validity_table.hpp>

#include <catch2/catch.hpp>

using namespace sluice;

TEST_CASE("docs/validity.md says what sinks of JSON files take") {
  CHECK(support::documents_sink("json::sink", json::sink::traits));
}
