// SPDX-License-Identifier: Apache-2.0
//
// The unit of a flat_table: a few entries behind a header of one byte per entry, in one or a few cache lines. The
// header tells which entries can hold a key without touching them, and stands in the same line or next to them, so
// that a lookup in a table far larger than the cache waits for memory once. (Tags in an array of their own, and dense
// entries behind an index, measured 2 to 3 times slower there: they wait twice.)
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>
#include <numeric>

// The compilers' own vector types and one builtin, rather than <emmintrin.h>, which costs more than this header to parse.
#if defined(__SSE2__) && defined(__x86_64__)
#define SLUICE_TAG_BLOCK_SSE2 1
#else
#define SLUICE_TAG_BLOCK_SSE2 0
#endif

namespace sluice::state_detail {

/// How many entries of a size share a block, and how large the block is, in bytes.
struct block_shape {
  std::size_t slots;
  std::size_t bytes;
};

/// The header's bytes: a word of tags, and with seven entries one byte more for the change marks.
constexpr std::size_t header_bytes(std::size_t slots, std::size_t alignment) {
  std::size_t const used = slots == 7 ? 9 : 8;
  return (used + alignment - 1) / alignment * alignment;
}

/// The shape that wastes least per entry. Fewer than five entries would overflow often, more than seven do not fit
/// the word. Blocks are whole cache lines, so that a header never straddles two.
constexpr block_shape shape_of(std::size_t entry_bytes, std::size_t alignment) {
  block_shape best{0, 0};
  for (std::size_t slots = 5; slots <= 7; ++slots) {
    std::size_t const bytes = (header_bytes(slots, alignment) + slots * entry_bytes + 63) / 64 * 64;
    if (best.slots == 0 || bytes * best.slots <= best.bytes * slots) { best = {slots, bytes}; }
  }
  return best;
}

/// A set of slots of one block, as one bit in each slot's byte (portable) or one bit per slot (SSE2).
template <class Word, unsigned BitsPerSlot>
class slot_set {
 public:
  explicit constexpr slot_set(Word bits) noexcept : bits_(bits) {}
  [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
  [[nodiscard]] constexpr unsigned first() const noexcept {
    return static_cast<unsigned>(std::countr_zero(bits_)) / BitsPerSlot;
  }
  constexpr void drop_first() noexcept { bits_ &= bits_ - 1; }

 private:
  Word bits_;
};

/// The part of a hash that a block keeps of each entry: 7 bits under a set one, so that no tag is the empty byte 0.
constexpr std::uint64_t tag_of(std::uint64_t hash) noexcept { return (hash & 0x7fU) | 0x80U; }

/// The block a hash belongs to, of any number of blocks up to 2^32: its upper half as a fraction, so that a table need not be a power of
/// two large. The tag comes from other bits.
constexpr std::size_t block_of(std::uint64_t hash, std::size_t blocks) noexcept {
  return static_cast<std::size_t>(((hash >> 32U) * blocks) >> 32U);
}

/// Visits the blocks of a table in an order that has nothing to do with the hashes in them. In the order of the blocks, rows going
/// from one table into a smaller one would all meet in its first blocks, at a cost that grows with the square of their number.
class block_walk {
 public:
  explicit constexpr block_walk(std::size_t blocks) noexcept : blocks_(blocks), left_(blocks), stride_(stride_of(blocks)) {
    if (blocks != 0) { ahead_ = stride_ * distance % blocks; }
  }
  [[nodiscard]] constexpr bool done() const noexcept { return left_ == 0; }
  [[nodiscard]] constexpr std::size_t here() const noexcept { return at_; }
  /// A block that comes a few steps later, to be prefetched: the hardware does not foresee this order.
  [[nodiscard]] constexpr std::size_t ahead() const noexcept { return ahead_; }
  constexpr void next() noexcept {
    --left_;
    at_ = after(at_, stride_);
    ahead_ = after(ahead_, stride_);
  }

 private:
  static constexpr std::size_t distance = 12;

  // The golden section leaves the visited blocks spread evenly at all times; without a common divisor every block is met.
  static constexpr std::size_t stride_of(std::size_t blocks) noexcept {
    if (blocks < 8) { return 1; }
    auto stride = static_cast<std::size_t>(static_cast<double>(blocks) * 0.6180339887498949);
    while (std::gcd(stride, blocks) != 1) { ++stride; }
    return stride;
  }
  [[nodiscard]] constexpr std::size_t after(std::size_t at, std::size_t steps) const noexcept {
    return at + steps < blocks_ ? at + steps : at + steps - blocks_;
  }

  std::size_t blocks_;
  std::size_t left_;
  std::size_t stride_;
  std::size_t at_ = 0;
  std::size_t ahead_ = 0;
};

/// A block of entries. Byte i of `tags` is 0 or the tag of entry i; byte 7 counts the keys that belong here but stand
/// in a later block, so that a lookup knows when to stop and erasing needs no tombstones.
template <class Entry>
struct alignas(shape_of(sizeof(Entry), alignof(Entry)).bytes % 128 == 0 ? 128 : 64) tag_block {
  static constexpr block_shape shape = shape_of(sizeof(Entry), alignof(Entry));
  static constexpr unsigned slots = static_cast<unsigned>(shape.slots);
  static constexpr std::size_t header = header_bytes(slots, alignof(Entry));
  static_assert(alignof(Entry) <= 64, "entries aligned beyond a cache line are not supported");

