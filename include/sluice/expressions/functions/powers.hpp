// SPDX-License-Identifier: Apache-2.0
// Powers, roots and logarithms of numbers, as doubles. What has no logarithm gives NULL, as in Spark; what has no root gives NaN.
#pragma once

#include <sluice/expressions/functions/plain_function.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <optional>
#include <utility>

namespace sluice {

namespace detail {

[[nodiscard]] inline double square_root(double x) { return std::sqrt(x); }
[[nodiscard]] inline double cube_root(double x) { return std::cbrt(x); }
[[nodiscard]] inline double exponential(double x) { return std::exp(x); }
[[nodiscard]] inline double exponential_less_one(double x) { return std::expm1(x); }
[[nodiscard]] inline double nearest_even(double x) { return std::nearbyint(x); }
[[nodiscard]] constexpr double sign_of(double x) { return x > 0 ? 1 : x < 0 ? -1 : x; }
// NaN is not 0 or below, so that it has a logarithm: NaN.
[[nodiscard]] inline std::optional<double> natural_log(double x) { return x <= 0 ? std::nullopt : std::optional{std::log(x)}; }
[[nodiscard]] inline std::optional<double> binary_log(double x) { return x <= 0 ? std::nullopt : std::optional{std::log2(x)}; }
[[nodiscard]] inline std::optional<double> decimal_log(double x) { return x <= 0 ? std::nullopt : std::optional{std::log10(x)}; }
[[nodiscard]] inline std::optional<double> log_of_one_more(double x) { return x <= -1 ? std::nullopt : std::optional{std::log1p(x)}; }
[[nodiscard]] inline std::optional<double> log_to_base(double base, double x) {
  return base <= 0 || x <= 0 ? std::nullopt : std::optional{std::log(x) / std::log(base)};
}
/// Java's power has no value for 1 to an infinite or missing exponent, where C's is 1.
[[nodiscard]] inline double power_of(double base, double exponent) {
  if (std::isnan(exponent) || (std::isinf(exponent) && std::fabs(base) == 1)) return std::numeric_limits<double>::quiet_NaN();
  return std::pow(base, exponent);
}

/// The products 1 to 20; 21! does not fit 64 bits.
inline constexpr auto factorials = [] {
  std::array<std::int64_t, 21> products{1};
  for (std::size_t i = 1; i < products.size(); ++i) products[i] = products[i - 1] * static_cast<std::int64_t>(i);
  return products;
}();
[[nodiscard]] constexpr std::optional<std::int64_t> factorial_of(std::int64_t n) {
  if (n < 0 || n > 20) return std::nullopt;
  return factorials[static_cast<std::size_t>(n)];
}

/// The bucket of `value` among `count` of equal width; 0 below the first and count + 1 above the last. The bounds may stand in
/// either order.
[[nodiscard]] inline std::optional<std::int64_t> bucket_of(double value, double low, double high, std::int64_t count) {
  if (count <= 0 || count == std::numeric_limits<std::int64_t>::max() || std::isnan(value) || low == high || !std::isfinite(low) ||
      !std::isfinite(high))
    return std::nullopt;
  double const from = low < high ? low : -low;
  double const to = low < high ? high : -high;
  double const at = low < high ? value : -value;
  if (at < from) return 0;
  if (at >= to) return count + 1;
  return static_cast<std::int64_t>(static_cast<double>(count) * (at - from) / (to - from)) + 1;
}

}  // namespace detail

/// The square root; NaN of a negative number.
template <function_operands Number>
[[nodiscard]] constexpr auto sqrt(Number&& value) {
  return make_call(plain_function<"SQRT", detail::square_root, kind::number>{}, std::forward<Number>(value));
}
/// The cube root.
template <function_operands Number>
[[nodiscard]] constexpr auto cbrt(Number&& value) {
  return make_call(plain_function<"CBRT", detail::cube_root, kind::number>{}, std::forward<Number>(value));
}
/// e to this power.
template <function_operands Number>
[[nodiscard]] constexpr auto exp(Number&& value) {
  return make_call(plain_function<"EXP", detail::exponential, kind::number>{}, std::forward<Number>(value));
}
/// `exp(x) - 1`, exact near 0.
template <function_operands Number>
[[nodiscard]] constexpr auto expm1(Number&& value) {
  return make_call(plain_function<"EXPM1", detail::exponential_less_one, kind::number>{}, std::forward<Number>(value));
}
/// The natural logarithm; NULL for 0 and below.
template <function_operands Number>
[[nodiscard]] constexpr auto ln(Number&& value) {
  return make_call(plain_function<"ln", detail::natural_log, kind::number>{}, std::forward<Number>(value));
}
/// The logarithm to base 2; NULL for 0 and below.
template <function_operands Number>
[[nodiscard]] constexpr auto log2(Number&& value) {
  return make_call(plain_function<"LOG2", detail::binary_log, kind::number>{}, std::forward<Number>(value));
}
/// The logarithm to base 10; NULL for 0 and below.
template <function_operands Number>
[[nodiscard]] constexpr auto log10(Number&& value) {
  return make_call(plain_function<"LOG10", detail::decimal_log, kind::number>{}, std::forward<Number>(value));
}
/// `ln(1 + x)`, exact near 0; NULL for -1 and below.
template <function_operands Number>
[[nodiscard]] constexpr auto log1p(Number&& value) {
  return make_call(plain_function<"LOG1P", detail::log_of_one_more, kind::number>{}, std::forward<Number>(value));
}
/// -1, 0 or 1 as a double, by the sign; NaN of NaN.
template <function_operands Number>
[[nodiscard]] constexpr auto sign(Number&& value) {
  return make_call(plain_function<"sign", detail::sign_of, kind::number>{}, std::forward<Number>(value));
}
/// The nearest whole number as a double, halves to the even neighbour.
template <function_operands Number>
[[nodiscard]] constexpr auto rint(Number&& value) {
  return make_call(plain_function<"rint", detail::nearest_even, kind::number>{}, std::forward<Number>(value));
}
/// The natural logarithm; NULL for 0 and below.
template <function_operands Number>
[[nodiscard]] constexpr auto log(Number&& value) {
  return ln(std::forward<Number>(value));
}
/// The logarithm of `value` to a base; NULL where either is 0 or below.
template <operand Base, operand Number>
  requires function_operands<Base, Number>
[[nodiscard]] constexpr auto log(Base&& base, Number&& value) {
  return make_call(plain_function<"LOG", detail::log_to_base, kind::number, kind::number>{}, std::forward<Base>(base),
                   std::forward<Number>(value));
}
/// `base` to the power of `exponent`.
template <operand Base, operand Exponent>
  requires function_operands<Base, Exponent>
[[nodiscard]] constexpr auto pow(Base&& base, Exponent&& exponent) {
  return make_call(plain_function<"POWER", detail::power_of, kind::number, kind::number>{}, std::forward<Base>(base),
                   std::forward<Exponent>(exponent));
}
/// The product of 1 to n as a 64-bit integer; NULL below 0 and above 20.
template <function_operands Number>
[[nodiscard]] constexpr auto factorial(Number&& n) {
  return make_call(plain_function<"factorial", detail::factorial_of, kind::whole>{}, std::forward<Number>(n));
}
/// The bucket of a value among `count` of equal width between `low` and `high`: from 1 on, 0 below them, count + 1 above. NULL for
/// a count below 1, for bounds that are equal or not finite, and for NaN.
template <operand Value, operand Low, operand High, operand Count>
  requires function_operands<Value, Low, High, Count>
[[nodiscard]] constexpr auto width_bucket(Value&& value, Low&& low, High&& high, Count&& count) {
  return make_call(plain_function<"width_bucket", detail::bucket_of, kind::number, kind::number, kind::number, kind::whole>{},
                   std::forward<Value>(value), std::forward<Low>(low), std::forward<High>(high), std::forward<Count>(count));
}
/// The number e, and pi.
[[nodiscard]] constexpr auto e() { return lit(std::numbers::e); }
[[nodiscard]] constexpr auto pi() { return lit(std::numbers::pi); }

}  // namespace sluice
