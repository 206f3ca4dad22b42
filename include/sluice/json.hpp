// SPDX-License-Identifier: Apache-2.0
// JSON in queries: from_json, to_json, get_json_object, json_array_length, json_object_keys. Needs simdjson (CMake component `json`).
#pragma once

#include <sluice/expressions/json/from_json.hpp>
#include <sluice/expressions/json/get_json_object.hpp>
#include <sluice/expressions/json/json_contents.hpp>
#include <sluice/expressions/json/to_json.hpp>
