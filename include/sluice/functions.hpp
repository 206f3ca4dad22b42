// SPDX-License-Identifier: Apache-2.0
// The function library: Spark's scalar functions beyond the everyday expressions of sluice/plan.hpp, by theme. Include this, or
// the headers of the themes that are used. Functions of dates and times are in sluice/dates.hpp, those of arrays, maps and structs in
// sluice/collections.hpp; those that need a library have umbrellas of their own: sluice/regex.hpp, sluice/hashing.hpp, sluice/json.hpp.
// docs/functions.md lists them all.
#pragma once

#include <sluice/expressions/functions/bits.hpp>
#include <sluice/expressions/functions/conditions.hpp>
#include <sluice/expressions/functions/division.hpp>
#include <sluice/expressions/functions/extremes.hpp>
#include <sluice/expressions/functions/hashes.hpp>
#include <sluice/expressions/functions/nan.hpp>
#include <sluice/expressions/functions/number_base.hpp>
#include <sluice/expressions/functions/number_format.hpp>
#include <sluice/expressions/functions/powers.hpp>
#include <sluice/expressions/functions/rounding.hpp>
#include <sluice/expressions/functions/string_build.hpp>
#include <sluice/expressions/functions/string_case.hpp>
#include <sluice/expressions/functions/string_charset.hpp>
#include <sluice/expressions/functions/string_code.hpp>
#include <sluice/expressions/functions/string_distance.hpp>
#include <sluice/expressions/functions/string_like.hpp>
#include <sluice/expressions/functions/string_parts.hpp>
#include <sluice/expressions/functions/string_search.hpp>
#include <sluice/expressions/functions/string_trim.hpp>
#include <sluice/expressions/functions/trigonometry.hpp>
