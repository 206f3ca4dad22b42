// SPDX-License-Identifier: Apache-2.0
// Numbers written in other bases: `conv("ff", 16, 10)`, `bin(13)`.
#pragma once

#include <sluice/expressions/arithmetic.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sluice {

namespace detail {

[[nodiscard]] inline std::string digits_in_base(std::uint64_t value, std::uint64_t base) {
  char digits[64];
  std::size_t first = 64;
  do digits[--first] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[value % base];
  while ((value /= base) != 0);
  return {digits + first, 64 - first};
}
[[nodiscard]] inline std::string binary_digits(std::int64_t value) { return digits_in_base(static_cast<std::uint64_t>(value), 2); }

[[nodiscard]] constexpr std::uint64_t digit_value(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<std::uint64_t>(digit - '0');
  if (digit >= 'A' && digit <= 'Z') return static_cast<std::uint64_t>(digit - 'A') + 10;
  if (digit >= 'a' && digit <= 'z') return static_cast<std::uint64_t>(digit - 'a') + 10;
  return 99;
}

/// Digits up to the first character that is none in the base, as an unsigned number of 64 bits. A negative number without a base for
/// negative ones is its two's complement.
[[nodiscard]] inline std::optional<std::string> converted(std::string_view text, std::int64_t from, std::int64_t to) {
  auto const base = static_cast<std::uint64_t>(to < 0 && to >= -36 ? -to : to);
  if (from < 2 || from > 36 || base < 2 || base > 36) return std::nullopt;
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  bool negative = text.front() == '-';
  if (negative) text.remove_prefix(1);
  std::uint64_t value = 0;
  for (char const one : text) {
    std::uint64_t const digit = digit_value(one);
    if (digit >= static_cast<std::uint64_t>(from)) break;
    if (__builtin_mul_overflow(value, static_cast<std::uint64_t>(from), &value) || __builtin_add_overflow(value, digit, &value))
      throw_overflow("conv");
  }
  bool const high = value >> 63U != 0;
  if (negative && to > 0) {
    if (value > std::uint64_t{1} << 63U) throw_overflow("conv");
    value = ~value + 1;
  } else if (to < 0 && high) {
    value = ~value + 1;
    negative = true;
  }
  return (negative && to < 0 ? "-" : "") + digits_in_base(value, base);
}

}  // namespace detail

/// A number's text in base `from` as one in base `to`, both 2 to 36, else NULL. Reading ends at the first character that is no
/// digit. A negative `to` writes signed numbers, a positive one two's complement of 64 bits.
/// Throws evaluation_error for what does not fit them.
template <operand Text, operand From, operand To>
  requires function_operands<Text, From, To>
[[nodiscard]] constexpr auto conv(Text&& text, From&& from, To&& to) {
  return make_call(plain_function<"conv", detail::converted, kind::text, kind::whole, kind::whole>{}, std::forward<Text>(text),
                   std::forward<From>(from), std::forward<To>(to));
}
/// An integer in binary digits, negative ones in two's complement of 64 bits.
template <function_operands Number>
[[nodiscard]] constexpr auto bin(Number&& value) {
  return make_call(plain_function<"bin", detail::binary_digits, kind::whole>{}, std::forward<Number>(value));
}

}  // namespace sluice
