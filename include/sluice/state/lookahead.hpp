// SPDX-License-Identifier: Apache-2.0
//
// A short queue between the arrival of a record and the update of its key's state. While a record waits, the memory
// its key stands in is on its way (flat_table::prefetch), so that tables larger than the cache are updated two to
// three times as fast. It pays only for those (flat_table::outgrows_cache) and only where records come in batches:
// whoever uses it drains it before anybody looks at the state.
#pragma once

#include <cstddef>
#include <type_traits>

namespace sluice {

/// A queue of at most `Length` pending items, first in, first out. Items are small and trivially copied: a hash, a
/// view of the key, the value to add. Not thread safe.
template <class Item, std::size_t Length = 32>
class lookahead {
  static_assert((Length & (Length - 1)) == 0, "the length must be a power of two");
  static_assert(std::is_trivially_destructible_v<Item>, "pending items are copied: keep views, not owners");

 public:
  /// Takes an item whose memory is already being prefetched. When the queue is full, the oldest item first goes to
  /// `process(Item const&)`. If that throws, the new item is not taken and the oldest is gone.
  template <class Process>
  [[gnu::always_inline]] void push(Item const& item, Process&& process) {
    Item& cell = items_[next_ & (Length - 1)];
    if (next_ - done_ == Length) [[likely]] {
      Item const oldest = cell;
      ++done_;
      process(oldest);
    }
    cell = item;
    ++next_;
  }

  /// Hands all pending items to `process`, oldest first.
  template <class Process>
  void drain(Process&& process) {
    while (done_ != next_) {
      Item const oldest = items_[done_ & (Length - 1)];
      ++done_;
      process(oldest);
    }
  }

  /// Drops all pending items, for when a batch is given up.
  void clear() noexcept { done_ = next_; }

  [[nodiscard]] std::size_t size() const noexcept { return next_ - done_; }
  [[nodiscard]] bool empty() const noexcept { return next_ == done_; }

 private:
  Item items_[Length];
  std::size_t next_ = 0;  // items taken so far
  std::size_t done_ = 0;  // items processed so far
};

}  // namespace sluice
