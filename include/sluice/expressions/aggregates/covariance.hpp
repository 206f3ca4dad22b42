// SPDX-License-Identifier: Apache-2.0
// `covar_pop(x, y)`, `covar_samp(x, y)` and `corr(x, y)`: how two columns go together. Rows where either is NULL are passed over. Updated
// value by value as the moments are (moments.hpp), so that large means cost no digits.
#pragma once

#include <sluice/expressions/aggregates/families.hpp>

#include <cmath>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

/// Count, means, and the sum of the products of the distances from the means.
struct joint_moments {
  double count = 0;
  double mean_x = 0;
  double mean_y = 0;
  double both = 0;

  constexpr void add(double x, double y) {
    count += 1;
    double const distance_x = x - mean_x;
    double const distance_y = y - mean_y;
    mean_x += distance_x / count;
    mean_y += distance_y / count;
    both += distance_x * (y - mean_y);
  }
  constexpr void add(joint_moments const& other) {
    double const all = count + other.count;
    double const distance_x = other.mean_x - mean_x;
    double const distance_y = other.mean_y - mean_y;
    double const step_x = all == 0 ? 0 : distance_x / all;
    double const step_y = all == 0 ? 0 : distance_y / all;
    mean_x += step_x * other.count;
    mean_y += step_y * other.count;
    both += other.both + distance_x * step_y * count * other.count;
    count = all;
  }
};

/// Those, and the spread of each column.
struct joint_spread {
  double count = 0;
  double mean_x = 0;
  double mean_y = 0;
  double both = 0;
  double second_x = 0;
  double second_y = 0;

  constexpr void add(double x, double y) {
    count += 1;
    double const distance_x = x - mean_x;
    double const distance_y = y - mean_y;
    mean_x += distance_x / count;
    mean_y += distance_y / count;
    both += distance_x * (y - mean_y);
    second_x += distance_x * (x - mean_x);
    second_y += distance_y * (y - mean_y);
  }
  constexpr void add(joint_spread const& other) {
    double const all = count + other.count;
    double const distance_x = other.mean_x - mean_x;
    double const distance_y = other.mean_y - mean_y;
    double const product = count * other.count;
    double const step_x = all == 0 ? 0 : distance_x / all;
    double const step_y = all == 0 ? 0 : distance_y / all;
    mean_x += step_x * other.count;
    mean_y += step_y * other.count;
    both += other.both + distance_x * step_y * product;
    second_x += other.second_x + distance_x * step_x * product;
    second_y += other.second_y + distance_y * step_y * product;
    count = all;
  }
};

}  // namespace detail

enum class joint { covariance_of_all, covariance_of_sample, correlation };

/// A statistic of pairs of numbers, in double. Fixed state: allocates nothing.
template <joint Which, bool CanBeEmpty>
struct joint_function {
  using state = std::conditional_t<Which == joint::correlation, detail::joint_spread, detail::joint_moments>;
  using result_type = std::conditional_t<Which == joint::covariance_of_all && !CanBeEmpty, double, std::optional<double>>;

  [[nodiscard]] constexpr state init() const { return {}; }
  template <class X, class Y>
  constexpr void update(state& current, argument_pack<X, Y> const& pair) const {
    if (!detail::all_present(pair.values)) return;
    current.add(static_cast<double>(detail::unwrap(std::get<0>(pair.values))), static_cast<double>(detail::unwrap(std::get<1>(pair.values))));
  }
  constexpr void merge(state& current, state const& other) const { current.add(other); }
  [[nodiscard]] result_type result(state const& seen) const {
    // Joined with an empty part, as Spark does: what is finite stays as it is, and where products have overflowed, NaN comes of it.
    state current;
    current.add(seen);
    if constexpr (Which == joint::covariance_of_all) {
      if constexpr (CanBeEmpty) {
        if (current.count == 0) return std::nullopt;
      }
      return current.both / current.count;
    } else {
      if (current.count <= 1) return std::nullopt;
      if constexpr (Which == joint::covariance_of_sample) return current.both / (current.count - 1);
      else return correlation(current);
    }
  }

 private:
  [[nodiscard]] static result_type correlation(state const& current) {
    if (current.second_x == 0 || current.second_y == 0) return std::nullopt;
    return current.both / std::sqrt(current.second_x * current.second_y);
  }
};

template <fixed_string Name, joint Which>
struct joint_family {
  template <bool Keyed, class X, class Y>
  static consteval auto find() {
    using x = non_null_t<X>;
    using y = non_null_t<Y>;
    if constexpr (!numeric_type<x>) return std::type_identity<plan_error::statistic_needs_numbers<Name, x>>{};
    else if constexpr (!numeric_type<y>) return std::type_identity<plan_error::statistic_needs_numbers<Name, y>>{};
    else return std::type_identity<joint_function<Which, !Keyed || is_nullable<X> || is_nullable<Y>>>{};
  }
  template <bool Keyed, class... Types>
  using function = typename decltype(find<Keyed, Types...>())::type;
  template <bool Keyed, class... Types>
  [[nodiscard]] constexpr auto make() const {
    return function<Keyed, Types...>{};
  }
  static constexpr auto name(auto const&... names) { return detail::call_name<Name>(names...); }
};

/// The covariance of all there is; 0 for one pair. Costs two divisions per record.
template <expression X, expression Y>
[[nodiscard]] constexpr auto covar_pop(X x, Y y) {
  return aggregate_call_of_several<joint_family<"covar_pop", joint::covariance_of_all>, X, Y>{{}, std::move(x), std::move(y)};
}
/// The covariance of a sample; NULL for one pair.
template <expression X, expression Y>
[[nodiscard]] constexpr auto covar_samp(X x, Y y) {
  return aggregate_call_of_several<joint_family<"covar_samp", joint::covariance_of_sample>, X, Y>{{}, std::move(x), std::move(y)};
}
/// Pearson's correlation, from -1 to 1; NULL for one pair, and where the values of a column are all equal (Spark: an error).
template <expression X, expression Y>
[[nodiscard]] constexpr auto corr(X x, Y y) {
  return aggregate_call_of_several<joint_family<"corr", joint::correlation>, X, Y>{{}, std::move(x), std::move(y)};
}

}  // namespace sluice
