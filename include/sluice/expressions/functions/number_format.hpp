// SPDX-License-Identifier: Apache-2.0
// `format_number(x, 2)`: numbers for people to read, `1,234,567.89`.
#pragma once

#include <sluice/base/decimal_digits.hpp>
#include <sluice/expressions/functions/plain_function.hpp>

#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

/// Appends digits with a comma in front of each three, from the right.
inline void append_grouped(std::string& out, std::string_view digits) {
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
}

[[nodiscard]] constexpr char digit_at(std::string_view digits, int place) {
  return place >= 0 && static_cast<std::size_t>(place) < digits.size() ? digits[static_cast<std::size_t>(place)] : '0';
}

/// The digits of a finite number that is not negative, with `places` behind the decimal point.
[[nodiscard]] inline std::string fixed_digits(double value, int places) {
  decimal_digits const shortest{value};
  if (shortest.scale() > places) {
    // Rounded from the exact value, as Java does: 1.005 is a little less than it looks.
    char text[400];
    auto const end = std::to_chars(text, text + sizeof(text), value, std::chars_format::fixed, places);
    return {text, end.ptr};
  }
  std::string out;
  std::string_view const digits = shortest.digits();
  int const point = shortest.point();
  if (point <= 0) out = '0';
  for (int i = 0; i < point; ++i) out += digit_at(digits, i);
  if (places > 0) out += '.';
  for (int i = point; i < point + places; ++i) out += digit_at(digits, i);
  return out;
}

[[nodiscard]] inline std::optional<std::string> formatted_double(double value, std::int64_t places) {
  if (places < 0) return std::nullopt;
  if (std::isnan(value)) return "NaN";
  std::string out = std::signbit(value) ? "-" : "";
  if (std::isinf(value)) return out += "\xe2\x88\x9e";
  // Behind 340 digits a double has nothing but zeros.
  int const kept = places > 340 ? 340 : static_cast<int>(places);
  std::string const digits = fixed_digits(std::fabs(value), kept);
  std::size_t const point = digits.find('.');
  append_grouped(out, std::string_view{digits}.substr(0, point));
  if (point != std::string::npos) out += digits.substr(point);
  return out;
}
[[nodiscard]] inline std::optional<std::string> formatted_whole(bool negative, std::uint64_t size, std::int64_t places) {
  if (places < 0) return std::nullopt;
  char text[24];
  auto const end = std::to_chars(text, text + sizeof(text), size);
  std::string out = negative ? "-" : "";
  append_grouped(out, {text, static_cast<std::size_t>(end.ptr - text)});
  if (places > 0) out.append(1, '.').append(static_cast<std::size_t>(places > 340 ? 340 : places), '0');
  return out;
}

}  // namespace detail

struct format_number_function {
  template <class Number, class Places>
  using type = std::conditional_t<numeric_type<Number> && integer_type<Places>, std::optional<std::string>,
                                  plan_error::no_such_operation<"format_number", Number, Places>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const&... names) { return detail::call_name<"format_number">(names...); }

  template <class Number, class Places>
  [[nodiscard]] std::optional<std::string> operator()(Number value, Places places) const {
    if constexpr (std::floating_point<Number>) {
      return detail::formatted_double(static_cast<double>(value), kind::whole::pass(places));
    } else {
      auto const size = static_cast<std::uint64_t>(value);
      return detail::formatted_whole(value < 0, value < 0 ? ~size + 1 : size, kind::whole::pass(places));
    }
  }
};

/// A number with commas between thousands, rounded to `places` digits behind the point, halves to the even neighbour; NULL if `places`
/// is negative.
template <operand Number, operand Places>
  requires function_operands<Number, Places>
[[nodiscard]] constexpr auto format_number(Number&& value, Places&& places) {
  return make_call(format_number_function{}, std::forward<Number>(value), std::forward<Places>(places));
}

}  // namespace sluice
