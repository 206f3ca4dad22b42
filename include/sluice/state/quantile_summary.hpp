// SPDX-License-Identifier: Apache-2.0
// Quantiles of many values in little memory, by M. Greenwald and S. Khanna, "Space-Efficient Online Computation of Quantile Summaries"
// (2001): a sorted list of samples, each of which knows how many values it stands for and how far its rank may be off. A quantile's rank
// is off by at most `error` times the number of values, also after merging. Values come into the list by batches, and lists are shortened
// at the sizes Spark does it, so that the results are the same.
#pragma once

#include <sluice/schema/compare.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace sluice {

/// A sample of a summary. Its least rank is the sum of `stands_for` up to it; its greatest one is `uncertainty` above.
template <class Value>
struct quantile_sample {
  Value value;
  std::int64_t stands_for;
  std::int64_t uncertainty;
};

/// The members are what a checkpoint keeps. Values are numbers or times; NaN is above all.
template <class Value>
struct quantile_summary {
  using sample = quantile_sample<Value>;
  using samples = std::vector<sample>;

  static constexpr std::size_t batch_size = 50'000;

  double error = 0;
  std::int64_t count = 0;       ///< of the values in `sorted`
  std::vector<sample> sorted{};
  std::vector<Value> waiting{};  ///< not yet in `sorted`

  /// Takes a value: a push_back, and for one in 50,000 a sort of those. Allocates as the batch grows to that size.
  void add(Value value) {
    waiting.push_back(value);
    if (waiting.size() >= batch_size) settle();
  }

  /// Takes what another summary has seen. The error becomes the greater of both.
  void add(quantile_summary other) {
    settle();
    other.settle();
    if (other.count == 0) return;
    if (count == 0) {
      *this = std::move(other);
      return;
    }
    // A sample's rank is off by what its own side does not know, and where samples of the other side are around it, by what that
    // side does not know.
    std::int64_t const from_other = slack(other.error, other.count);
    std::int64_t const from_here = slack(error, count);
    samples merged;
    merged.reserve(sorted.size() + other.sorted.size());
    auto here = sorted.begin();
    auto there = other.sorted.begin();
    while (here != sorted.end() && there != other.sorted.end()) {
      bool const next_is_here = compare_values(here->value, there->value) < 0;
      merged.push_back(next_is_here ? *here : *there);
      if (next_is_here) merged.back().uncertainty += there != other.sorted.begin() ? from_other : 0;
      else merged.back().uncertainty += here != sorted.begin() ? from_here : 0;
      ++(next_is_here ? here : there);
    }
    merged.insert(merged.end(), here, sorted.end());
    merged.insert(merged.end(), there, other.sorted.end());
    sorted = std::move(merged);
    error = std::max(error, other.error);
    count += other.count;
    shorten();
  }

  /// Brings all values into the list and shortens it: what has to come before `at`.
  void settle() {
    if (waiting.empty()) return;
    take_waiting();
    shorten();
  }

  /// A value whose rank is near `share`, 0 to 1, of the values. The summary must be settled and not empty.
  [[nodiscard]] Value at(double share) const {
    if (share <= error) return sorted.front().value;
    if (share >= 1 - error) return sorted.back().value;
    auto const rank = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(count)));
    std::int64_t widest = 0;
    for (auto const& one : sorted) widest = std::max(widest, one.stands_for + one.uncertainty);
    std::int64_t const allowed = widest / 2;
    std::int64_t least = 0;
    for (std::size_t i = 0; i + 1 < sorted.size(); ++i) {
      least += sorted[i].stands_for;
      if (least + sorted[i].uncertainty - allowed <= rank && rank <= least + allowed) return sorted[i].value;
    }
    return sorted.back().value;
  }

 private:
  struct comes_before {
    bool operator()(Value const& left, Value const& right) const { return compare_values(left, right) < 0; }
  };

  void take_waiting() {
    std::sort(waiting.begin(), waiting.end(), comes_before{});
    samples merged;
    merged.reserve(sorted.size() + waiting.size());
    auto kept = sorted.begin();
    for (auto next = waiting.begin(); next != waiting.end(); ++next) {
      while (kept != sorted.end() && compare_values(kept->value, *next) <= 0) merged.push_back(*kept++);
      ++count;
      // The least and the greatest are known for sure.
      bool const outermost = merged.empty() || (kept == sorted.end() && next + 1 == waiting.end());
      merged.push_back({*next, 1, outermost ? 0 : slack(error, count)});
    }
    merged.insert(merged.end(), kept, sorted.end());
    sorted = std::move(merged);
    waiting.clear();
  }

  /// Joins each sample with those before it, as far as their ranks are then still certain enough. The first and the last sample stay.
  void shorten() {
    double const most = 2 * error * static_cast<double>(count);
    std::size_t kept = sorted.size() - 1;
    for (std::size_t i = kept; i-- > 1;) {
      sample& last = sorted[kept];
      if (static_cast<double>(sorted[i].stands_for + last.stands_for + last.uncertainty) < most) last.stands_for += sorted[i].stands_for;
      else sorted[--kept] = sorted[i];
    }
    if (sorted.size() > 1) sorted[--kept] = sorted.front();
    sorted.erase(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(kept));
  }

  [[nodiscard]] static std::int64_t slack(double error, std::int64_t count) {
    return static_cast<std::int64_t>(std::floor(2 * error * static_cast<double>(count)));
  }
};

}  // namespace sluice
