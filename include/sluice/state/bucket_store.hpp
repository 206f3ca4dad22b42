// SPDX-License-Identifier: Apache-2.0
// Keyed state by time: one table per bucket, a bucket being a window (or a span of event time), so that what expires is dropped a
// table at a time, and the keys of one window lie together. Emptied tables are used again for later buckets.
#pragma once

#include <sluice/state/group_table.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace sluice {

/// Buckets of groups, ordered by start. `Key` and `Value` as in group_table. Not thread safe.
template <class Key, class Value>
class bucket_store {
 public:
  /// The groups whose time lies in [start, end).
  class bucket : public group_table<Key, Value> {
   public:
    [[nodiscard]] std::int64_t start() const { return start_; }
    [[nodiscard]] std::int64_t end() const { return end_; }
    /// Whether a time lies in it: one comparison.
    [[nodiscard]] bool holds(std::int64_t time) const {
      return static_cast<std::uint64_t>(time) - static_cast<std::uint64_t>(start_) <
             static_cast<std::uint64_t>(end_) - static_cast<std::uint64_t>(start_);
    }

   private:
    friend class bucket_store;
    std::int64_t start_ = 0;
    std::int64_t end_ = 0;
  };

  /// The bucket of the last row; nullptr if there is none.
  [[nodiscard]] bucket* recent() const { return recent_; }

  /// The one bucket of groups without a time.
  [[nodiscard]] bucket& fixed_bucket() { return fixed_; }

  /// The bucket that starts at `start`. Costs a comparison if it was the last one asked for, else a binary search.
  [[nodiscard]] bucket& find_or_create(std::int64_t start, std::int64_t end) {
    if (recent_ != nullptr && recent_->start_ == start) return *recent_;
    auto const place = std::lower_bound(buckets_.begin(), buckets_.end(), start, starts_before{});
    if (place != buckets_.end() && (*place)->start_ == start) {
      recent_ = place->get();
    } else {
      recent_ = buckets_.insert(place, make_bucket(start, end))->get();
    }
    return *recent_;
  }

  /// Removes what is final at `watermark`, oldest first: `visit(bucket, index)` is called for each group before it goes. A bucket that ends at
  /// or before the watermark goes as a whole; with `whole_only` no other is looked at, else the groups of the one bucket that the
  /// watermark lies in are asked one by one by `expired(key)`.
  template <class Expired, class Visit>
  void evict(std::int64_t watermark, bool whole_only, Expired const& expired, Visit const& visit) {
    std::size_t gone = 0;
    while (gone < buckets_.size() && buckets_[gone]->end_ <= watermark) {
      bucket& old = *buckets_[gone++];
      for (std::size_t i = 0; i < old.size(); ++i) visit(old, i);
    }
    if (!whole_only && gone < buckets_.size() && buckets_[gone]->start_ <= watermark) {
      bucket& edge = *buckets_[gone];
      // Backwards, because the last entry takes the place of the one that is erased.
      for (std::size_t i = edge.size(); i-- > 0;) {
        if (!expired(edge.key(i))) continue;
        visit(edge, i);
        edge.erase(i);
      }
    }
    if (gone > 0) recycle(gone);
  }

  template <class Visit>
  void for_each_bucket(Visit const& visit) {
    if (fixed_.size() > 0) visit(fixed_);
    for (auto const& one : buckets_) visit(*one);
  }

  [[nodiscard]] std::size_t size() const {
    std::size_t total = fixed_.size();
    for (auto const& one : buckets_) total += one->size();
    return total;
  }
  [[nodiscard]] std::size_t memory_bytes() const {
    std::size_t total = fixed_.memory_bytes();
    for (auto const& one : buckets_) total += sizeof(bucket) + one->memory_bytes();
    for (auto const& one : spare_) total += sizeof(bucket) + one->memory_bytes();
    return total;
  }

 private:
  struct starts_before {
    bool operator()(std::unique_ptr<bucket> const& one, std::int64_t start) const { return one->start_ < start; }
  };

  std::unique_ptr<bucket> make_bucket(std::int64_t start, std::int64_t end) {
    std::unique_ptr<bucket> made;
    if (spare_.empty()) {
      made = std::make_unique<bucket>();
    } else {
      made = std::move(spare_.back());
      spare_.pop_back();
    }
    made->start_ = start;
    made->end_ = end;
    return made;
  }

  void recycle(std::size_t count) {
    // Two spare tables are enough to move from window to window without allocating; more would keep a peak's memory for ever.
    constexpr std::size_t most_spare = 2;
    for (std::size_t i = 0; i < count && spare_.size() < most_spare; ++i) {
      buckets_[i]->clear();
      spare_.push_back(std::move(buckets_[i]));
    }
    buckets_.erase(buckets_.begin(), buckets_.begin() + static_cast<std::ptrdiff_t>(count));
    recent_ = nullptr;
  }

  bucket fixed_;
  bucket* recent_ = nullptr;
  std::vector<std::unique_ptr<bucket>> buckets_;
  std::vector<std::unique_ptr<bucket>> spare_;
};

}  // namespace sluice
