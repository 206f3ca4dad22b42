// SPDX-License-Identifier: Apache-2.0
// Functions of dates and times: Spark's parts, arithmetic, truncation and conversions. Include this, or the headers of the themes that
// are used. docs/functions.md lists them. An umbrella of its own, since sluice/functions.hpp with it takes a tenth longer to include.
#pragma once

#include <sluice/expressions/functions/current_time.hpp>
#include <sluice/expressions/functions/dates.hpp>
#include <sluice/expressions/functions/time_from_text.hpp>
#include <sluice/expressions/functions/time_parts.hpp>
#include <sluice/expressions/functions/time_to_text.hpp>
#include <sluice/expressions/functions/time_truncation.hpp>
#include <sluice/expressions/functions/timestamps.hpp>
