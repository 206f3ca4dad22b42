// SPDX-License-Identifier: Apache-2.0
// expect: non-.*constexpr.* function .*refuse_letter
// expect: YYYY-MM-dd
// max-lines: 24
#include <sluice/dates.hpp>
#include <support/orders.hpp>

[[maybe_unused]] constexpr auto right = date_format(col<"event_time">, "yyyy-MM-dd");
#ifdef SLUICE_REJECT
[[maybe_unused]] constexpr auto wrong = date_format(col<"event_time">, "YYYY-MM-dd");
#endif
