// SPDX-License-Identifier: Apache-2.0
// Functions of time zones: from_utc_timestamp, to_utc_timestamp, convert_timezone. docs/functions.md lists them. An umbrella of its own, since
// it reads the system's time zone database, which no other function needs.
#pragma once

#include <sluice/expressions/functions/time_zones.hpp>
