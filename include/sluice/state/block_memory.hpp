// SPDX-License-Identifier: Apache-2.0
// The memory of tables. A large table is touched at random all over: on pages of 4 KiB nearly every lookup also misses the processor's address
// cache, and filling it faults hundreds of times per mebibyte. On Linux its memory is asked for in huge pages.
#pragma once

#include <cstddef>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace sluice::state_detail {

inline constexpr std::size_t huge_page_bytes = std::size_t{2} << 20U;

/// How memory of this size is aligned: at huge pages once it fills one.
[[nodiscard]] constexpr std::align_val_t alignment_of_blocks(std::size_t bytes, std::size_t alignment) noexcept {
  return static_cast<std::align_val_t>(bytes < huge_page_bytes ? alignment : huge_page_bytes);
}

/// Memory for blocks, uninitialised. Whole huge pages of it are marked as such, its end is not: that would round the size up. Throws std::bad_alloc.
[[nodiscard]] inline void* allocate_blocks(std::size_t bytes, std::size_t alignment) {
  void* const memory = ::operator new(bytes, alignment_of_blocks(bytes, alignment));
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  // A wish: a kernel that cannot fulfil it gives usual pages.
  if (bytes >= huge_page_bytes) static_cast<void>(::madvise(memory, bytes / huge_page_bytes * huge_page_bytes, MADV_HUGEPAGE));
#endif
  return memory;
}

/// Gives memory back that allocate_blocks gave for the same size and alignment.
inline void free_blocks(void* memory, std::size_t bytes, std::size_t alignment) noexcept {
  ::operator delete(memory, alignment_of_blocks(bytes, alignment));
}

}  // namespace sluice::state_detail
