// SPDX-License-Identifier: Apache-2.0
// The hash table that keyed state lives in: open addressing over blocks of five to seven entries (tag_block.hpp).
// Made for one hot path, "find this record's key or insert it, then update the value", looked up by a view of the
// key; an owned key is made only for the first record of it. It remembers which entries changed since the last
// checkpoint or output, and clear() keeps the memory, so that one window's table serves the next.
// Entries move when the table grows: hold no reference across an insertion. Iteration has no useful order.
#pragma once

#include <sluice/base/group_equal.hpp>
#include <sluice/base/hash.hpp>
#include <sluice/state/block_memory.hpp>
#include <sluice/state/tag_block.hpp>

#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

/// Makes an owned key from its view: the default of flat_table::find_or_emplace.
template <class Key>
struct make_owned {
  template <class View>
  Key operator()(View const& view) const {
    return Key(view);
  }
};

/// Makes a value of its own default: the default of flat_table::find_or_emplace.
template <class Value>
struct make_default {
  Value operator()() const { return Value(); }
};

/// A table from Key to Value. `Hash` and `Equal` take keys and every view that lookups use, must agree across them
/// and must not throw. Key and Value must move without throwing. Not thread safe. When an insertion throws (memory,
/// a key's copy, a value's construction), the table is as it was, except that it may have grown.
template <class Key, class Value, class Hash = key_hash, class Equal = key_equal>
class flat_table {
  static_assert(std::is_nothrow_move_constructible_v<Key> && std::is_nothrow_move_constructible_v<Value>,
                "keys and values must move without throwing: growing moves them");

 public:
  using key_type = Key;
  using mapped_type = Value;

  /// A key and its value, side by side.
  struct entry {
    Key key;
    [[no_unique_address]] Value value;
  };

 private:
  using block = state_detail::tag_block<entry>;

 public:
  /// Where an entry stands, or nowhere. Valid until an insertion or until the entry is erased.
  class place {
   public:
    place() noexcept = default;
    explicit operator bool() const noexcept { return entry_ != nullptr; }
    [[nodiscard]] Key const& key() const noexcept { return entry_->key; }
    [[nodiscard]] Value& value() const noexcept { return entry_->value; }
    /// Whether find_or_emplace has just made the entry.
    [[nodiscard]] bool inserted() const noexcept { return (where_ & inserted_bit) != 0; }

   private:
    friend class flat_table;
    // Two words, so that it is passed in registers: the block's address has its low six bits free.
    static constexpr std::uintptr_t inserted_bit = 8;
    place(block* in, unsigned slot, entry* at, bool inserted = false) noexcept
        : entry_(at), where_(reinterpret_cast<std::uintptr_t>(in) | slot | (inserted ? inserted_bit : 0)) {}
    place(block* in, unsigned slot, bool inserted = false) noexcept : place(in, slot, in->entry(slot), inserted) {}
    [[nodiscard]] block* in() const noexcept { return reinterpret_cast<block*>(where_ & ~std::uintptr_t{63}); }
    [[nodiscard]] unsigned slot() const noexcept { return static_cast<unsigned>(where_ & 7U); }
    entry* entry_ = nullptr;
    std::uintptr_t where_ = 0;
  };

  /// An empty table without memory.
  flat_table() noexcept = default;

  flat_table(flat_table const& other) : flat_table() {
    reserve(other.size_);
    other.for_each_place(copy_into{*this});
  }
  flat_table(flat_table&& other) noexcept { swap(other); }
  flat_table& operator=(flat_table other) noexcept {
    swap(other);
    return *this;
  }
  ~flat_table() { release(); }

  void swap(flat_table& other) noexcept {
    std::swap(blocks_, other.blocks_);
    std::swap(block_count_, other.block_count_);
    std::swap(size_, other.size_);
    std::swap(limit_, other.limit_);
    changed_.swap(other.changed_);
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  /// How many entries fit before the table grows.
  [[nodiscard]] std::size_t capacity() const noexcept { return limit_; }
  /// The bytes allocated by the table itself, without what keys and values hold elsewhere.
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return block_count_ * sizeof(block) + changed_.capacity() * sizeof(std::size_t);
  }
  /// Whether lookups reach beyond a core's own cache, so that a lookahead (lookahead.hpp) pays.
  [[nodiscard]] bool outgrows_cache() const noexcept { return limit_ >= limit_of(cache_bytes / sizeof(block)); }

