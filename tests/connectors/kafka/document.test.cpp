// SPDX-License-Identifier: Apache-2.0
// docs/validity.md says what the Kafka sinks take.
#include <sluice/connectors/kafka/exactly_once_sink.hpp>
#include <sluice/connectors/kafka/sink.hpp>

#include <support/validity_table.hpp>

#include <catch2/catch.hpp>

using namespace sluice;

TEST_CASE("docs/validity.md says what the Kafka sinks take") {
  CHECK(support::documents_sink("kafka::sink", kafka::sink::traits));
  CHECK(support::documents_sink("kafka::exactly_once_sink", kafka::exactly_once_sink::traits));
}
