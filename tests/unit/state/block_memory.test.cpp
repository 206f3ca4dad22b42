// SPDX-License-Identifier: Apache-2.0
#include <sluice/state/block_memory.hpp>
#include <sluice/state/flat_table.hpp>

#include <catch2/catch.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>

using namespace sluice;
using state_detail::huge_page_bytes;

TEST_CASE("memory of a huge page and more begins at one, less of it where blocks may begin") {
  for (std::size_t const bytes : {std::size_t{64}, huge_page_bytes - 64, huge_page_bytes, 3 * huge_page_bytes + 64}) {
    void* const memory = state_detail::allocate_blocks(bytes, 64);
    std::memset(memory, 1, bytes);
    CHECK(reinterpret_cast<std::uintptr_t>(memory) % (bytes < huge_page_bytes ? 64 : huge_page_bytes) == 0);
    state_detail::free_blocks(memory, bytes, 64);
  }
}

TEST_CASE("a table keeps its entries when it outgrows a huge page") {
  flat_table<std::int64_t, std::int64_t> table;
  constexpr std::int64_t count = 200'000;
  for (std::int64_t key = 0; key < count; ++key) table.find_or_emplace(table.hash_of(key), key).value() = -key;
  CHECK(table.memory_bytes() > 2 * huge_page_bytes);
  std::int64_t wrong = 0;
  for (std::int64_t key = 0; key < count; ++key) {
    auto const found = table.find(key);
    wrong += !found || found.value() != -key;
  }
  CHECK(wrong == 0);
  table.release();
  CHECK(table.memory_bytes() == 0);
}
