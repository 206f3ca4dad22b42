// SPDX-License-Identifier: Apache-2.0
// `percentile(x, 0.9)`, `median(x)`: exact, between two values by linear interpolation; and `mode_of(x)`, the value that came most often.
// They keep each distinct value of the group with its count, so they grow in state; percentile_approx does not.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/expressions/aggregates/distinct.hpp>
#include <sluice/expressions/aggregates/families.hpp>
#include <sluice/schema/compare.hpp>
#include <sluice/state/distinct_values.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

namespace detail {

/// Numbers with their counts, least first, asked for what stands at a place between them.
class sorted_counts {
 public:
  explicit sorted_counts(counted_values<double> const& values) {
    counts_.reserve(values.size());
    for (auto const& [value, count] : values) counts_.push_back({value, count});
    std::sort(counts_.begin(), counts_.end(), comes_before{});
    for (auto& one : counts_) one.second = total_ += one.second;
  }
  /// The number at `share`, 0 to 1, of the way from the least to the greatest.
  [[nodiscard]] double at(double share) const {
    double const place = share * static_cast<double>(total_ - 1);
    double const before = std::floor(place);
    double const behind = std::ceil(place);
    double const low = number(static_cast<std::int64_t>(before));
    double const high = number(static_cast<std::int64_t>(behind));
    // Equal, so that infinity at one place is not multiplied by zero.
    if (before == behind || low == high) return low;
    return (behind - place) * low + (place - before) * high;
  }

 private:
  struct comes_before {
    bool operator()(std::pair<double, std::int64_t> const& left, std::pair<double, std::int64_t> const& right) const {
      return compare_values(left.first, right.first) < 0;
    }
    bool operator()(std::int64_t place, std::pair<double, std::int64_t> const& right) const { return place < right.second; }
  };
  [[nodiscard]] double number(std::int64_t place) const {
    return std::upper_bound(counts_.begin(), counts_.end(), place, comes_before{})->first;
  }

  std::vector<std::pair<double, std::int64_t>> counts_;
  std::int64_t total_ = 0;
};

/// Shares as they are asked for: one, which gives one result, or several, which give an array.
constexpr void check_share(char const* function, double share) {
  if (!(share >= 0 && share <= 1))
    throw option_error(std::string{function} + " percentage", "it must be from 0 to 1", std::to_string(share), "0.5 is the median");
}
template <std::size_t Count>
constexpr std::array<double, Count> checked_shares(char const* function, double const (&shares)[Count]) {
  std::array<double, Count> checked{};
  for (std::size_t i = 0; i < Count; ++i) check_share(function, checked[i] = shares[i]);
  return checked;
}
constexpr double checked_share(char const* function, double share) { return check_share(function, share), share; }

/// What `source.at(share)` gives for one share or several.
template <class Value, class Source>
[[nodiscard]] Value at_shares(Source const& source, double share) {
  return source.at(share);
}
template <class Value, class Source, std::size_t Count>
[[nodiscard]] std::vector<Value> at_shares(Source const& source, std::array<double, Count> const& shares) {
  std::vector<Value> found;
  found.reserve(Count);
  for (double const share : shares) found.push_back(source.at(share));
  return found;
}

}  // namespace detail

/// `Shares` is a double or an array of them. A result sorts the group's distinct values.
template <class Value, class Shares>
struct percentile_function {
  Shares shares;
  using state = counted_values<double>;

  [[nodiscard]] state init() const { return {}; }
  void update(state& current, Value value) const { current.add(static_cast<double>(value)); }
  void merge(state& current, state const& other) const { current.add(other); }
  [[nodiscard]] auto result(state const& current) const { return detail::at_shares<double>(detail::sorted_counts{current}, shares); }
};

template <fixed_string Name, class Shares>
struct percentile_family {
  Shares shares;

  template <class Type, bool CanBeEmpty>
  static consteval auto find() {
    using value = non_null_t<Type>;
    if constexpr (!numeric_type<value>) return std::type_identity<plan_error::statistic_needs_numbers<Name, value>>{};
    else if constexpr (CanBeEmpty) return std::type_identity<detail::skip_nulls<percentile_function<value, Shares>>>{};
    else return std::type_identity<percentile_function<value, Shares>>{};
  }
  template <class Type, bool CanBeEmpty>
  using function = typename decltype(find<Type, CanBeEmpty>())::type;
  template <class Type, bool CanBeEmpty>
  [[nodiscard]] constexpr auto make() const {
    return function<Type, CanBeEmpty>{{shares}};
  }
  // A percentile's name would need its constant: only the median has one.
  static constexpr auto name([[maybe_unused]] auto const& argument) {
    if constexpr (Name == fixed_string{"median"}) return detail::call_name<Name>(argument);
    else return fixed_string{""};
  }
};

/// The value that came most often; of several, the least.
template <class Value>
struct mode_function {
  using state = counted_values<Value>;

  [[nodiscard]] state init() const { return {}; }
  template <class Seen>
  void update(state& current, Seen const& value) const {
    current.add(value);
  }
  void merge(state& current, state const& other) const { current.add(other); }
  [[nodiscard]] view_t<Value> result(state const& current) const {
    auto best = current.begin();
    for (auto one = current.begin(); !(one == current.end()); ++one) {
      std::int64_t const more = (*one).second - (*best).second;
      if (more > 0 || (more == 0 && compare_values((*one).first, (*best).first) < 0)) best = one;
    }
    return as_view<Value>((*best).first);
  }
};
struct mode_kind {
  template <fixed_string Name, class Type>
  using function =
      std::conditional_t<distinct_type<Type> && ordered_type<Type>, mode_function<Type>, plan_error::distinct_needs_plain_values<Name, Type>>;
};

/// What stands at `percentage`, 0 to 1, of the way from the least to the greatest value, in double; NaN is the greatest. Throws
/// option_error for another percentage. It has no name of its own: `.as<"p90">()`.
template <expression Argument>
[[nodiscard]] constexpr auto percentile(Argument argument, double percentage) {
  using family = percentile_family<"percentile", double>;
  return aggregate_call<family, Argument>{family{detail::checked_share("percentile", percentage)}, std::move(argument)};
}
/// Several at once, as an array: `percentile(col<"x">, {0.5, 0.9})`.
template <expression Argument, std::size_t Count>
[[nodiscard]] constexpr auto percentile(Argument argument, double const (&percentages)[Count]) {
  using family = percentile_family<"percentile", std::array<double, Count>>;
  return aggregate_call<family, Argument>{family{detail::checked_shares("percentile", percentages)}, std::move(argument)};
}
/// The percentile at 0.5.
template <expression Argument>
[[nodiscard]] constexpr auto median(Argument argument) {
  using family = percentile_family<"median", double>;
  return aggregate_call<family, Argument>{family{0.5}, std::move(argument)};
}
/// Spark's `mode(x)`, and named so: the value that came most often; of several, the least.
template <expression Argument>
[[nodiscard]] constexpr auto mode_of(Argument argument) {
  return aggregate_call<named_family<"mode", mode_kind>, Argument>{{}, std::move(argument)};
}

}  // namespace sluice
