// SPDX-License-Identifier: Apache-2.0
// The Kafka connector: kafka::source, kafka::sink, kafka::exactly_once_sink and kafka::producer, over librdkafka. For brokers inside a
// test there is <sluice/connectors/kafka/mock_cluster.hpp>.
#pragma once

#include <sluice/connectors/kafka/exactly_once_sink.hpp>
#include <sluice/connectors/kafka/producer.hpp>
#include <sluice/connectors/kafka/sink.hpp>
#include <sluice/connectors/kafka/source.hpp>
