// SPDX-License-Identifier: Apache-2.0
// JSON in queries: from_json, to_json and get_json_object. Needs simdjson (CMake component `json`).
#pragma once

#include <sluice/expressions/json/from_json.hpp>
#include <sluice/expressions/json/get_json_object.hpp>
#include <sluice/expressions/json/to_json.hpp>