  static constexpr std::uint64_t every_byte = 0x0101010101010101U;
  static constexpr std::uint64_t slot_bits = 0x8080808080808080U >> (8 * (8 - slots));
  static constexpr std::uint64_t overflow_one = std::uint64_t{1} << 56U;
  static constexpr std::uint64_t overflow_full = std::uint64_t{0xff} << 56U;

  std::uint64_t tags;
  unsigned char rest[shape.bytes - 8];

  [[nodiscard]] Entry* entry(unsigned slot) noexcept {
    return std::launder(reinterpret_cast<Entry*>(rest + (header - 8) + slot * sizeof(Entry)));
  }
  [[nodiscard]] void* storage(unsigned slot) noexcept { return rest + (header - 8) + slot * sizeof(Entry); }

  /// Begins to load the lines of this block from byte `From` up to byte `Most`.
  // Always inlined: g++ takes a function that only prefetches for one without effect and drops calls of it.
  template <std::size_t From, std::size_t Most>
  [[gnu::always_inline]] void prefetch() const noexcept {
    if constexpr (From < shape.bytes && From < Most) {
      __builtin_prefetch(reinterpret_cast<char const*>(this) + From);
      prefetch<From + 64, Most>();
    }
  }

  void reset() noexcept {
    tags = 0;
    if constexpr (slots == 7) { rest[0] = 0; }
  }

  /// The tag repeated, as match() wants it.
#if SLUICE_TAG_BLOCK_SSE2
  using bytes = char __attribute__((vector_size(16)));
  using words = std::uint64_t __attribute__((vector_size(16)));
  using pattern = bytes;
  using matches = slot_set<unsigned, 1>;
  [[nodiscard]] static pattern pattern_of(std::uint64_t hash) noexcept {
    // Only the lower eight bytes count; a multiplication fills them in fewer steps than shuffles without SSSE3.
    return std::bit_cast<bytes>(words{tag_of(hash) * every_byte, 0});
  }
  /// The slots whose tag is the pattern's.
  [[nodiscard]] matches match(pattern wanted) const noexcept {
    // Vector compares, although the word would fit a register: their results wait for memory in a queue of their
    // own, so that more lookups are in flight when the table is not in cache (measured: 28 against 39 ns).
    bytes const own = std::bit_cast<bytes>(words{tags, 0});
    auto const equal = std::bit_cast<bytes>(own == wanted);
    return matches(static_cast<unsigned>(__builtin_ia32_pmovmskb128(equal)) & ((1U << slots) - 1));
  }
#else
  using pattern = std::uint64_t;
  using matches = slot_set<std::uint64_t, 8>;
  [[nodiscard]] static pattern pattern_of(std::uint64_t hash) noexcept { return tag_of(hash) * every_byte; }
  /// The slots whose tag is the pattern's, perhaps with some others above the first, but no empty ones: subtraction
  /// carries into a byte that differs by one, and an empty byte differs from a tag by its top bit.
  [[nodiscard]] matches match(pattern wanted) const noexcept {
    std::uint64_t const difference = tags ^ wanted;
    return matches((difference - every_byte) & ~difference & slot_bits);
  }
#endif

  using slot_bytes = slot_set<std::uint64_t, 8>;
  [[nodiscard]] slot_bytes free_slots() const noexcept { return slot_bytes(~tags & slot_bits); }
  [[nodiscard]] slot_bytes used_slots() const noexcept { return slot_bytes(tags & slot_bits); }

  void set_tag(unsigned slot, std::uint64_t hash) noexcept { tags |= tag_of(hash) << (8 * slot); }
  void clear_tag(unsigned slot) noexcept { tags &= ~(std::uint64_t{0xff} << (8 * slot)); }
  [[nodiscard]] bool used(unsigned slot) const noexcept { return ((tags >> (8 * slot)) & 0x80U) != 0; }

  /// Whether keys that belong here may stand in later blocks.
  [[nodiscard]] bool overflowed() const noexcept {
#if SLUICE_TAG_BLOCK_SSE2
    // As one byte (x86 keeps the highest last): a use of the whole word makes compilers load it into a general
    // register first and move it on to match() from there.
    return reinterpret_cast<unsigned char const*>(&tags)[7] != 0;
#else
    return tags >= overflow_one;
#endif
  }
  /// The count sticks at its largest value: lookups then look further than they need, until the table grows.
  void count_overflow() noexcept {
    if (tags < overflow_full) { tags += overflow_one; }
  }
  void uncount_overflow() noexcept {
    if (tags < overflow_full) { tags -= overflow_one; }
  }

  /// Marks an entry as changed; false when it was so before.
  bool mark(unsigned slot) noexcept {
    if constexpr (slots == 7) {
      unsigned const bit = 1U << slot;
      if ((rest[0] & bit) != 0) { return false; }
      rest[0] = static_cast<unsigned char>(rest[0] | bit);
    } else {
      // Byte 6 of the word is no slot's.
      std::uint64_t const bit = std::uint64_t{1} << (48 + slot);
      if ((tags & bit) != 0) { return false; }
      tags |= bit;
    }
    return true;
  }
  [[nodiscard]] bool marked(unsigned slot) const noexcept {
    if constexpr (slots == 7) {
      return ((rest[0] >> slot) & 1U) != 0;
    } else {
      return ((tags >> (48 + slot)) & 1U) != 0;
    }
  }
  void unmark_all() noexcept {
    if constexpr (slots == 7) {
      rest[0] = 0;
    } else {
      tags &= ~(std::uint64_t{0xff} << 48U);
    }
  }
};

}  // namespace sluice::state_detail

#undef SLUICE_TAG_BLOCK_SSE2
