// SPDX-License-Identifier: Apache-2.0
// JSON files, watched as a stream or read once: json::files. Needs simdjson (CMake component `json`).
#pragma once

#include <sluice/connectors/files/json/files.hpp>
#include <sluice/connectors/files/partitioned_by.hpp>
