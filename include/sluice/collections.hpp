// SPDX-License-Identifier: Apache-2.0
// Functions of arrays, maps and structs: Spark's collection functions. Include this, or the headers of the themes that are used.
// docs/functions.md lists them. Generators, which make rows of arrays and maps, are in sluice/plan.hpp.
#pragma once

#include <sluice/expressions/functions/array_access.hpp>
#include <sluice/expressions/functions/array_build.hpp>
#include <sluice/expressions/functions/array_lambdas.hpp>
#include <sluice/expressions/functions/array_order.hpp>
#include <sluice/expressions/functions/array_sets.hpp>
#include <sluice/expressions/functions/array_zip.hpp>
#include <sluice/expressions/functions/map_access.hpp>
#include <sluice/expressions/functions/map_build.hpp>
#include <sluice/expressions/functions/map_lambdas.hpp>
#include <sluice/expressions/functions/structs.hpp>
