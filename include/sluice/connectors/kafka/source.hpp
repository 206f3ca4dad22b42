// SPDX-License-Identifier: Apache-2.0
// The Kafka source: what users write to read topics. Names and meanings are Spark's (semantics 15.4), spelled as C++.
#pragma once

#include <sluice/connectors/kafka/message.hpp>
#include <sluice/connectors/kafka/options.hpp>
#include <sluice/connectors/kafka/reader.hpp>
#ifndef SLUICE_COMPILED
#include <sluice/connectors/kafka/reader_body.hpp>
#endif
#include <sluice/connectors/kafka/source_options.hpp>
#include <sluice/contract/source.hpp>
