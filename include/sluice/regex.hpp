// SPDX-License-Identifier: Apache-2.0
// Regular expressions in queries: rlike, regexp_extract, regexp_replace and the like. Needs PCRE2 (CMake component `regex`).
#pragma once

#include <sluice/expressions/regex/functions.hpp>
