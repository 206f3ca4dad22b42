// SPDX-License-Identifier: Apache-2.0
// Whole numbers and numbers of fewer digits: abs, ceil, floor, round (halves away from zero), bround (halves to the even neighbour).
// Rounding starts from the decimal digits a number is written with: 1.005 to two places is 1.01, although the double is a little less.
#pragma once

#include <sluice/base/decimal_digits.hpp>
#include <sluice/expressions/arithmetic.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

namespace sluice {

enum class rounding : std::uint8_t { half_up, half_even };

namespace detail {

/// A double as a 64-bit integer: the nearest one if it is out of range, 0 for NaN.
[[nodiscard]] inline std::int64_t saturated(double value) {
  if (std::isnan(value)) return 0;
  constexpr double bound = 9223372036854775808.0;
  if (value >= bound) return std::numeric_limits<std::int64_t>::max();
  if (value < -bound) return std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(value);
}

/// Rounds the size of an integer to a multiple of 10^places. False if the result does not fit 64 bits.
[[nodiscard]] constexpr bool round_size(std::uint64_t& size, std::int64_t places, rounding how) {
  if (places > 19) return size = 0, true;
  std::uint64_t power = 1;
  for (std::int64_t i = 0; i < places; ++i) power *= 10;
  std::uint64_t const rest = size % power;
  std::uint64_t const down = size - rest;
  bool const up = rest > power - rest || (rest == power - rest && (how == rounding::half_up || (down / power) % 2 == 1));
  size = up ? down + power : down;
  return !up || size >= down;
}

template <class Integer>
[[nodiscard]] constexpr Integer rounded_integer(Integer value, std::int64_t places, rounding how, char const* function) {
  if (places >= 0) return value;
  bool const negative = value < 0;
  auto size = static_cast<std::uint64_t>(value);
  if (negative) size = ~size + 1;
  auto const most = static_cast<std::uint64_t>(std::numeric_limits<Integer>::max()) + (negative ? 1U : 0U);
  if (!round_size(size, places < -20 ? 20 : -places, how) || size > most) throw_overflow(function);
  return static_cast<Integer>(negative ? ~size + 1 : size);
}

[[nodiscard]] inline double rounded_double(double value, std::int64_t places, rounding how) {
  if (!std::isfinite(value)) return value;
  auto const kept = static_cast<int>(std::clamp(places, std::int64_t{-400}, std::int64_t{400}));
  decimal_digits digits{value};
  if (digits.scale() <= kept) return value == 0 ? 0 : value;
  if (how == rounding::half_up) digits.round_half_up(kept);
  else digits.round_half_even(kept);
  double const size = digits.value();
  return value < 0 && size != 0 ? -size : size;
}

}  // namespace detail

struct abs_function {
  template <class Type>
  using type = std::conditional_t<numeric_type<Type>, Type, plan_error::no_such_operation<"abs", Type>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"abs">(names...); }

  template <class Number>
  [[nodiscard]] constexpr Number operator()(Number value) const {
    if constexpr (std::floating_point<Number>) {
      return std::fabs(value);
    } else {
      if (value >= 0) return value;
      if (value == std::numeric_limits<Number>::min()) detail::throw_overflow("abs");
      return static_cast<Number>(-value);
    }
  }
};

/// ceil and floor: `Up` says which. 64-bit integers, as in Spark.
template <fixed_string Name, bool Up>
struct whole_function {
  template <class Type>
  using type = std::conditional_t<numeric_type<Type>, std::int64_t, plan_error::no_such_operation<Name, Type>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<Name>(names...); }

  template <class Number>
  [[nodiscard]] std::int64_t operator()(Number value) const {
    if constexpr (std::floating_point<Number>) {
      auto const wide = static_cast<double>(value);
      return detail::saturated(Up ? std::ceil(wide) : std::floor(wide));
    } else {
      return kind::whole::pass(value);
    }
  }
};

template <fixed_string Name, rounding How>
struct round_function {
  template <class Number, class Places>
  using type = std::conditional_t<numeric_type<Number> && integer_type<Places>, Number,
                                  plan_error::no_such_operation<Name, Number, Places>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<Name>(names...); }

  template <class Number, class Places>
  [[nodiscard]] Number operator()(Number value, Places places) const {
    if constexpr (std::floating_point<Number>)
      return static_cast<Number>(detail::rounded_double(static_cast<double>(value), kind::whole::pass(places), How));
    else return detail::rounded_integer(value, kind::whole::pass(places), How, Name.text);
  }
};

/// The number without its sign. Throws evaluation_error where the most negative integer has no counterpart.
template <function_operands Number>
[[nodiscard]] constexpr auto abs(Number&& value) {
  return make_call(abs_function{}, std::forward<Number>(value));
}
/// The least whole number that is not below the value, as a 64-bit integer; the nearest that fits, 0 of NaN.
template <function_operands Number>
[[nodiscard]] constexpr auto ceil(Number&& value) {
  return make_call(whole_function<"CEIL", true>{}, std::forward<Number>(value));
}
/// The greatest whole number that is not above the value, as a 64-bit integer; the nearest that fits, 0 of NaN.
template <function_operands Number>
[[nodiscard]] constexpr auto floor(Number&& value) {
  return make_call(whole_function<"FLOOR", false>{}, std::forward<Number>(value));
}
/// Rounded to `places` digits behind the decimal point, in front of it if negative; halves away from zero. Keeps the type. Throws
/// evaluation_error where an integer overflows.
template <operand Number, operand Places = std::int32_t>
  requires function_operands<Number, Places>
[[nodiscard]] constexpr auto round(Number&& value, Places&& places = 0) {
  return make_call(round_function<"round", rounding::half_up>{}, std::forward<Number>(value), std::forward<Places>(places));
}
/// `round` with halves to the even neighbour.
template <operand Number, operand Places = std::int32_t>
  requires function_operands<Number, Places>
[[nodiscard]] constexpr auto bround(Number&& value, Places&& places = 0) {
  return make_call(round_function<"bround", rounding::half_even>{}, std::forward<Number>(value), std::forward<Places>(places));
}
/// `-x` by name.
template <expression Number>
[[nodiscard]] constexpr auto negative(Number&& value) {
  return -std::forward<Number>(value);
}
/// `+x`: the number.
template <expression Number>
[[nodiscard]] constexpr auto positive(Number&& value) {
  return std::forward<Number>(value);
}

}  // namespace sluice
