// SPDX-License-Identifier: Apache-2.0
// One CSV value into one C++ value, by the type of its field (semantics 16.1). The size of a value is known before it is
// read, so that numbers of up to sixteen characters take one or two words and no loop.
#pragma once

#include <sluice/base/number_text.hpp>
#include <sluice/base/time_pattern.hpp>
#include <sluice/base/time_text.hpp>
#include <sluice/formats/csv/options.hpp>
#include <sluice/schema/columns.hpp>
#include <sluice/schema/enum_names.hpp>
#include <sluice/schema/types.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice::csv {

namespace detail {

/// Whether a column of this type has a form in CSV; arrays, maps and records have none.
template <class Type>
inline constexpr bool has_form = std::same_as<Type, bool> || std::same_as<Type, char> || numeric_type<Type> || text_type<Type> ||
                                 binary_type<Type> || std::same_as<Type, timestamp> || std::same_as<Type, date> || std::is_enum_v<Type>;
template <class Type>
inline constexpr bool has_form<std::optional<Type>> = has_form<Type>;

template <class Schema>
inline constexpr bool columns_have_form = false;
template <class... Columns>
inline constexpr bool columns_have_form<schema<Columns...>> = (true && ... && has_form<typename Columns::type>);

/// Digits only, at most sixteen of them; false for anything else.
[[nodiscard, gnu::always_inline]] inline bool read_digits(char const* text, std::size_t size, std::uint64_t& value) noexcept {
  using number_text::eight_digits;
  using number_text::number_of_eight;
  using number_text::other_than_digits;
  if constexpr (std::endian::native != std::endian::little) return false;
  if (size - 1 < 8) [[likely]] {
    // Zeros move in from below, where the leading digits are.
    std::uint64_t const word = eight_digits(text) << (64 - 8 * size);
    value = number_of_eight(word);
    return other_than_digits(word) == 0;
  }
  if (size - 9 >= 8) return false;
  std::uint64_t const high = eight_digits(text) << (128 - 8 * size);
  std::uint64_t const low = eight_digits(text + size - 8);
  value = number_of_eight(high) * 100'000'000 + number_of_eight(low);
  return (other_than_digits(high) | other_than_digits(low)) == 0;
}

/// An integer of any form Java reads: a sign, and digits.
template <std::integral Integer>
[[nodiscard, gnu::noinline]] inline bool read_integer_slowly(std::string_view text, Integer& result) noexcept {
  number_text::decimal number;
  number.negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  if (text.empty()) return false;
  for (char const digit : text) {
    if (!number_text::is_digit(digit)) return false;
    if (__builtin_mul_overflow(number.digits, std::uint64_t{10}, &number.digits) ||
        __builtin_add_overflow(number.digits, static_cast<std::uint64_t>(digit - '0'), &number.digits))
      return false;
  }
  return number_text::to_integer(number, result);
}

template <std::integral Integer>
[[nodiscard, gnu::always_inline]] inline bool read_integer(std::string_view text, Integer& result) noexcept {
  bool const negative = *text.data() == '-';
  std::size_t const sign = negative ? 1 : 0;
  std::uint64_t digits;
  if (text.size() <= sign || !read_digits(text.data() + sign, text.size() - sign, digits)) [[unlikely]]
    return read_integer_slowly(text, result);
  // Sixteen digits fit an int64, so the sign can be given to it before the range is looked at.
  auto const value = negative ? -static_cast<std::int64_t>(digits) : static_cast<std::int64_t>(digits);
  if constexpr (!std::same_as<Integer, std::int64_t>) {
    if (!std::in_range<Integer>(value)) return false;
  }
  result = static_cast<Integer>(value);
  return true;
}

/// Numbers with many digits, exponents, signs, blanks around them, or Java's names of those that are none.
template <std::floating_point Float>
[[nodiscard, gnu::noinline]] inline bool read_floating_slowly(std::string_view text, Float& result) noexcept {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  bool const signed_text = !text.empty() && (text.front() == '-' || text.front() == '+');
  std::string_view const size = text.substr(signed_text ? 1 : 0);
  bool const negative = signed_text && text.front() == '-';
  if (size == "Infinity") return result = negative ? -std::numeric_limits<Float>::infinity() : std::numeric_limits<Float>::infinity(), true;
  if (size == "NaN") return result = std::numeric_limits<Float>::quiet_NaN(), true;
  std::size_t i = 0;
  std::size_t digits = 0;
  for (; i < size.size() && number_text::is_digit(size[i]); ++i) ++digits;
  if (i < size.size() && size[i] == '.')
    for (++i; i < size.size() && number_text::is_digit(size[i]); ++i) ++digits;
  if (digits == 0) return false;
  if (i < size.size() && (size[i] == 'e' || size[i] == 'E')) {
    ++i;
    if (i < size.size() && (size[i] == '-' || size[i] == '+')) ++i;
    if (i == size.size()) return false;
    while (i < size.size() && number_text::is_digit(size[i])) ++i;
    if (!number_text::is_digit(size[i - 1])) return false;
  }
  if (i != size.size()) return false;
  result = number_text::to_floating_slowly<Float>(size);
  if (negative) result = -result;
  return true;
}

/// A fraction of at most sixteen characters is two runs of digits around a dot, and exact after one division.
[[nodiscard, gnu::always_inline]] inline bool read_double(std::string_view text, double& result) noexcept {
  using number_text::eight_digits;
  using number_text::number_of_eight;
  using number_text::other_than_digits;
  char const* first = text.data();
  std::size_t size = text.size();
  bool const negative = *first == '-';
  if (negative) ++first, --size;
  if (std::endian::native == std::endian::little && size - 1 < 8) [[likely]] {
    std::uint64_t const word = eight_digits(first);
    std::uint64_t const others = other_than_digits(word) & (~std::uint64_t{0} >> (64 - 8 * size));
    std::uint64_t value;
    std::size_t fraction = 0;
    if (others != 0) {
      auto const dot = static_cast<std::size_t>(std::countr_zero(others)) & ~std::size_t{7};  // in bits
      if ((others & (others - 1)) != 0 || first[dot / 8] != '.' || size == 1) return read_floating_slowly(text, result);
      // The digits move together over the dot, then to the end of the word.
      std::uint64_t const before = (std::uint64_t{1} << dot) - 1;
      value = number_of_eight(((word & before) | (word >> 8 & ~before)) << (72 - 8 * size));
      fraction = size - dot / 8 - 1;
    } else {
      value = number_of_eight(word << (64 - 8 * size));
    }
    double const exact = static_cast<double>(static_cast<std::int64_t>(value)) / number_text::exact_powers[fraction];
    result = negative ? -exact : exact;
    return true;
  }
  if (std::endian::native == std::endian::little && size - 9 < 8) {
    // A dot among the last eight or the first; whole and fraction as numbers of their own.
    auto const* const dot = static_cast<char const*>(std::memchr(first, '.', size));
    std::uint64_t whole = 0;
    std::uint64_t part = 0;
    std::size_t const before = dot == nullptr ? size : static_cast<std::size_t>(dot - first);
    std::size_t const fraction = dot == nullptr ? 0 : size - before - 1;
    if (before != 0 && read_digits(first, before, whole) && (fraction == 0 || read_digits(dot + 1, fraction, part))) {
      std::uint64_t const digits = whole * static_cast<std::uint64_t>(static_cast<std::int64_t>(number_text::exact_powers[fraction])) + part;
      if (digits <= std::uint64_t{1} << 53) {
        double const exact = static_cast<double>(static_cast<std::int64_t>(digits)) / number_text::exact_powers[fraction];
        result = negative ? -exact : exact;
        return true;
      }
    }
  }
  return read_floating_slowly(text, result);
}

[[nodiscard]] inline bool read_bool(std::string_view text, bool& result) noexcept {
  std::uint32_t word;
  if (text.size() != 4 && text.size() != 5) return false;
  std::memcpy(&word, text.data(), 4);
  word |= 0x2020'2020U;
  auto const is = [word](char const(&wanted)[5]) { return std::memcmp(&word, wanted, 4) == 0; };
  result = text.size() == 4;
  return result ? is("true") : is("fals") && (text[4] | 0x20) == 'e';
}

/// `yyyy-mm-dd hh:mm:ss`, the commonest form that has no zone, is read as the form of machines that it nearly is.
[[nodiscard]] inline bool read_time(std::string_view text, sluice::detail::day_memo& memo, timestamp& result) noexcept {
  if (text.size() == 19 && (text[10] == ' ' || text[10] == 'T')) {
    char zoned[20];
    std::memcpy(zoned, text.data(), 19);
    zoned[10] = 'T';
    zoned[19] = 'Z';
    if (sluice::detail::parse_fixed_timestamp({zoned, 20}, memo, result)) return true;
  }
  return sluice::detail::parse_timestamp(text, memo, result);
}

/// What reading values needs besides their text. The texts of the options have `padding` readable bytes behind them.
struct value_context {
  explicit value_context(options const& how) : nan(how.nan_value), positive(how.positive_inf), negative(how.negative_inf) {
    if (!how.date_format.empty()) days.emplace(how.date_format, "csv date_format");
    if (!how.timestamp_format.empty()) times.emplace(how.timestamp_format, "csv timestamp_format");
  }

