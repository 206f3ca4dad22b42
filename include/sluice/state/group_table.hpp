// SPDX-License-Identifier: Apache-2.0
// The groups of one bucket: entries side by side in the order they came, and a hash index over them. An entry's number stays
// the same until something is erased, so that a batch can remember which groups it changed.
#pragma once

#include <sluice/base/group_equal.hpp>
#include <sluice/base/hash.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace sluice {

/// Groups by key. `Key` is the owned key; it is looked up by any view that hashes and compares alike (base/hash, base/group_equal).
template <class Key, class Value>
class group_table {
 public:
  struct place {
    std::size_t index;
    bool inserted;
  };

  /// The entry of a key. `make()` gives the value of a new one.
  template <class View, class Make>
  place locate(View const& view, Make const& make) {
    std::uint64_t const hash = hash_value(view);
    if ((entries_.size() + 1) * 2 > slots_.size()) grow();
    std::size_t const mask = slots_.size() - 1;
    for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
      std::uint32_t const slot = slots_[at];
      if (slot == 0) {
        entries_.push_back({Key(view), make(), hash});
        slots_[at] = static_cast<std::uint32_t>(entries_.size());
        return {entries_.size() - 1, true};
      }
      auto const& found = entries_[slot - 1];
      if (found.hash == hash && group_equal(found.key, view)) return {slot - 1, false};
    }
  }

  [[nodiscard]] Key const& key(std::size_t index) const { return entries_[index].key; }
  [[nodiscard]] Value& value(std::size_t index) { return entries_[index].value; }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] std::size_t memory_bytes() const { return entries_.capacity() * sizeof(entry) + slots_.capacity() * 4; }

  void clear() {
    entries_.clear();
    std::fill(slots_.begin(), slots_.end(), 0U);
  }

  /// Removes an entry; the last one takes its number.
  void erase(std::size_t index) {
    entries_[index] = std::move(entries_.back());
    entries_.pop_back();
    rebuild(slots_.size());
  }

 private:
  struct entry {
    Key key;
    Value value;
    std::uint64_t hash;
  };
  void grow() { rebuild(slots_.empty() ? 16 : slots_.size() * 2); }
  void rebuild(std::size_t size) {
    slots_.assign(size, 0);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      std::size_t at = entries_[i].hash & (size - 1);
      while (slots_[at] != 0) at = (at + 1) & (size - 1);
      slots_[at] = static_cast<std::uint32_t>(i + 1);
    }
  }
  std::vector<entry> entries_;
  std::vector<std::uint32_t> slots_;
};

}  // namespace sluice