  /// The hash that the other functions expect for a key or a view.
  template <class View>
  [[nodiscard]] static std::uint64_t hash_of(View const& view) noexcept {
    return Hash()(view);
  }

  /// Begins to load what a lookup of this hash will touch.
  // Always inlined, or g++ drops the call as one without effect.
  [[gnu::always_inline]] void prefetch(std::uint64_t hash) const noexcept {
    blocks_[state_detail::block_of(hash, block_count_)].template prefetch<0, 512>();
  }

  /// Finds the entry of a key or inserts it. `hash` must be hash_of(view). Only an insertion calls `make_key(view)`
  /// and `make_value()`. Costs about 3 ns while the table is in cache.
  template <class View, class MakeKey = make_owned<Key>, class MakeValue = make_default<Value>>
  [[gnu::always_inline]] place find_or_emplace(std::uint64_t hash, View const& view, MakeKey const& make_key = {},
                                               MakeValue const& make_value = {}) {
    place const found = locate(hash, view);
    if (found) [[likely]] { return found; }
    return insert<View>(hash, view, make_key, make_value);
  }

  /// Finds the entry of a key; nowhere if there is none.
  template <class View>
  [[nodiscard, gnu::always_inline]] place find(std::uint64_t hash, View const& view) noexcept {
    return locate(hash, view);
  }
  template <class View>
  [[nodiscard]] place find(View const& view) noexcept {
    return locate(hash_of(view), view);
  }
  /// The value of a key; null if there is none.
  template <class View>
  [[nodiscard]] Value const* find(std::uint64_t hash, View const& view) const noexcept {
    place const found = locate(hash, view);
    return found ? &found.value() : nullptr;
  }
  template <class View>
  [[nodiscard]] Value const* find(View const& view) const noexcept {
    return find(hash_of(view), view);
  }

  /// Erases an entry. Keeps the memory and leaves nothing behind that slows lookups.
  void erase(place where) noexcept {
    block* const target = where.in();
    entry* const gone = where.entry_;
    std::size_t at = state_detail::block_of(hash_of(gone->key), block_count_);
    for (; blocks_ + at != target; at = block_after(at)) { blocks_[at].uncount_overflow(); }
    gone->~entry();
    target->clear_tag(where.slot());
    --size_;
  }
  /// Erases the entry of a key; false if there is none.
  template <class View>
  bool erase(std::uint64_t hash, View const& view) noexcept {
    place const found = find(hash, view);
    if (found) { erase(found); }
    return static_cast<bool>(found);
  }

  /// Erases every entry for which `goes(key, value)` is true; returns how many. Visits all entries.
  template <class Predicate>
  std::size_t erase_if(Predicate&& goes) {
    std::size_t const before = size_;
    for (state_detail::block_walk walk(block_count_); !walk.done(); walk.next()) {
      blocks_[walk.ahead()].template prefetch<0, 256>();
      block* const in = blocks_ + walk.here();
      for (auto used = in->used_slots(); !used.empty(); used.drop_first()) {
        place const here(in, used.first());
        if (goes(here.key(), here.value())) { erase(here); }
      }
    }
    return before - size_;
  }

  /// Calls `visit(Key const&, Value&)` for every entry. `visit` must not insert or erase.
  template <class Visitor>
  void for_each(Visitor&& visit) {
    for_each_place(visit_entry<Visitor, Value>{visit});
  }
  template <class Visitor>
  void for_each(Visitor&& visit) const {
    for_each_place(visit_entry<Visitor, Value const>{visit});
  }

