// SPDX-License-Identifier: Apache-2.0
// The core of the library: plan.hpp, batch and streaming queries, and the connectors that need nothing but the standard library.
// JSON, Kafka and range-v3 have headers of their own: sluice/json.hpp, sluice/kafka.hpp, sluice/ranges.hpp.
#pragma once

#include <sluice/connectors/console/console.hpp>
#include <sluice/connectors/foreach/foreach.hpp>
#include <sluice/connectors/memory/memory_sink.hpp>
#include <sluice/connectors/memory/memory_stream.hpp>
#include <sluice/connectors/range/range.hpp>
#include <sluice/connectors/rate/micro_batch.hpp>
#include <sluice/connectors/rate/rate.hpp>
#include <sluice/connectors/socket/socket.hpp>
#include <sluice/connectors/tee/tee.hpp>
#include <sluice/plan.hpp>
#include <sluice/query/read.hpp>
#include <sluice/query/read_stream.hpp>
#include <sluice/query/write.hpp>
#include <sluice/query/write_stream.hpp>
#include <sluice/version.hpp>
