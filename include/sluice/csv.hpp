// SPDX-License-Identifier: Apache-2.0
// CSV in queries: from_csv and to_csv. Needs nothing but the standard library.
#pragma once

#include <sluice/expressions/csv/from_csv.hpp>
#include <sluice/expressions/csv/to_csv.hpp>
