// SPDX-License-Identifier: Apache-2.0
// The distinct values of one group in the order they came, and how often each came: state of aggregates. Equal is what groups as one:
// -0.0 is 0.0, every NaN is one (semantics 5). Few values are searched one by one; an index of their hashes is made when there are more.
// To a checkpoint they are an array, or a map; the index is made anew from it.
#pragma once

#include <sluice/base/group_equal.hpp>
#include <sluice/base/hash.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace sluice {

/// A set that keeps the order of arrival. A value that is there already costs a hash and one or two probes, and allocates nothing.
template <class Value>
class distinct_values {
 public:
  using value_type = Value;

  /// The place of a value, which is added if it is new. `Seen` may be a view of a Value.
  template <class Seen>
  std::size_t place_of(Seen const& seen) {
    if (values_.size() <= searched_one_by_one) {
      for (std::size_t place = 0; place < values_.size(); ++place)
        if (group_equal(values_[place], seen)) return place;
      values_.push_back(Value(seen));
      if (values_.size() > searched_one_by_one) make_index(4 * searched_one_by_one);
      return values_.size() - 1;
    }
    std::uint64_t const hash = hash_value(seen);
    std::size_t slot = hash & (slots_.size() - 1);
    for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1))
      if ((slots_[slot] & tag) == (hash & tag) && group_equal(values_[place_in(slot)], seen)) return place_in(slot);
    return add_at(slot, hash, Value(seen));
  }
  template <class Seen>
  void add(Seen const& seen) {
    static_cast<void>(place_of(seen));
  }
  void push_back(Value const& value) { add(value); }

  [[nodiscard]] std::vector<Value> const& values() const { return values_; }
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] auto begin() const { return values_.begin(); }
  [[nodiscard]] auto end() const { return values_.end(); }

 private:
  static constexpr std::size_t searched_one_by_one = 8;
  // A slot has the high bits of the hash, and below them the place of the value plus one; 0 is free.
  static constexpr std::uint64_t tag = ~std::uint64_t{0} << 40U;

  [[nodiscard]] std::size_t place_in(std::size_t slot) const { return static_cast<std::size_t>(slots_[slot] & ~tag) - 1; }
  std::size_t add_at(std::size_t slot, std::uint64_t hash, Value value) {
    values_.push_back(std::move(value));
    if (2 * values_.size() > slots_.size()) make_index(2 * slots_.size());
    else slots_[slot] = (hash & tag) | values_.size();
    return values_.size() - 1;
  }
  void make_index(std::size_t size) {
    slots_.assign(size, 0);
    for (std::size_t place = 0; place < values_.size(); ++place) {
      Value const& value = values_[place];
      std::uint64_t const hash = hash_value(value);
      std::size_t slot = hash & (size - 1);
      while (slots_[slot] != 0) slot = (slot + 1) & (size - 1);
      slots_[slot] = (hash & tag) | (place + 1);
    }
  }

  std::vector<Value> values_;
  std::vector<std::uint64_t> slots_;
};

/// How often each distinct value came.
template <class Value>
class counted_values {
 public:
  using key_type = Value;
  using mapped_type = std::int64_t;

  /// Costs what distinct_values costs.
  template <class Seen>
  void add(Seen const& seen, std::int64_t count = 1) {
    std::size_t const place = values_.place_of(seen);
    if (place == counts_.size()) counts_.push_back(count);
    else counts_[place] += count;
  }
  void add(counted_values const& other) {
    for (auto const& [value, count] : other) add(value, count);
  }
  void emplace(Value const& value, std::int64_t count) { add(value, count); }

  class iterator {
   public:
    iterator(counted_values const& of, std::size_t place) : of_(&of), place_(place) {}
    [[nodiscard]] std::pair<typename std::vector<Value>::const_reference, std::int64_t> operator*() const {
      return {of_->values_.values()[place_], of_->counts_[place_]};
    }
    iterator& operator++() { return ++place_, *this; }
    friend bool operator==(iterator const& left, iterator const& right) { return left.place_ == right.place_; }

   private:
    counted_values const* of_;
    std::size_t place_;
  };
  [[nodiscard]] iterator begin() const { return {*this, 0}; }
  [[nodiscard]] iterator end() const { return {*this, counts_.size()}; }
  /// The number of distinct values.
  [[nodiscard]] std::size_t size() const { return counts_.size(); }

 private:
  distinct_values<Value> values_;
  std::vector<std::int64_t> counts_;
};

}  // namespace sluice
