// SPDX-License-Identifier: Apache-2.0
// `approx_count_distinct(x)`: how many distinct values there are, nearly, in little memory, on streams too. The sketch is that of
// state/hyperloglog.hpp; values are hashed as by Spark.
#pragma once

#include <sluice/expressions/aggregates/distinct.hpp>
#include <sluice/expressions/aggregates/families.hpp>
#include <sluice/expressions/functions/hashes.hpp>
#include <sluice/state/hyperloglog.hpp>

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

namespace sluice {

/// `Fixed` is the precision, if it is known at compile time. Else each group allocates once.
template <unsigned Fixed>
struct approx_count_distinct_function {
  unsigned precision;
  using state = basic_hyperloglog<Fixed>;

  [[nodiscard]] state init() const { return state{precision}; }
  template <class Seen>
  void update(state& current, Seen const& value) const {
    if (!detail::has_value(value)) return;
    detail::xxhash64_hasher hasher;
    detail::add_to_hash(hasher, detail::unwrap(value));
    current.add(hasher.state);
  }
  void merge(state& current, state const& other) const { current.add(other); }
  [[nodiscard]] std::int64_t result(state const& current) const { return current.estimate(); }
};

template <unsigned Fixed>
struct approx_count_distinct_family {
  unsigned precision;

  template <class Type, bool>
  using function = std::conditional_t<detail::is_hashable<non_null_t<Type>>, approx_count_distinct_function<Fixed>,
                                      plan_error::distinct_needs_plain_values<"approx_count_distinct", non_null_t<Type>>>;
  template <class, bool>
  [[nodiscard]] constexpr approx_count_distinct_function<Fixed> make() const {
    return {precision};
  }
  static constexpr auto name(auto const& argument) { return detail::call_name<"approx_count_distinct">(argument); }
};

/// The number of distinct values that are not NULL, with a relative standard error of 0.05; never NULL. Takes 512 bytes for each group. A
/// few nanoseconds per record beside the hash.
template <expression Argument>
[[nodiscard]] constexpr auto approx_count_distinct(Argument argument) {
  constexpr unsigned precision = hyperloglog::precision_for(0.05);
  return aggregate_call<approx_count_distinct_family<precision>, Argument>{{precision}, std::move(argument)};
}
/// The same with an error of at most `relative_sd`: (1.106 / relative_sd)^2 bytes for each group, rounded up to a power of two. Throws
/// option_error where that is above 16 MiB, or below 8 bytes. State that a checkpoint kept stays as precise as it was.
template <expression Argument>
[[nodiscard]] constexpr auto approx_count_distinct(Argument argument, double relative_sd) {
  unsigned const precision = hyperloglog::precision_for(relative_sd);
  if (!(relative_sd > 0 && relative_sd <= 0.39) || precision > hyperloglog::greatest_precision)
    throw option_error("approx_count_distinct relative_sd", "it must be from 0.0003 to 0.39", std::to_string(relative_sd),
                       "leave it out for 0.05");
  return aggregate_call<approx_count_distinct_family<0>, Argument>{{precision}, std::move(argument)};
}

}  // namespace sluice
