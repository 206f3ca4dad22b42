// SPDX-License-Identifier: Apache-2.0
// The plan of a query as text or values: explain(query), plan_of(query).
#pragma once

#include <sluice/query/explain.hpp>
