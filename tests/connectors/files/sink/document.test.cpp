// SPDX-License-Identifier: Apache-2.0
// docs/validity.md says what sinks of CSV and text files take.
#include <sluice/connectors/files/sink/csv.hpp>
#include <sluice/connectors/files/sink/text.hpp>

#include <support/validity_table.hpp>

#include <catch2/catch.hpp>

using namespace sluice;

TEST_CASE("docs/validity.md says what sinks of CSV and text files take") {
  CHECK(support::documents_sink("csv::sink", csv::sink::traits));
  CHECK(support::documents_sink("text::sink", text::sink::traits));
}
