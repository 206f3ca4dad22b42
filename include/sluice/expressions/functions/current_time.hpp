// SPDX-License-Identifier: Apache-2.0
// current_timestamp and current_date: when the batch runs, the same for all its rows and for a batch that is run again (semantics 1).
#pragma once

#include <sluice/base/batch_time.hpp>
#include <sluice/base/calendar.hpp>
#include <sluice/base/time.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <cstdint>

namespace sluice {

namespace detail {

[[nodiscard]] inline timestamp time_of_batch() { return batch_time::now(); }
[[nodiscard]] inline date day_of_batch() { return {static_cast<std::int32_t>(day_of(batch_time::now()))}; }

}  // namespace detail

/// The time of the batch: of a stream, as its checkpoint has it (in milliseconds then); of a batch query, when it began. What is not done in batches has the
/// time of the record: by the engine's clock in a continuous query, by the machine's where records are pushed. Costs a read of a thread's variable per record,
/// and in the last two a look at the clock.
[[nodiscard]] constexpr auto current_timestamp() { return make_call(plain_function<"current_timestamp", detail::time_of_batch>{}); }
/// The day of `current_timestamp`, in UTC.
[[nodiscard]] constexpr auto current_date() { return make_call(plain_function<"current_date", detail::day_of_batch>{}); }

}  // namespace sluice
