// SPDX-License-Identifier: Apache-2.0
// JSON in queries: from_json and to_json. Needs simdjson (CMake component `json`).
#pragma once

#include <sluice/expressions/json/from_json.hpp>
#include <sluice/expressions/json/to_json.hpp>