  /// Remembers that an entry changed. Call it for inserted entries too.
  [[gnu::always_inline]] void mark_changed(place where) {
    if (!where.in()->marked(where.slot())) {
      changed_.push_back(position_of(where.in(), where.slot()));
      where.in()->mark(where.slot());
    }
  }
  /// How many marks there are: the entries marked and not forgotten, and perhaps some erased since.
  [[nodiscard]] std::size_t changed_bound() const noexcept { return changed_.size(); }
  /// Calls `visit(Key const&, Value const&)` once for every entry marked since the last forget_changes(). The cost
  /// depends on the marks, not on the table's size. An entry inserted where a marked one was erased counts as marked.
  template <class Visitor>
  void for_each_changed(Visitor&& visit) const {
    for (std::size_t const position : changed_) {
      place const here = place_at(position);
      if (here.in()->used(here.slot())) { visit(here.key(), std::as_const(here.value())); }
    }
  }
  /// Takes all marks away.
  void forget_changes() noexcept {
    for (std::size_t const position : changed_) { place_at(position).in()->unmark_all(); }
    changed_.clear();
  }

  /// Makes room for `count` entries in all. Strong guarantee.
  void reserve(std::size_t count) {
    if (count <= limit_) { return; }
    rehash((count * 3 + 2 * block::slots - 1) / (2 * block::slots));
  }

  /// Removes all entries and keeps the memory.
  void clear() noexcept {
    destroy_entries();
    for (std::size_t b = 0; b < block_count_; ++b) { blocks_[b].reset(); }
    size_ = 0;
    changed_.clear();
  }

  /// Removes all entries and frees the memory.
  void release() noexcept {
    destroy_entries();
    if (blocks_ != &nothing_) { state_detail::free_blocks(blocks_, block_count_ * sizeof(block), alignof(block)); }
    blocks_ = &nothing_;
    block_count_ = size_ = limit_ = 0;
    std::vector<std::size_t>().swap(changed_);
  }

 private:
  // Beyond this many bytes lookups miss a typical second-level cache of 1 MiB, for two windows are open at a time.
  static constexpr std::size_t cache_bytes = std::size_t{1} << 19U;

  // What a table without memory looks up in: a block with no entry, so that find need not ask. Never written.
  inline static block nothing_{};

  // Two thirds full on average at most: fuller blocks overflow often enough for the mispredicted branch to show.
  [[nodiscard]] static constexpr std::size_t limit_of(std::size_t blocks) noexcept {
    return blocks * block::slots * 2 / 3;
  }

  [[nodiscard]] std::size_t block_after(std::size_t at) const noexcept {
    return at + 1 == block_count_ ? 0 : at + 1;
  }

  [[nodiscard]] std::size_t position_of(block const* in, unsigned slot) const noexcept {
    return static_cast<std::size_t>(in - blocks_) * 8 + slot;
  }
  [[nodiscard]] place place_at(std::size_t position) const noexcept {
    return place(blocks_ + position / 8, static_cast<unsigned>(position % 8));
  }

  // Small views go by value: a reference would force each lookup to store its view, whatever comes of it.
  template <class View>
  using passed = std::conditional_t<std::is_trivially_copyable_v<View> && sizeof(View) <= 16, View const, View const&>;

  template <class View>
  [[nodiscard, gnu::always_inline]] static place match_in(block* in, typename block::pattern pattern,
                                                          View const& view) noexcept {
    for (auto matches = in->match(pattern); !matches.empty(); matches.drop_first()) {
      unsigned const slot = matches.first();
      entry* const candidate = in->entry(slot);
      if (Equal()(candidate->key, view)) [[likely]] { return place(in, slot, candidate); }
    }
    return place();
  }

  template <class View>
  [[nodiscard, gnu::always_inline]] place locate(std::uint64_t hash, View const& view) const noexcept {
    block* const home = blocks_ + state_detail::block_of(hash, block_count_);
    // Where the block's first line has to come from memory, let its next ones come at the same time.
    if (outgrows_cache()) { home->template prefetch<64, 256>(); }
    place const found = match_in(home, block::pattern_of(hash), view);
    if (found) [[likely]] { return found; }
    return home->overflowed() ? locate_beyond<View>(hash, view) : place();
  }

