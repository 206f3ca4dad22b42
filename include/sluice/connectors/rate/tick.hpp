// SPDX-License-Identifier: Apache-2.0
// The rows of the rate sources.
#pragma once

#include <sluice/base/time.hpp>
#include <sluice/schema/record.hpp>

#include <cstdint>

namespace sluice::rate {

/// One generated row: a time, and a number that counts up from 0.
struct tick {
  sluice::timestamp timestamp;
  std::int64_t value = 0;
};
SLUICE_RECORD(tick, timestamp, value);

}  // namespace sluice::rate
