// SPDX-License-Identifier: Apache-2.0
// JSON files as the sink of a stream or of a batch query: json::sink, and write(...). Belongs to the component `json`.
#pragma once

#include <sluice/connectors/files/json/sink.hpp>
#include <sluice/query/write.hpp>
