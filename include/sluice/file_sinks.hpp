// SPDX-License-Identifier: Apache-2.0
// File sinks: csv::sink and text::sink, for streams and batch queries, and write(...), which ends a batch query. Needs nothing but the standard
// library and POSIX. json::sink is in sluice/json_file_sinks.hpp; sluice/compression.hpp packs gzip and zstd.
#pragma once

#include <sluice/connectors/files/sink/csv.hpp>
#include <sluice/connectors/files/sink/text.hpp>
#include <sluice/query/write.hpp>
