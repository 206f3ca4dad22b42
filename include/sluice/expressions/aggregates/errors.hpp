// SPDX-License-Identifier: Apache-2.0
// The refusals of aggregates on columns that they have no meaning for. Those of sum, min and the like are in expressions/errors.hpp.
#pragma once

#include <sluice/contract/refusal.hpp>
#include <sluice/expressions/errors.hpp>

namespace sluice::plan_error {

template <fixed_string Function, class Type>
struct statistic_needs_numbers : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>,
                  "statistics such as stddev, corr, percentile and product need columns of numbers: cast<double>(...) what is none");
  }
};

template <fixed_string Function, class Type>
struct bit_aggregate_needs_integers : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "bit_and, bit_or and bit_xor need a column of integers: cast<std::int64_t>(...) it");
  }
};

template <fixed_string Function, class Type>
struct aggregate_needs_a_condition : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "bool_and, bool_or and count_if need a condition: a column or comparison of type bool");
  }
};

template <fixed_string Function, class Type>
struct distinct_needs_plain_values : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>,
                  "distinct values are found among numbers, texts, times and the like: of a struct, take its fields; an array, explode");
  }
};

template <fixed_string Function, class Type>
struct percentile_needs_a_scale : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "percentile_approx needs a column of numbers, dates or timestamps");
  }
};

template <fixed_string Function, class Type>
struct string_agg_needs_texts : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Type>, "string_agg joins texts or binary values: cast<std::string>(...) the column");
  }
};

}  // namespace sluice::plan_error
