// SPDX-License-Identifier: Apache-2.0
// Finds the characters that end or quote CSV values, 64 bytes at a time: a bit for each delimiter, quote and line end of a
// block. With AVX2 two comparisons per character and block, with SSE2 four, else a loop over words.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

// The whole of <immintrin.h> costs a quarter of a second to parse.
#if defined(__AVX2__)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace sluice::csv {

/// Bytes that must be readable behind a text that is decoded where it stands; what they hold does not matter.
inline constexpr std::size_t padding = 64;

namespace detail {

/// The characters that are looked for. Those that are not used equal another.
struct mark_set {
  char delimiter;
  char quote;
  char newline;
  char other_newline;
};

/// A bit for each byte of a block that is such a character, the first lowest.
struct block_marks {
  std::uint64_t all;
  std::uint64_t newlines;
};

#if defined(__AVX2__)

[[nodiscard, gnu::always_inline]] inline std::uint64_t equal_mask(__m256i low, __m256i high, char wanted) noexcept {
  __m256i const pattern = _mm256_set1_epi8(wanted);
  auto const first = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, pattern)));
  auto const second = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, pattern)));
  return std::uint64_t{second} << 32 | first;
}

[[nodiscard, gnu::always_inline]] inline block_marks find_marks(char const* block, mark_set const& wanted) noexcept {
  __m256i const low = _mm256_loadu_si256(reinterpret_cast<__m256i const*>(block));
  __m256i const high = _mm256_loadu_si256(reinterpret_cast<__m256i const*>(block + 32));
  std::uint64_t const newlines = equal_mask(low, high, wanted.newline) | equal_mask(low, high, wanted.other_newline);
  return {equal_mask(low, high, wanted.delimiter) | equal_mask(low, high, wanted.quote) | newlines, newlines};
}

#elif defined(__SSE2__)

[[nodiscard, gnu::always_inline]] inline block_marks find_marks(char const* block, mark_set const& wanted) noexcept {
  __m128i const delimiter = _mm_set1_epi8(wanted.delimiter);
  __m128i const quote = _mm_set1_epi8(wanted.quote);
  __m128i const newline = _mm_set1_epi8(wanted.newline);
  __m128i const other = _mm_set1_epi8(wanted.other_newline);
  block_marks found{0, 0};
  for (unsigned i = 0; i < 4; ++i) {
    __m128i const bytes = _mm_loadu_si128(reinterpret_cast<__m128i const*>(block + 16 * i));
    __m128i const ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, newline), _mm_cmpeq_epi8(bytes, other));
    __m128i const marks = _mm_or_si128(ends, _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiter), _mm_cmpeq_epi8(bytes, quote)));
    found.newlines |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(ends))) << (16 * i);
    found.all |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(marks))) << (16 * i);
  }
  return found;
}

#else

[[nodiscard]] inline block_marks find_marks(char const* block, mark_set const& wanted) noexcept {
  block_marks found{0, 0};
  for (unsigned i = 0; i < 64; ++i) {
    bool const newline = block[i] == wanted.newline || block[i] == wanted.other_newline;
    bool const mark = newline || block[i] == wanted.delimiter || block[i] == wanted.quote;
    found.newlines |= std::uint64_t{newline} << i;
    found.all |= std::uint64_t{mark} << i;
  }
  return found;
}

#endif

/// Whether a character stands in a text. For texts that are mostly short; reads up to fifteen bytes behind them.
[[nodiscard, gnu::always_inline]] inline bool holds(char const* text, std::size_t size, char wanted) noexcept {
#if defined(__SSE2__)
  if (size <= 16) [[likely]] {
    __m128i const bytes = _mm_loadu_si128(reinterpret_cast<__m128i const*>(text));
    auto const found = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(wanted))));
    return (found & ((std::uint32_t{1} << size) - 1)) != 0;
  }
#endif
  return std::memchr(text, wanted, size) != nullptr;
}

/// Walks over the marks of a text, which has `padding` readable bytes behind it.
class mark_cursor {
 public:
  mark_cursor(char const* first, char const* end, mark_set const& wanted) noexcept : end_(end), wanted_(wanted) { seek(first); }

  /// Goes to a place; the next mark is the first from there on.
  void seek(char const* place) noexcept {
    block_ = place;
    if (place < end_) load();
    else marks_ = newlines_ = 0;
  }

  /// The next mark; null if there is none.
  [[nodiscard, gnu::always_inline]] char const* next() noexcept {
    while (marks_ == 0) [[unlikely]]
      if (!advance()) return nullptr;
    char const* const found = block_ + std::countr_zero(marks_);
    marks_ &= marks_ - 1;
    return found;
  }

  /// The next line end; all marks before it are passed over.
  [[nodiscard, gnu::always_inline]] char const* next_newline() noexcept {
    std::uint64_t ends;
    while ((ends = marks_ & newlines_) == 0)
      if (!advance()) return nullptr;
    marks_ &= ~(ends ^ (ends - 1));
    return block_ + std::countr_zero(ends);
  }

 private:
  [[gnu::always_inline]] bool advance() noexcept {
    if (end_ - block_ <= 64) return false;
    block_ += 64;
    load();
    return true;
  }

  [[gnu::always_inline]] void load() noexcept {
    block_marks const found = find_marks(block_, wanted_);
    marks_ = found.all;
    newlines_ = found.newlines;
    if (end_ - block_ < 64) [[unlikely]]
      marks_ &= (std::uint64_t{1} << (end_ - block_)) - 1;
  }

  char const* block_ = nullptr;
  std::uint64_t marks_ = 0;
  std::uint64_t newlines_ = 0;
  char const* end_;
  mark_set wanted_;
};

}  // namespace detail

}  // namespace sluice::csv
