// SPDX-License-Identifier: Apache-2.0
// Any bytes as a file of the time zone database. Held to be true: it is taken or not, and one that is taken answers for any timestamp.
#include <sluice/base/zone_table.hpp>

#include "support/check.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const table = sluice::detail::zone_table::parse({reinterpret_cast<char const*>(data), size});
  if (!table) return 0;
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1'000'000;
  for (std::int64_t const time : {std::int64_t{0}, std::int64_t{1'709'212'029}, std::int64_t{-5'000'000'000}, most, -most})
    for (std::int32_t const offset : {table->offset_at(time), table->offset_of_local(time)})
      fuzz::check(offset > -200'000 && offset < 200'000, "clocks are a few days ahead or behind at most");
  return 0;
}
