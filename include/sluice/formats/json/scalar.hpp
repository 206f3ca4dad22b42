// SPDX-License-Identifier: Apache-2.0
// One JSON scalar into one C++ value: what fits, what does not, and what is no JSON at all (semantics 16.2). Knows
// nothing of objects; the two decoders find the scalar's text and hand it over.
#pragma once

#include <sluice/base/base64.hpp>
#include <sluice/base/number_text.hpp>
#include <sluice/base/time_text.hpp>
#include <sluice/schema/enum_names.hpp>
#include <sluice/schema/types.hpp>

#include <cstdint>
#include <deque>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

namespace sluice::json::detail {

using number_text::decimal;
using number_text::is_digit;
using number_text::read_short_double;
using number_text::scan_number;
using number_text::to_floating;
using number_text::to_integer;

/// What reading one value came to.
enum class reading : std::uint8_t {
  value,   ///< the target has it
  null,    ///< it is JSON's null
  wrong,   ///< it is JSON, but not what the target can hold
  broken,  ///< it is no JSON
};

/// What decoding needs besides the text: texts made on the way (unpacked bytes, nested JSON as text), to which a row
/// points until the next record, and the day of the last time.
class scratch {
 public:
  /// An empty string whose place does not change until `restart`.
  [[nodiscard]] std::string& take() {
    if (used_ == texts_.size()) texts_.emplace_back();
    std::string& text = texts_[used_++];
    text.clear();
    return text;
  }
  void restart() noexcept { used_ = 0; }

  sluice::detail::day_memo day;

 private:
  std::deque<std::string> texts_;  // grows without moving what it has
  std::size_t used_ = 0;
};

[[nodiscard]] constexpr bool is_blank(char character) noexcept {
  return character == ' ' || character == '\n' || character == '\r' || character == '\t';
}

/// The names of the values that are no numbers, as Spark accepts them, in quotes or bare.
template <std::floating_point Float>
[[nodiscard]] inline bool read_special_number(std::string_view text, Float& result) noexcept {
  constexpr Float infinity = std::numeric_limits<Float>::infinity();
  if (text == "NaN") return result = std::numeric_limits<Float>::quiet_NaN(), true;
  if (text == "Infinity" || text == "+Infinity" || text == "INF" || text == "+INF") return result = infinity, true;
  if (text == "-Infinity" || text == "-INF") return result = -infinity, true;
  return false;
}

template <class Type>
inline constexpr bool is_text_or_bytes = text_type<Type> || binary_type<Type>;

/// Reads a value from the content of a JSON string. A text or bytes view points at `content` or into `space`.
template <class Type>
[[nodiscard]] inline reading read_string(std::string_view content, Type& target, scratch& space) {
  bool fits = false;
  if constexpr (text_type<Type>) {
    target = Type{content};
    fits = true;
  } else if constexpr (binary_type<Type>) {
    std::string& unpacked = space.take();
    fits = append_from_base64(unpacked, content);
    if (fits) target = Type{bytes_view{std::string_view{unpacked}}};
  } else if constexpr (std::same_as<Type, timestamp>) {
    fits = sluice::detail::parse_timestamp(content, space.day, target);
  } else if constexpr (std::same_as<Type, date>) {
    fits = parse_date(content, target);
  } else if constexpr (std::floating_point<Type>) {
    fits = read_special_number(content, target);
  } else if constexpr (named_enum<Type>) {
    fits = find_enum(content, target);
  }
  return fits ? reading::value : reading::wrong;
}

/// Gives a number to the target; `text` is the number's own text.
template <class Type>
[[nodiscard]] inline bool convert_number(decimal const& number, std::string_view text, Type& target) noexcept {
  if constexpr (std::floating_point<Type>) {
    target = to_floating<Type>(number, text);
    return true;
  } else if constexpr (integer_type<Type>) {
    return to_integer(number, target);
  } else if constexpr (std::same_as<Type, timestamp>) {
    // A number is seconds since the epoch; like Spark only a whole one.
    std::int64_t seconds;
    return to_integer(number, seconds) &&
           !__builtin_mul_overflow(seconds, std::int64_t{1'000'000}, &target.microseconds);
  } else if constexpr (std::is_enum_v<Type> && !named_enum<Type>) {
    std::underlying_type_t<Type> value;
    if (!to_integer(number, value)) return false;
    target = static_cast<Type>(value);
    return true;
  } else {
    return false;
  }
}

/// Reads a scalar that is no JSON string: a number, true, false, null, or one of the names of special numbers. `token`
/// is not empty, and `number_text::number_padding` bytes behind it may be read.
template <class Type>
[[nodiscard]] inline reading read_plain(std::string_view token, Type& target) {
  char const first = token.front();
  bool known = false;
  bool fits = false;
  if (is_digit(first) || first == '-') {
    decimal number;
    char const* const end = token.data() + token.size();
    if (scan_number(token.data(), end, number) == end) {
      known = true;
      fits = convert_number(number, token, target);
    }
  } else if (token == "null") {
    return reading::null;
  } else if (token == "true" || token == "false") {
    known = true;
    if constexpr (std::same_as<Type, bool>) {
      target = first == 't';
      fits = true;
    }
  }
  if (!known) {
    double special;
    if (!read_special_number(token, special)) return reading::broken;
    if constexpr (std::floating_point<Type>) {
      target = static_cast<Type>(special);
      fits = true;
    }
  }
  if constexpr (text_type<Type>) {
    // A number or a literal is its own text for a text column.
    target = Type{token};
    fits = true;
  }
  return fits ? reading::value : reading::wrong;
}

/// What a value of `Type` must look like, for people.
template <class Type>
[[nodiscard]] constexpr std::string_view expectation() noexcept {
  if constexpr (std::same_as<Type, bool>) return "expected true or false";
  else if constexpr (integer_type<Type>) return "expected an integer that fits its type";
  else if constexpr (std::floating_point<Type>) return "expected a number";
  else if constexpr (text_type<Type>) return "expected text";
  else if constexpr (binary_type<Type>) return "expected text in base64";
  else if constexpr (std::same_as<Type, timestamp>) return "expected an ISO 8601 time or whole seconds since 1970";
  else if constexpr (std::same_as<Type, date>) return "expected a day, yyyy-mm-dd";
  else if constexpr (named_enum<Type>) return "expected one of the enum's names";
  else if constexpr (std::is_enum_v<Type>) return "expected the enum's integer";
  else if constexpr (is_array<Type>) return "expected an array";
  else return "expected an object";
}

}  // namespace sluice::json::detail
