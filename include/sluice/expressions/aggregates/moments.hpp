// SPDX-License-Identifier: Apache-2.0
// Variance, standard deviation, skewness and kurtosis: the central moments of a group, kept up to date value by value. The updates are
// those of B. P. Welford (1962) and P. Pébay (2008), which lose no digits to large means; parts are merged by the same paper's sums.
#pragma once

#include <sluice/expressions/aggregates/families.hpp>

#include <cmath>
#include <optional>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

/// Count, mean, and the sum of the squares of the distances from the mean.
struct spread_moments {
  double count = 0;
  double mean = 0;
  double second = 0;

  constexpr void add(double value) {
    count += 1;
    double const distance = value - mean;
    double const step = distance / count;
    mean += step;
    second += distance * (distance - step);
  }
  constexpr void add(spread_moments const& other) {
    double const all = count + other.count;
    double const distance = other.mean - mean;
    double const step = all == 0 ? 0 : distance / all;
    mean += step * other.count;
    second += other.second + distance * step * count * other.count;
    count = all;
  }
};

/// Those, and the sums of the third and the fourth powers.
struct shape_moments {
  double count = 0;
  double mean = 0;
  double second = 0;
  double third = 0;
  double fourth = 0;

  constexpr void add(double value) {
    count += 1;
    double const distance = value - mean;
    double const step = distance / count;
    double const squared = distance * distance;
    double const step_squared = step * step;
    mean += step;
    second += distance * (distance - step);
    third = third - 3.0 * step * second + distance * (squared - step_squared);
    fourth = fourth - 4.0 * step * third - 6.0 * step_squared * second + distance * (distance * squared - step * step_squared);
  }
  constexpr void add(shape_moments const& other) {
    double const all = count + other.count;
    double const distance = other.mean - mean;
    double const step = all == 0 ? 0 : distance / all;
    double const product = count * other.count;
    fourth += other.fourth + step * step * step * distance * product * (count * count - product + other.count * other.count) +
              6.0 * step * step * (count * count * other.second + other.count * other.count * second) +
              4.0 * step * (count * other.third - other.count * third);
    third += other.third + step * step * distance * product * (count - other.count) +
             3.0 * step * (count * other.second - other.count * second);
    second += other.second + distance * step * product;
    mean += step * other.count;
    count = all;
  }
};

}  // namespace detail

/// What is made of the moments. A sample's spread is NULL for one value; a shape is NULL where all values are equal.
enum class moment { variance_of_all, variance_of_sample, deviation_of_all, deviation_of_sample, skewness, kurtosis };

/// A statistic of numbers that are not NULL, in double. Fixed state: allocates nothing.
template <class Value, moment Which>
struct moment_function {
  static constexpr bool of_shape = Which == moment::skewness || Which == moment::kurtosis;
  static constexpr bool of_all = Which == moment::variance_of_all || Which == moment::deviation_of_all;
  using state = std::conditional_t<of_shape, detail::shape_moments, detail::spread_moments>;
  using result_type = std::conditional_t<of_all, double, std::optional<double>>;

  [[nodiscard]] constexpr state init() const { return {}; }
  constexpr void update(state& current, Value value) const { current.add(static_cast<double>(value)); }
  constexpr void merge(state& current, state const& other) const { current.add(other); }
  [[nodiscard]] result_type result(state const& seen) const {
    // Joined with an empty part, as Spark does: what is finite stays as it is, and where squares have overflowed, NaN comes of it.
    state current;
    current.add(seen);
    if constexpr (Which == moment::variance_of_all) return current.second / current.count;
    else if constexpr (Which == moment::deviation_of_all) return std::sqrt(current.second / current.count);
    else if constexpr (of_shape) return shape(current);
    else if (current.count <= 1) return std::nullopt;
    else if constexpr (Which == moment::variance_of_sample) return current.second / (current.count - 1);
    else return std::sqrt(current.second / (current.count - 1));
  }

 private:
  [[nodiscard]] static result_type shape(state const& current) {
    if (current.second == 0) return std::nullopt;
    if constexpr (Which == moment::skewness)
      return std::sqrt(current.count) * current.third / std::sqrt(current.second * current.second * current.second);
    else return current.count * current.fourth / (current.second * current.second) - 3.0;
  }
};

template <moment Which>
struct moment_kind {
  template <fixed_string Name, class Type>
  using function =
      std::conditional_t<numeric_type<Type>, moment_function<Type, Which>, plan_error::statistic_needs_numbers<Name, Type>>;
};

namespace detail {

template <fixed_string Name, moment Which, class Argument>
[[nodiscard]] constexpr auto moment_call(Argument argument) {
  return aggregate_call<named_family<Name, moment_kind<Which>>, Argument>{{}, std::move(argument)};
}

}  // namespace detail

/// The standard deviation of a sample; NULL for one value. Costs a division per record.
template <expression Argument>
[[nodiscard]] constexpr auto stddev(Argument argument) {
  return detail::moment_call<"stddev", moment::deviation_of_sample>(std::move(argument));
}
template <expression Argument>
[[nodiscard]] constexpr auto stddev_samp(Argument argument) {
  return detail::moment_call<"stddev_samp", moment::deviation_of_sample>(std::move(argument));
}
/// The standard deviation of all there is; 0 for one value.
template <expression Argument>
[[nodiscard]] constexpr auto stddev_pop(Argument argument) {
  return detail::moment_call<"stddev_pop", moment::deviation_of_all>(std::move(argument));
}
/// The variance of a sample; NULL for one value.
template <expression Argument>
[[nodiscard]] constexpr auto variance(Argument argument) {
  return detail::moment_call<"variance", moment::variance_of_sample>(std::move(argument));
}
template <expression Argument>
[[nodiscard]] constexpr auto var_samp(Argument argument) {
  return detail::moment_call<"var_samp", moment::variance_of_sample>(std::move(argument));
}
/// The variance of all there is; 0 for one value.
template <expression Argument>
[[nodiscard]] constexpr auto var_pop(Argument argument) {
  return detail::moment_call<"var_pop", moment::variance_of_all>(std::move(argument));
}
/// How far the values lean to one side: 0 if to none, above 0 if there are few far above the mean. NULL where all are equal.
template <expression Argument>
[[nodiscard]] constexpr auto skewness(Argument argument) {
  return detail::moment_call<"skewness", moment::skewness>(std::move(argument));
}
/// How heavy the tails are beside those of a normal distribution, which has 0. NULL where all values are equal.
template <expression Argument>
[[nodiscard]] constexpr auto kurtosis(Argument argument) {
  return detail::moment_call<"kurtosis", moment::kurtosis>(std::move(argument));
}

}  // namespace sluice
