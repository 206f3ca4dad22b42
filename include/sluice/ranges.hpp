// SPDX-License-Identifier: Apache-2.0
// range-v3: results of batch queries as views. Needs the component `ranges`.
#pragma once

#include <sluice/connectors/ranges/rows_view.hpp>