  template <std::floating_point Float>
  [[nodiscard]] bool read_special(std::string_view text, Float& result) const noexcept {
    if (text == nan) return result = std::numeric_limits<Float>::quiet_NaN(), true;
    if (text == positive) return result = std::numeric_limits<Float>::infinity(), true;
    if (text == negative) return result = -std::numeric_limits<Float>::infinity(), true;
    return false;
  }

  std::string nan;
  std::string positive;
  std::string negative;
  std::optional<time_pattern> days;
  std::optional<time_pattern> times;
  sluice::detail::day_memo memo;
};

/// Reads a value that is not NULL; false if it does not fit. Views point at the text, behind which `padding` bytes may be read.
template <class Type>
[[nodiscard, gnu::always_inline]] inline bool read_value(std::string_view text, Type& target, value_context& context) {
  if constexpr (text_type<Type>) {
    target = Type{text};
    return true;
  } else if constexpr (binary_type<Type>) {
    target = Type{bytes_view{text}};
    return true;
  } else if constexpr (std::same_as<Type, bool>) {
    return read_bool(text, target);
  } else if constexpr (std::same_as<Type, char>) {
    if (text.size() != 1) return false;
    target = text.front();
    return true;
  } else if constexpr (std::same_as<Type, double>) {
    if (read_double(text, target)) [[likely]] return true;
    return context.read_special(text, target);
  } else if constexpr (std::floating_point<Type>) {
    return read_floating_slowly(text, target) || context.read_special(text, target);
  } else if constexpr (integer_type<Type>) {
    return read_integer(text, target);
  } else if constexpr (std::same_as<Type, timestamp>) {
    return context.times ? context.times->parse(text, target) : read_time(text, context.memo, target);
  } else if constexpr (std::same_as<Type, date>) {
    return context.days ? context.days->parse(text, target) : parse_date(text, target);
  } else {
    if constexpr (named_enum<Type>) {
      return find_enum(text, target);
    } else {
      std::underlying_type_t<Type> number;
      if (!read_integer_slowly(text, number)) return false;
      target = static_cast<Type>(number);
      return true;
    }
  }
}

/// What a value of `Type` must look like, for people.
template <class Type>
[[nodiscard]] constexpr std::string_view expectation() noexcept {
  if constexpr (std::same_as<Type, bool>) return "expected true or false";
  else if constexpr (std::same_as<Type, char>) return "expected one character";
  else if constexpr (integer_type<Type>) return "expected an integer that fits its type";
  else if constexpr (std::floating_point<Type>) return "expected a number";
  else if constexpr (std::same_as<Type, timestamp>) return "expected a time, ISO 8601 or as timestamp_format says";
  else if constexpr (std::same_as<Type, date>) return "expected a day, yyyy-mm-dd or as date_format says";
  else if constexpr (named_enum<Type>) return "expected one of the enum's names";
  else return "expected an integer";
}

}  // namespace detail

}  // namespace sluice::csv
