// SPDX-License-Identifier: Apache-2.0
// For programs that watch their queries: listeners, and the queries of the process.
#pragma once

#include <sluice/query/queries.hpp>
#include <sluice/runtime/listeners.hpp>
