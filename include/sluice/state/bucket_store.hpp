// SPDX-License-Identifier: Apache-2.0
// Keyed state by time: one table per bucket, a bucket being a window (or a span of event time), so that what expires is dropped a
// table at a time, and the keys of one window lie together. Emptied tables are used again for later buckets.
#pragma once

#include <sluice/state/flat_table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

namespace sluice {

/// Buckets of groups, ordered by start. `Key` and `Value` as in flat_table. Not thread safe.
template <class Key, class Value>
class bucket_store {
 public:
  /// The groups whose time lies in [start, end).
  struct bucket {
    flat_table<Key, Value> groups;
    std::int64_t start = 0;
    std::int64_t end = 0;
    bool touched = false;  ///< for the owner: whether the bucket is on its list of changed ones

    /// Whether a time lies in it: one comparison.
    [[nodiscard]] bool holds(std::int64_t time) const {
      return static_cast<std::uint64_t>(time) - static_cast<std::uint64_t>(start) <
             static_cast<std::uint64_t>(end) - static_cast<std::uint64_t>(start);
    }
  };

  /// Whether `recent(time)` may be asked: whether one of the two buckets asked for last holds `time`. For buckets that do not overlap.
  [[nodiscard]] bool has_recent(std::int64_t time) const {
    return static_cast<std::uint64_t>(time) - static_cast<std::uint64_t>(recent_start_) < recent_span_;
  }
  /// The one of the two that holds `time`. Records that come a little out of order switch between two windows at random: a branch would be
  /// mispredicted, so there is none.
  [[nodiscard]] bucket& recent(std::int64_t time) const { return *recent_[time >= newer_start_ ? 1 : 0]; }

  /// The one bucket of groups without a time.
  [[nodiscard]] bucket& timeless() { return timeless_; }

  /// The bucket [start, end); it stays where it is until it is evicted. Costs two comparisons if it was one of the two asked for
  /// last, else a binary search.
  [[nodiscard]] bucket& find_or_create(std::int64_t start, std::int64_t end) {
    for (bucket* one : recent_)
      if (one->start == start && one->end == end) return *one;
    auto place = std::lower_bound(buckets_.begin(), buckets_.end(), start, starts_before{});
    if (place == buckets_.end() || (*place)->start != start) place = buckets_.insert(place, make_bucket(start, end, keys_expected_at(place)));
    // The older of the two makes room: time goes on, and a straggler does not.
    recent_[0] = place->get();
    if (recent_[0]->start > recent_[1]->start) std::swap(recent_[0], recent_[1]);
    note_recent();
    return **place;
  }

  /// The end of the oldest bucket; the greatest time if there is none.
  [[nodiscard]] std::int64_t oldest_end() const {
    return buckets_.empty() ? std::numeric_limits<std::int64_t>::max() : buckets_.front()->end;
  }

  /// Calls `visit(bucket)` for the buckets that end at or before `watermark`, oldest first, and removes them.
  template <class Visit>
  void evict_buckets(std::int64_t watermark, Visit const& visit) {
    std::size_t gone = 0;
    while (gone < buckets_.size() && buckets_[gone]->end <= watermark) visit(*buckets_[gone++]);
    if (gone > 0) recycle(gone);
  }

  /// The oldest bucket if the watermark lies in it: some of its groups have expired, others not.
  [[nodiscard]] bucket* edge(std::int64_t watermark) {
    return !buckets_.empty() && buckets_.front()->start <= watermark ? buckets_.front().get() : nullptr;
  }

  template <class Visit>
  void for_each_bucket(Visit const& visit) {
    visit(timeless_);
    for (auto const& one : buckets_) visit(*one);
  }

  /// Groups in all buckets. Costs a step per bucket.
  [[nodiscard]] std::size_t size() const {
    std::size_t total = timeless_.groups.size();
    for (auto const& one : buckets_) total += one->groups.size();
    return total;
  }
  /// Bytes of all tables, spare ones included, without what keys and values hold elsewhere.
  [[nodiscard]] std::size_t memory_bytes() const {
    std::size_t total = timeless_.groups.memory_bytes();
    for (auto const& one : buckets_) total += sizeof(bucket) + one->groups.memory_bytes();
    for (auto const& one : spare_) total += sizeof(bucket) + one->groups.memory_bytes();
    return total;
  }

 private:
  struct starts_before {
    bool operator()(std::unique_ptr<bucket> const& one, std::int64_t start) const { return one->start < start; }
  };

  /// How many keys a bucket at a place will have: about as many as its neighbour, and growing to that number step by step would cost a rehash at
  /// each. The one before may not be full yet when records come out of order, the one before that is.
  [[nodiscard]] std::size_t keys_expected_at(typename std::vector<std::unique_ptr<bucket>>::const_iterator place) const {
    std::size_t most = 0;
    for (int back = 0; back < 2 && place != buckets_.begin(); ++back) most = std::max(most, (*--place)->groups.size());
    return most;
  }
  std::unique_ptr<bucket> make_bucket(std::int64_t start, std::int64_t end, std::size_t expected) {
    std::unique_ptr<bucket> made;
    if (spare_.empty()) {
      made = std::make_unique<bucket>();
    } else {
      made = std::move(spare_.back());
      spare_.pop_back();
    }
    made->groups.reserve(expected + expected / 16);
    made->start = start;
    made->end = end;
    return made;
  }

  void note_recent() {
    newer_start_ = recent_[1]->start;
    recent_start_ = recent_[0]->end == newer_start_ ? recent_[0]->start : newer_start_;
    recent_span_ = static_cast<std::uint64_t>(recent_[1]->end) - static_cast<std::uint64_t>(recent_start_);
  }

  void recycle(std::size_t count) {
    // Two spare tables are enough to move from window to window without allocating; more would keep a peak's memory for ever.
    constexpr std::size_t most_spare = 2;
    for (std::size_t i = 0; i < count && spare_.size() < most_spare; ++i) {
      buckets_[i]->groups.forget_changes();
      buckets_[i]->groups.clear();
      buckets_[i]->touched = false;
      spare_.push_back(std::move(buckets_[i]));
    }
    buckets_.erase(buckets_.begin(), buckets_.begin() + static_cast<std::ptrdiff_t>(count));
    recent_[0] = recent_[1] = &nothing_;
    note_recent();
  }

  bucket timeless_;
  // Stands for a bucket where there is none: it holds no time. Never written.
  inline static constinit bucket nothing_{{}, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::min()};
  // The older of the two asked for last, and the newer; and the times that they cover without a gap.
  bucket* recent_[2] = {&nothing_, &nothing_};
  std::int64_t newer_start_ = 0;
  std::int64_t recent_start_ = 0;
  std::uint64_t recent_span_ = 0;
  std::vector<std::unique_ptr<bucket>> buckets_;
  std::vector<std::unique_ptr<bucket>> spare_;
};

}  // namespace sluice
