// SPDX-License-Identifier: Apache-2.0
// Boost.Hana's structs as records, and records as Hana's structs. Needs Boost 1.81 (CMake component `hana`).
#pragma once

#include <sluice/schema/hana.hpp>