  // At most 4 % of the keys stand beyond their own block: kept apart, so that the common case inlines small.
  template <class View>
  [[nodiscard, gnu::noinline]] place locate_beyond(std::uint64_t hash, passed<View> view) const noexcept {
    auto const pattern = block::pattern_of(hash);
    std::size_t at = state_detail::block_of(hash, block_count_);
    // After erasures every block may have overflowed, so the number of blocks bounds the search.
    for (std::size_t left = block_count_ - 1; left != 0; --left) {
      at = block_after(at);
      place const found = match_in(blocks_ + at, pattern, view);
      if (found || !blocks_[at].overflowed()) { return found; }
    }
    return place();
  }

  template <class Visitor>
  void for_each_place(Visitor&& visit) const {
    for (state_detail::block_walk walk(block_count_); !walk.done(); walk.next()) {
      blocks_[walk.ahead()].template prefetch<0, 256>();
      block* const here = blocks_ + walk.here();
      for (auto used = here->used_slots(); !used.empty(); used.drop_first()) {
        visit(place(here, used.first()));
      }
    }
  }

  template <class Visitor, class SeenValue>
  struct visit_entry {
    Visitor& visit;
    void operator()(place where) const { visit(where.key(), static_cast<SeenValue&>(where.value())); }
  };

  struct copy_into {
    flat_table& target;
    void operator()(place where) const {
      std::uint64_t const hash = hash_of(where.key());
      place const free = target.free_place(hash);
      ::new (free.in()->storage(free.slot())) entry{where.key(), where.value()};
      target.occupy(free, hash);
      if (where.in()->marked(where.slot())) { target.mark_changed(free); }
    }
  };

  // Where a new key of this hash goes.
  [[nodiscard]] place free_place(std::uint64_t hash) const noexcept {
    std::size_t at = state_detail::block_of(hash, block_count_);
    while (blocks_[at].free_slots().empty()) { at = block_after(at); }
    return place(blocks_ + at, blocks_[at].free_slots().first(), true);
  }

  // Makes the entry that was constructed at a free place visible.
  void occupy(place where, std::uint64_t hash) noexcept {
    std::size_t at = state_detail::block_of(hash, block_count_);
    for (; blocks_ + at != where.in(); at = block_after(at)) { blocks_[at].count_overflow(); }
    where.in()->set_tag(where.slot(), hash);
    ++size_;
  }

  template <class View, class MakeKey, class MakeValue>
  [[gnu::noinline]] place insert(std::uint64_t hash, passed<View> view, MakeKey const& make_key,
                                 MakeValue const& make_value) {
    if (size_ == limit_) { rehash(limit_ == 0 ? 1 : block_count_ * 2); }
    place const where = free_place(hash);
    ::new (where.in()->storage(where.slot())) entry{make_key(view), make_value()};
    occupy(where, hash);
    return where;
  }

  [[gnu::noinline]] void rehash(std::size_t blocks) {
    flat_table larger;
    larger.blocks_ = static_cast<block*>(state_detail::allocate_blocks(blocks * sizeof(block), alignof(block)));
    larger.block_count_ = blocks;
    larger.limit_ = limit_of(blocks);
    for (std::size_t b = 0; b < blocks; ++b) { (::new (larger.blocks_ + b) block)->reset(); }
    // Nothing below throws: the marks move into the vector that held them, which has room.
    larger.changed_.swap(changed_);
    larger.changed_.clear();
    for (std::size_t b = 0; b < block_count_; ++b) {
      for (auto used = blocks_[b].used_slots(); !used.empty(); used.drop_first()) {
        entry* const from = blocks_[b].entry(used.first());
        std::uint64_t const hash = hash_of(from->key);
        place const to = larger.free_place(hash);
        ::new (to.in()->storage(to.slot())) entry{std::move(from->key), std::move(from->value)};
        larger.occupy(to, hash);
        if (blocks_[b].marked(used.first())) { larger.mark_changed(to); }
      }
    }
    swap(larger);
  }

  void destroy_entries() noexcept {
    if constexpr (!std::is_trivially_destructible_v<entry>) for_each_place(destroy_entry());
  }
  struct destroy_entry {
    void operator()(place where) const noexcept { where.entry_->~entry(); }
  };

  block* blocks_ = &nothing_;
  std::size_t block_count_ = 0;
  std::size_t size_ = 0;
  std::size_t limit_ = 0;
  std::vector<std::size_t> changed_;
};

}  // namespace sluice
