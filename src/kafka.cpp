// SPDX-License-Identifier: Apache-2.0
// The library sluice::kafka_compiled: what a Kafka reader does but for its hot loop, once (base/compiled.hpp).
#include <sluice/connectors/kafka/reader_body.hpp>
