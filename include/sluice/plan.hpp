// SPDX-License-Identifier: Apache-2.0
// The part of the library that builds, checks and drives queries by hand: records, expressions, operators, the validity table and embedded
// queries. No thread, no file, no clock: for services that only `push`.
#pragma once

#include <sluice/expressions/aggregates.hpp>
#include <sluice/expressions/arithmetic.hpp>
#include <sluice/expressions/cast.hpp>
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/comparison.hpp>
#include <sluice/expressions/conditional.hpp>
#include <sluice/expressions/function.hpp>
#include <sluice/expressions/literal.hpp>
#include <sluice/expressions/logic.hpp>
#include <sluice/expressions/projection.hpp>
#include <sluice/expressions/split.hpp>
#include <sluice/expressions/window.hpp>
#include <sluice/operators/aggregate.hpp>
#include <sluice/operators/as_record.hpp>
#include <sluice/operators/drop.hpp>
#include <sluice/operators/group_by.hpp>
#include <sluice/operators/limit.hpp>
#include <sluice/operators/order_by.hpp>
#include <sluice/operators/rename.hpp>
#include <sluice/operators/select.hpp>
#include <sluice/operators/union_with.hpp>
#include <sluice/operators/where.hpp>
#include <sluice/operators/with_column.hpp>
#include <sluice/operators/with_watermark.hpp>
#include <sluice/plan/errors.hpp>
#include <sluice/plan/live_query.hpp>
#include <sluice/plan/modes.hpp>
#include <sluice/plan/trigger.hpp>
#include <sluice/plan/validity.hpp>
