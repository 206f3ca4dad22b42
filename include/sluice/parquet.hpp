// SPDX-License-Identifier: Apache-2.0
// Parquet files as sources and sinks: parquet_files, parquet_sink. Needs Arrow (CMake component `parquet`); a file that includes this compiles four seconds longer.
#pragma once

#include <sluice/connectors/files/parquet/files.hpp>
#include <sluice/connectors/files/parquet/sink.hpp>
#include <sluice/connectors/files/partitioned_by.hpp>
