// SPDX-License-Identifier: Apache-2.0
// The type in which two numbers meet, in arithmetic and where a value is one of several, and the way into it.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/schema/types.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace sluice::detail {

[[noreturn]] inline void throw_overflow(char const* operation) {
  throw evaluation_error({error_code::arithmetic_overflow, operation, "the integer result does not fit its type", "",
                          "cast<double>(...) or cast<std::int64_t>(...) an operand"});
}

/// C++'s common type, but double for a float beside an integer, as in Spark's ANSI mode (semantics 5): a float holds no more than 24 bits of one.
template <class Left, class Right>
using common_number_t = std::conditional_t<(integer_type<Left> && std::same_as<Right, float>) || (std::same_as<Left, float> && integer_type<Right>),
                                           double, std::common_type_t<Left, Right>>;

/// A value as another type; a number that an integer of the other sign does not hold throws evaluation_error.
template <class To, class From>
[[nodiscard]] constexpr To into_common(From&& value, char const* operation) {
  using plain = std::remove_cvref_t<From>;
  if constexpr (integer_type<To> && integer_type<plain>) {
    if constexpr (std::is_signed_v<To> != std::is_signed_v<plain>) {
      if (!std::in_range<To>(value)) throw_overflow(operation);
    }
  }
  return static_cast<To>(std::forward<From>(value));
}

}  // namespace sluice::detail
