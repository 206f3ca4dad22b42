// SPDX-License-Identifier: Apache-2.0
// Numbers from their text, by JSON's grammar. Digits are taken eight at a time; a double of up to 2^53 with a small exponent is
// exact after one multiplication or division, all others go to std::from_chars. All readers of text use these functions, so
// that a number has one value whichever way it was read.
#pragma once

#include <bit>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

namespace sluice::number_text {

/// Bytes that must be readable behind the text of a number.
inline constexpr std::size_t number_padding = 8;

/// A number taken apart: (-1)^negative * digits * 10^exponent. `exact` is false if there were more digits than fit.
struct decimal {
  std::uint64_t digits = 0;
  std::int32_t exponent = 0;
  bool negative = false;
  bool integer = true;  ///< written without fraction and exponent
  bool exact = true;
};

[[nodiscard]] inline bool is_digit(char character) noexcept {
  return static_cast<unsigned char>(character - '0') <= 9;
}

inline constexpr std::uint64_t small_powers[] = {1,       10,        100,        1'000,      10'000,
                                                 100'000, 1'000'000, 10'000'000, 100'000'000};
/// Those powers of ten that a double holds exactly.
inline constexpr double exact_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                          1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// Eight characters as bytes 0 to 9 where they are digits, the first in the lowest byte.
[[nodiscard]] inline std::uint64_t eight_digits(char const* text) noexcept {
  std::uint64_t word;
  std::memcpy(&word, text, 8);
  return word ^ 0x3030'3030'3030'3030U;
}
/// A high bit for each byte that is no digit. Exact up to the first that was no ASCII character.
[[nodiscard]] inline std::uint64_t other_than_digits(std::uint64_t word) noexcept {
  return (word | (word + 0x7676'7676'7676'7676U)) & 0x8080'8080'8080'8080U;
}
/// The number that eight digits make.
[[nodiscard]] inline std::uint64_t number_of_eight(std::uint64_t word) noexcept {
  word = word * 10 + (word >> 8);
  return (((word & 0x0000'00FF'0000'00FFU) * 0x000F'4240'0000'0064U +
           (word >> 16 & 0x0000'00FF'0000'00FFU) * 0x0000'2710'0000'0001U) >> 32) & 0xFFFF'FFFFU;
}

/// Appends a run of digits to `value`; `count` is how many there were. More than 64 bits hold make it inexact.
[[nodiscard]] inline char const* scan_digits(char const* text, char const* end, decimal& value,
                                             std::uint32_t& count) noexcept {
  char const* const first = text;
  bool more = true;
  if constexpr (std::endian::native == std::endian::little) {
    while (more && text < end && value.digits < 100'000'000'000U) {
      std::uint64_t word = eight_digits(text);
      std::uint64_t const others = other_than_digits(word);
      more = others == 0;
      auto const found = more ? 8U : static_cast<std::uint32_t>(std::countr_zero(others)) / 8;
      if (!more) word = word << 8 << (56 - 8 * found);  // zeros in front for the digits that are not there
      value.digits = value.digits * small_powers[found] + number_of_eight(word);
      text += found;
    }
  }
  for (; more && text < end && is_digit(*text); ++text) {
    std::uint64_t longer;
    auto const digit = static_cast<std::uint64_t>(*text - '0');
    if (__builtin_mul_overflow(value.digits, std::uint64_t{10}, &longer) ||
        __builtin_add_overflow(longer, digit, &longer))
      value.exact = false;
    else
      value.digits = longer;
  }
  count = static_cast<std::uint32_t>(text - first);
  return text;
}

/// Takes a number of the commonest form apart: no sign, no exponent, and all of it, with what follows, in eight
/// characters. Null if it has another form or is none.
[[nodiscard]] inline char const* scan_short_number(char const* text, decimal& value) noexcept {
  if constexpr (std::endian::native != std::endian::little) return nullptr;
  std::uint64_t const word = eight_digits(text);
  std::uint64_t const others = other_than_digits(word);
  if (others == 0 || (others & 0x80) != 0) return nullptr;
  auto const whole = static_cast<std::uint32_t>(std::countr_zero(others)) / 8;
  if (text[0] == '0' && whole > 1) return nullptr;
  char const follower = text[whole];
  if (follower != '.') {
    if (follower == 'e' || follower == 'E') return nullptr;
    value.digits = number_of_eight(word << 8 << (56 - 8 * whole));
    return text + whole;
  }
  std::uint64_t const after_dot = others & (others - 1);
  if (after_dot == 0) return nullptr;
  auto const size = static_cast<std::uint32_t>(std::countr_zero(after_dot)) / 8;
  if (size == whole + 1 || text[size] == 'e' || text[size] == 'E') return nullptr;
  // The digits move together over the dot, then to the end of the word.
  std::uint64_t const before = (std::uint64_t{1} << 8 * whole) - 1;
  std::uint64_t const digits = (word & before) | (word >> 8 & ~before);
  value.digits = number_of_eight(digits << (72 - 8 * size));
  value.exponent = -static_cast<std::int32_t>(size - whole - 1);
  value.integer = false;
  return text + size;
}

/// The value of a decimal fraction such as 12.34 that stands in seven characters, without a sign. Null for any other
/// form. An exponent may follow: the caller sees that no number ends there.
[[nodiscard]] inline char const* read_short_double(char const* text, double& result) noexcept {
  if constexpr (std::endian::native != std::endian::little) return nullptr;
  std::uint64_t const word = eight_digits(text);
  std::uint64_t const others = other_than_digits(word);
  std::uint64_t const after_dot = others & (others - 1);
  if (after_dot == 0) return nullptr;
  auto const dot = static_cast<std::uint32_t>(std::countr_zero(others)) & ~7U;  // in bits, as the following
  auto const size = static_cast<std::uint32_t>(std::countr_zero(after_dot)) & ~7U;
  std::uint32_t const fraction = size - dot - 8;
  if (text[dot / 8] != '.' || dot == 0 || fraction == 0 || (text[0] == '0' && dot != 8)) return nullptr;
  // The digits move together over the dot, then to the end of the word.
  std::uint64_t const before = (std::uint64_t{1} << dot) - 1;
  std::uint64_t const digits = (word & before) | (word >> 8 & ~before);
  std::uint64_t const value = number_of_eight(digits << (72 - size));
  result = static_cast<double>(static_cast<std::int64_t>(value)) / exact_powers[fraction / 8];
  return text + size / 8;
}

/// `scan_number` for all forms. Kept out of line, so that the short form costs its callers few registers.
[[nodiscard, gnu::noinline]] inline char const* scan_any_number(char const* text, char const* end,
                                                                decimal& result) noexcept {
  decimal value;
  value.negative = *text == '-';
  text += value.negative ? 1 : 0;
  char const* const first = text;
  std::uint32_t count;
  text = scan_digits(text, end, value, count);
  if (count == 0 || (*first == '0' && count > 1)) return nullptr;
  if (text < end && *text == '.') {
    value.integer = false;
    text = scan_digits(text + 1, end, value, count);
    if (count == 0) return nullptr;
    value.exponent = -static_cast<std::int32_t>(count);
  }
  if (text < end && (*text == 'e' || *text == 'E')) {
    value.integer = false;
    ++text;
    bool const negative = text < end && *text == '-';
    if (text < end && (*text == '-' || *text == '+')) ++text;
    decimal exponent;
    text = scan_digits(text, end, exponent, count);
    if (count == 0) return nullptr;
    bool const usual = exponent.exact && exponent.digits < 100'000;
    auto const size = static_cast<std::int32_t>(usual ? exponent.digits : 100'000);
    value.exponent += negative ? -size : size;
  }
  result = value;
  return text;
}

/// Takes a number apart and returns where it ends; null if no JSON number stands there. Reads up to `number_padding`
/// bytes behind `end`, so the caller checks that the result is not behind it.
[[nodiscard]] inline char const* scan_number(char const* text, char const* end, decimal& value) noexcept {
  char const* const stop = scan_short_number(text, value);
  return stop != nullptr ? stop : scan_any_number(text, end, value);
}

/// The value of an exact integer; false if it is out of range.
template <std::integral Integer>
[[nodiscard]] inline bool to_integer(decimal const& value, Integer& result) noexcept {
  if (!value.integer || !value.exact) return false;
  if (value.negative) {
    // -0 is 0 for any type; the least int64 has no positive counterpart, hence the subtraction in unsigned.
    if (value.digits > std::uint64_t{1} << 63) return false;
    auto const negated = static_cast<std::int64_t>(0 - value.digits);
    if (!std::in_range<Integer>(negated)) return false;
    result = static_cast<Integer>(negated);
    return true;
  }
  if (!std::in_range<Integer>(value.digits)) return false;
  result = static_cast<Integer>(value.digits);
  return true;
}

/// The value of a number that std::from_chars refuses as out of range: infinity or zero, as in Java.
template <std::floating_point Float>
[[nodiscard]] inline Float beyond_range(std::string_view text) noexcept {
  // The number is huge if the place of its first significant digit is positive.
  std::int64_t place = 0;
  std::int64_t exponent = 0;
  bool fraction = false;
  bool significant = false;
  std::size_t i = text.front() == '-' ? 1 : 0;
  for (; i < text.size() && (is_digit(text[i]) || text[i] == '.'); ++i) {
    if (text[i] == '.') fraction = true;
    else if (significant) place += fraction ? 0 : 1;
    else if (text[i] != '0') significant = true;
    else place -= fraction ? 1 : 0;
  }
  if (i + 1 < text.size()) {
    bool const negative = text[i + 1] == '-';
    for (; i < text.size() && exponent < 1'000'000'000; ++i)
      if (is_digit(text[i])) exponent = exponent * 10 + (text[i] - '0');
    if (negative) exponent = -exponent;
  }
  Float const size = significant && place + exponent > 0 ? std::numeric_limits<Float>::infinity() : Float{0};
  return text.front() == '-' ? -size : size;
}

template <std::floating_point Float>
[[nodiscard, gnu::noinline]] inline Float to_floating_slowly(std::string_view text) noexcept {
  Float result{};
  auto const parsed = std::from_chars(text.data(), text.data() + text.size(), result);
  return parsed.ec == std::errc::result_out_of_range ? beyond_range<Float>(text) : result;
}

/// The nearest floating-point value. `text` is the number's own text.
template <std::floating_point Float>
[[nodiscard]] inline Float to_floating(decimal const& value, std::string_view text) noexcept {
  if constexpr (std::is_same_v<Float, double>) {
    // Both operands are exact, so the one rounding is the right one (with 64-bit arithmetic, as on all 64-bit targets).
    if (value.exact && value.digits <= (std::uint64_t{1} << 53) && value.exponent >= -22 && value.exponent <= 22) {
      double const size = static_cast<double>(static_cast<std::int64_t>(value.digits));
      double const scaled =
          value.exponent <= 0 ? size / exact_powers[-value.exponent] : size * exact_powers[value.exponent];
      return value.negative ? -scaled : scaled;
    }
  }
  return to_floating_slowly<Float>(text);
}

}  // namespace sluice::number_text
