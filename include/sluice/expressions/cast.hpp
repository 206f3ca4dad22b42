// SPDX-License-Identifier: Apache-2.0
// `cast<T>(x)` and `try_cast<T>(x)`: Spark's ANSI casts. A value that has no counterpart fails the query with `cast`, and
// is NULL with `try_cast`.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/time_text.hpp>
#include <sluice/expressions/call.hpp>
#include <sluice/expressions/errors.hpp>
#include <sluice/schema/cell_text.hpp>

#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

template <class From, class To>
inline constexpr bool has_cast =
    std::same_as<From, To> || (numeric_type<From> && numeric_type<To>) || text_type<To> ||
    (text_type<From> && (numeric_type<To> || std::same_as<To, bool> || std::same_as<To, timestamp> ||
                         std::same_as<To, date> || binary_type<To>)) ||
    (std::same_as<From, bool> && numeric_type<To>) || (numeric_type<From> && std::same_as<To, bool>) ||
    (std::same_as<From, timestamp> && (std::same_as<To, date> || numeric_type<To>)) ||
    (std::same_as<From, date> && std::same_as<To, timestamp>) || (numeric_type<From> && std::same_as<To, timestamp>);
/// A cast is to an owned type without std::optional: it is the column that is nullable, not the cast.
template <class From, class To>
inline constexpr bool castable = std::same_as<owned_t<To>, To> && !is_nullable<To> && has_cast<From, To>;

[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\n' || text.front() == '\r'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\n' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

template <class To>
bool parse_number(std::string_view text, To& value) {
  text = trimmed(text);
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-') return false;
  }
  auto const parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  return parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size();
}

inline bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (static_cast<char>(text[i] | 0x20) != lower[i]) return false;
  return true;
}

inline bool parse_bool(std::string_view text, bool& value) {
  text = trimmed(text);
  for (std::string_view yes : {"true", "t", "yes", "y"})
    if (equals_ignoring_case(text, yes)) return value = true, true;
  for (std::string_view no : {"false", "f", "no", "n"})
    if (equals_ignoring_case(text, no)) return value = false, true;
  if (text == "1") return value = true, true;
  if (text == "0") return value = false, true;
  return false;
}

template <class From, class To>
bool convert_number(From from, To& to) {
  if constexpr (std::floating_point<To>) {
    to = static_cast<To>(from);
    return true;
  } else if constexpr (std::floating_point<From>) {
    double const cut = std::trunc(static_cast<double>(from));
    // The bounds are powers of two, exact in a double; the upper one is the first value that does not fit.
    double const low = static_cast<double>(std::numeric_limits<To>::min());
    double const high = std::ldexp(1.0, std::numeric_limits<To>::digits);
    if (!(cut >= low && cut < high)) return false;
    to = static_cast<To>(cut);
    return true;
  } else {
    if (!std::in_range<To>(from)) return false;
    to = static_cast<To>(from);
    return true;
  }
}

