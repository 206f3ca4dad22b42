// SPDX-License-Identifier: Apache-2.0
// The core of the library: plan.hpp, batch and streaming queries, and the connectors that need nothing but the standard library.
// JSON, Kafka and range-v3 have headers of their own: sluice/json.hpp, sluice/kafka.hpp, sluice/ranges.hpp.
#pragma once

#include <sluice/plan.hpp>
#include <sluice/query/read.hpp>
#include <sluice/query/read_stream.hpp>
#include <sluice/query/write_stream.hpp>
#include <sluice/version.hpp>
