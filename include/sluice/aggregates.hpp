// SPDX-License-Identifier: Apache-2.0
// The further aggregates: Spark's beyond count, sum, avg, min, max, first and last, which are in sluice/plan.hpp. Include this, or the
// headers of the themes that are used. docs/aggregates.md lists them all.
#pragma once

#include <sluice/expressions/aggregates/approx_count_distinct.hpp>
#include <sluice/expressions/aggregates/collect.hpp>
#include <sluice/expressions/aggregates/covariance.hpp>
#include <sluice/expressions/aggregates/distinct.hpp>
#include <sluice/expressions/aggregates/extremes_by.hpp>
#include <sluice/expressions/aggregates/logic_and_bits.hpp>
#include <sluice/expressions/aggregates/moments.hpp>
#include <sluice/expressions/aggregates/percentile.hpp>
#include <sluice/expressions/aggregates/percentile_approx.hpp>
#include <sluice/expressions/aggregates/string_agg.hpp>
#include <sluice/expressions/aggregates/totals.hpp>