/// Converts `from`; false if it has no counterpart in `To`.
template <class From, class To>
bool convert(From const& from, To& to) {
  if constexpr (text_type<To>) {
    if constexpr (text_type<From>) to = To{from};
    else if constexpr (binary_type<From>) to = To{from.text()};
    else append_cell_text(to, from);
    return true;
  } else if constexpr (numeric_type<From> && numeric_type<To>) {
    return convert_number(from, to);
  } else if constexpr (text_type<From>) {
    if constexpr (std::same_as<To, bool>) return parse_bool(from, to);
    else if constexpr (std::same_as<To, timestamp>) return parse_timestamp(trimmed(from), to);
    else if constexpr (std::same_as<To, date>) return parse_date(trimmed(from), to);
    else return parse_number(from, to);
  } else if constexpr (std::same_as<To, bool>) {
    to = from != From{};
    return true;
  } else if constexpr (std::same_as<From, bool>) {
    to = static_cast<To>(from ? 1 : 0);
    return true;
  } else if constexpr (std::same_as<From, timestamp> && std::same_as<To, date>) {
    constexpr std::int64_t day = 86'400'000'000;
    to = date{static_cast<std::int32_t>((from.microseconds - floor_modulo(from.microseconds, day)) / day)};
    return true;
  } else if constexpr (std::same_as<From, timestamp>) {
    if constexpr (std::floating_point<To>) return to = static_cast<To>(static_cast<double>(from.microseconds) / 1e6), true;
    else return convert_number((from.microseconds - floor_modulo(from.microseconds, 1'000'000)) / 1'000'000, to);
  } else if constexpr (std::same_as<From, date>) {
    // A date reaches farther than a timestamp.
    return !__builtin_mul_overflow(std::int64_t{from.days}, std::int64_t{86'400'000'000}, &to.microseconds);
  } else {
    std::int64_t micros{};
    if constexpr (std::floating_point<From>) {
      if (!convert_number(static_cast<double>(from) * 1e6, micros)) return false;
    } else if (__builtin_mul_overflow(from, std::int64_t{1'000'000}, &micros)) {
      return false;
    }
    to = timestamp{micros};
    return true;
  }
}

[[noreturn]] inline void throw_bad_cast(std::string value) {
  throw evaluation_error({error_code::cast_invalid_input, "cast", "the value has no counterpart in the wanted type",
                          std::move(value), "use try_cast<T>(...), which gives NULL"});
}

/// Spark's name of a type; none for those that it has not, or that have parts.
template <class Type>
consteval auto sql_name() {
  if constexpr (std::same_as<Type, bool>) return fixed_string{"BOOLEAN"};
  else if constexpr (std::same_as<Type, float>) return fixed_string{"FLOAT"};
  else if constexpr (std::same_as<Type, double>) return fixed_string{"DOUBLE"};
  else if constexpr (integer_type<Type> && std::is_signed_v<Type> && sizeof(Type) == 1) return fixed_string{"TINYINT"};
  else if constexpr (integer_type<Type> && std::is_signed_v<Type> && sizeof(Type) == 2) return fixed_string{"SMALLINT"};
  else if constexpr (integer_type<Type> && std::is_signed_v<Type> && sizeof(Type) == 4) return fixed_string{"INT"};
  else if constexpr (integer_type<Type> && std::is_signed_v<Type>) return fixed_string{"BIGINT"};
  else if constexpr (text_type<Type>) return fixed_string{"STRING"};
  else if constexpr (binary_type<Type>) return fixed_string{"BINARY"};
  else if constexpr (std::same_as<Type, timestamp>) return fixed_string{"TIMESTAMP"};
  else if constexpr (std::same_as<Type, date>) return fixed_string{"DATE"};
  else return fixed_string{""};
}

/// "CAST(a AS DOUBLE)"; the name of what is cast where the type has none.
template <fixed_string Function, class To, std::size_t Size>
consteval auto cast_name(fixed_string<Size> const& argument) {
  constexpr auto type = sql_name<To>();
  if constexpr (Size == 1 || type.empty()) return argument;
  else return Function + fixed_string{"("} + argument + fixed_string{" AS "} + type + fixed_string{")"};
}

}  // namespace detail

template <class To>
struct cast_function {
  template <class From>
  using type = std::conditional_t<detail::castable<From, To>, To, plan_error::no_such_cast<From, To>>;
  static constexpr bool handles_null = false;
  /// A cast that stands alone keeps the name of what it casts, as Spark does for a column.
  static constexpr auto name(auto const& argument) { return argument; }
  static consteval auto inner_name(auto const& argument) { return detail::cast_name<"CAST", To>(argument); }

  template <class From>
  [[nodiscard]] constexpr auto operator()(From const& from) const {
    if constexpr (std::same_as<owned_t<From>, To>) {
      return from;
    } else if constexpr (text_type<To> && binary_type<From>) {
      return from.text();
    } else if constexpr (binary_type<To> && text_type<From>) {
      return bytes_view{std::string_view{from}};
    } else {
      To to{};
      if (!detail::convert(from, to)) {
        std::string value;
        append_cell_text(value, from);
        detail::throw_bad_cast(std::move(value));
      }
      return to;
    }
  }
};

/// A cast that makes a column nullable, whether or not it was.
template <class To>
struct nullable_cast_function {
  template <class From>
  using type = std::conditional_t<detail::castable<non_null_t<From>, To>, std::optional<To>, plan_error::no_such_cast<From, To>>;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const& argument) { return argument; }
  static consteval auto inner_name(auto const& argument) { return detail::cast_name<"CAST", To>(argument); }

  template <class From>
  [[nodiscard]] constexpr auto operator()(From const& from) const {
    using result = std::optional<std::remove_cvref_t<decltype(cast_function<To>{}(detail::unwrap(from)))>>;
    return detail::has_value(from) ? result{cast_function<To>{}(detail::unwrap(from))} : result{};
  }
};

template <class To>
struct try_cast_function {
  template <class From>
  using type = std::conditional_t<detail::castable<non_null_t<From>, To>, std::optional<To>,
                                  plan_error::no_such_cast<From, To>>;
  static constexpr bool handles_null = true;
  static constexpr auto name(auto const& argument) { return argument; }
  static consteval auto inner_name(auto const& argument) { return detail::cast_name<"TRY_CAST", To>(argument); }

  template <class From>
  [[nodiscard]] constexpr std::optional<To> operator()(From const& from) const {
    if (!detail::has_value(from)) return std::nullopt;
    using plain = std::remove_cvref_t<decltype(detail::unwrap(from))>;
    if constexpr (std::same_as<owned_t<plain>, To> || (text_type<To> && binary_type<plain>) ||
                  (binary_type<To> && text_type<plain>)) {
      return To{cast_function<To>{}(detail::unwrap(from))};
    } else {
      To to{};
      if (!detail::convert(detail::unwrap(from), to)) return std::nullopt;
      return to;
    }
  }
};

/// `x` as a `To`; fails the query with CAST_INVALID_INPUT where it has no counterpart. NULL stays NULL; as a `std::optional<T>` a column that was
/// never NULL becomes one that may be.
template <class To, operand Operand>
[[nodiscard]] constexpr auto cast(Operand&& value) {
  if constexpr (is_nullable<To>) return make_call(nullable_cast_function<non_null_t<To>>{}, std::forward<Operand>(value));
  else return make_call(cast_function<To>{}, std::forward<Operand>(value));
}
/// `x` as a `To`; NULL where it has no counterpart.
template <class To, operand Operand>
[[nodiscard]] constexpr auto try_cast(Operand&& value) {
  return make_call(try_cast_function<To>{}, std::forward<Operand>(value));
}

}  // namespace sluice
