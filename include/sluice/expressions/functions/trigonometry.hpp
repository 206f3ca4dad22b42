// SPDX-License-Identifier: Apache-2.0
// Angles and hyperbolic functions of numbers, as doubles: sin, cos, tan, cot, sec, csc, their inverses, atan2, hypot, degrees, radians.
#pragma once

#include <sluice/expressions/functions/plain_function.hpp>

#include <cmath>
#include <numbers>
#include <utility>

namespace sluice {

namespace detail {

[[nodiscard]] inline double sine(double x) { return std::sin(x); }
[[nodiscard]] inline double cosine(double x) { return std::cos(x); }
[[nodiscard]] inline double tangent(double x) { return std::tan(x); }
[[nodiscard]] inline double cotangent(double x) { return 1 / std::tan(x); }
[[nodiscard]] inline double secant(double x) { return 1 / std::cos(x); }
[[nodiscard]] inline double cosecant(double x) { return 1 / std::sin(x); }
[[nodiscard]] inline double arc_sine(double x) { return std::asin(x); }
[[nodiscard]] inline double arc_cosine(double x) { return std::acos(x); }
[[nodiscard]] inline double arc_tangent(double x) { return std::atan(x); }
[[nodiscard]] inline double hyperbolic_sine(double x) { return std::sinh(x); }
[[nodiscard]] inline double hyperbolic_cosine(double x) { return std::cosh(x); }
[[nodiscard]] inline double hyperbolic_tangent(double x) { return std::tanh(x); }
[[nodiscard]] inline double inverse_sinh(double x) { return std::asinh(x); }
[[nodiscard]] inline double inverse_cosh(double x) { return std::acosh(x); }
[[nodiscard]] inline double inverse_tanh(double x) { return std::atanh(x); }
[[nodiscard]] inline double to_degrees(double x) { return x * (180 / std::numbers::pi); }
[[nodiscard]] inline double to_radians(double x) { return x / 180 * std::numbers::pi; }
[[nodiscard]] inline double angle_of(double y, double x) { return std::atan2(y, x); }
[[nodiscard]] inline double long_side(double x, double y) { return std::hypot(x, y); }

}  // namespace detail

/// The sine of an angle in radians.
template <function_operands Number>
[[nodiscard]] constexpr auto sin(Number&& value) {
  return make_call(plain_function<"SIN", detail::sine, kind::number>{}, std::forward<Number>(value));
}
/// The cosine of an angle in radians.
template <function_operands Number>
[[nodiscard]] constexpr auto cos(Number&& value) {
  return make_call(plain_function<"COS", detail::cosine, kind::number>{}, std::forward<Number>(value));
}
/// The tangent of an angle in radians.
template <function_operands Number>
[[nodiscard]] constexpr auto tan(Number&& value) {
  return make_call(plain_function<"TAN", detail::tangent, kind::number>{}, std::forward<Number>(value));
}
/// The cotangent of an angle in radians.
template <function_operands Number>
[[nodiscard]] constexpr auto cot(Number&& value) {
  return make_call(plain_function<"COT", detail::cotangent, kind::number>{}, std::forward<Number>(value));
}
/// The secant of an angle in radians.
template <function_operands Number>
[[nodiscard]] constexpr auto sec(Number&& value) {
  return make_call(plain_function<"SEC", detail::secant, kind::number>{}, std::forward<Number>(value));
}
/// The cosecant of an angle in radians.
template <function_operands Number>
[[nodiscard]] constexpr auto csc(Number&& value) {
  return make_call(plain_function<"CSC", detail::cosecant, kind::number>{}, std::forward<Number>(value));
}
/// The angle whose sine this is; NaN outside [-1, 1].
template <function_operands Number>
[[nodiscard]] constexpr auto asin(Number&& value) {
  return make_call(plain_function<"ASIN", detail::arc_sine, kind::number>{}, std::forward<Number>(value));
}
/// The angle whose cosine this is; NaN outside [-1, 1].
template <function_operands Number>
[[nodiscard]] constexpr auto acos(Number&& value) {
  return make_call(plain_function<"ACOS", detail::arc_cosine, kind::number>{}, std::forward<Number>(value));
}
/// The angle whose tangent this is.
template <function_operands Number>
[[nodiscard]] constexpr auto atan(Number&& value) {
  return make_call(plain_function<"ATAN", detail::arc_tangent, kind::number>{}, std::forward<Number>(value));
}
/// The hyperbolic sine.
template <function_operands Number>
[[nodiscard]] constexpr auto sinh(Number&& value) {
  return make_call(plain_function<"SINH", detail::hyperbolic_sine, kind::number>{}, std::forward<Number>(value));
}
/// The hyperbolic cosine.
template <function_operands Number>
[[nodiscard]] constexpr auto cosh(Number&& value) {
  return make_call(plain_function<"COSH", detail::hyperbolic_cosine, kind::number>{}, std::forward<Number>(value));
}
/// The hyperbolic tangent.
template <function_operands Number>
[[nodiscard]] constexpr auto tanh(Number&& value) {
  return make_call(plain_function<"TANH", detail::hyperbolic_tangent, kind::number>{}, std::forward<Number>(value));
}
/// The inverse of `sinh`.
template <function_operands Number>
[[nodiscard]] constexpr auto asinh(Number&& value) {
  return make_call(plain_function<"ASINH", detail::inverse_sinh, kind::number>{}, std::forward<Number>(value));
}
/// The inverse of `cosh`; NaN below 1.
template <function_operands Number>
[[nodiscard]] constexpr auto acosh(Number&& value) {
  return make_call(plain_function<"ACOSH", detail::inverse_cosh, kind::number>{}, std::forward<Number>(value));
}
/// The inverse of `tanh`; NaN outside [-1, 1].
template <function_operands Number>
[[nodiscard]] constexpr auto atanh(Number&& value) {
  return make_call(plain_function<"ATANH", detail::inverse_tanh, kind::number>{}, std::forward<Number>(value));
}
/// Radians as degrees.
template <function_operands Number>
[[nodiscard]] constexpr auto degrees(Number&& value) {
  return make_call(plain_function<"DEGREES", detail::to_degrees, kind::number>{}, std::forward<Number>(value));
}
/// Degrees as radians.
template <function_operands Number>
[[nodiscard]] constexpr auto radians(Number&& value) {
  return make_call(plain_function<"RADIANS", detail::to_radians, kind::number>{}, std::forward<Number>(value));
}
/// The angle of the point (x, y), from -pi to pi. Mind the order: y comes first.
template <operand Y, operand X>
  requires function_operands<Y, X>
[[nodiscard]] constexpr auto atan2(Y&& y, X&& x) {
  return make_call(plain_function<"ATAN2", detail::angle_of, kind::number, kind::number>{}, std::forward<Y>(y), std::forward<X>(x));
}
/// `sqrt(x * x + y * y)`, without overflow on the way.
template <operand X, operand Y>
  requires function_operands<X, Y>
[[nodiscard]] constexpr auto hypot(X&& x, Y&& y) {
  return make_call(plain_function<"HYPOT", detail::long_side, kind::number, kind::number>{}, std::forward<X>(x), std::forward<Y>(y));
}

}  // namespace sluice
