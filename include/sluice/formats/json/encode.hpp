// SPDX-License-Identifier: Apache-2.0
// Values into JSON text: rows and records as objects, and everything they may hold. What it writes, the decoder reads
// back as the same value. Needs no library, unlike decode.hpp.
#pragma once

#include <sluice/base/base64.hpp>
#include <sluice/base/fixed_string.hpp>
#include <sluice/base/time_pattern.hpp>
#include <sluice/base/time_text.hpp>
#include <sluice/base/type_list.hpp>
#include <sluice/formats/wanted_row.hpp>
#include <sluice/schema/enum_names.hpp>
#include <sluice/schema/types.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>

namespace sluice::json {

/// How JSON is written.
struct write_options {
  /// Whether fields that are NULL are left out (semantics 16.2); else they are written as null. Elements of arrays and
  /// values of maps are always written.
  bool ignore_null_fields = true;
  /// Patterns of days and times; without one, ISO 8601. They must outlive the writing.
  time_pattern const* dates = nullptr;
  time_pattern const* timestamps = nullptr;
};

template <class Value>
void append_json(std::string& out, Value const& value, write_options options = {});

namespace detail {

// What stands behind a backslash for a character that needs one; 'u' for those that need a number. 0: none.
inline constexpr auto escapes = [] {
  std::array<char, 256> table{};
  for (std::size_t i = 0; i < 0x20; ++i) table[i] = 'u';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['"'] = '"';
  table['\\'] = '\\';
  return table;
}();

[[nodiscard]] constexpr char escape_of(char character) noexcept {
  return escapes[static_cast<unsigned char>(character)];
}

inline void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  std::size_t first = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const escape = escape_of(text[i]);
    if (escape == 0) [[likely]] continue;
    out.append(text, first, i - first);
    first = i + 1;
    out += '\\';
    out += escape;
    if (escape == 'u') {
      constexpr std::string_view digits = "0123456789ABCDEF";
      out += "00";
      out += digits[static_cast<std::size_t>(text[i]) >> 4];
      out += digits[static_cast<std::size_t>(text[i]) & 15];
    }
  }
  out.append(text, first);
  out += '"';
}

/// The shortest digits that read back as the same value; with a fraction or an exponent, so that readers which guess
/// types find no integer. What is no number is a text, as in Spark.
template <std::floating_point Float>
void append_number(std::string& out, Float value) {
  if (!std::isfinite(value)) {
    out += std::isnan(value) ? "\"NaN\"" : value < 0 ? "\"-Infinity\"" : "\"Infinity\"";
    return;
  }
  char digits[64];
  auto const end = std::to_chars(digits, digits + sizeof digits, value);
  std::string_view const text{digits, static_cast<std::size_t>(end.ptr - digits)};
  out += text;
  if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

template <std::integral Integer>
void append_number(std::string& out, Integer value) {
  char digits[24];
  auto const end = std::to_chars(digits, digits + sizeof digits, value);
  out.append(digits, static_cast<std::size_t>(end.ptr - digits));
}

/// A pattern may hold any text, so that what it makes needs escapes.
template <class Time>
[[gnu::cold]] void append_by_pattern(std::string& out, time_pattern const& pattern, Time value) {
  std::string text;
  pattern.append(text, value);
  append_quoted(out, text);
}

template <class Enum>
void append_enum(std::string& out, Enum value) {
  if constexpr (named_enum<Enum>) {
    if (auto const name = name_of(value); !name.empty()) return append_quoted(out, name);
  }
  append_number(out, static_cast<std::underlying_type_t<Enum>>(value));
}

/// `,"name":` as one text, if the name needs no escapes.
template <fixed_string Name>
inline constexpr auto key_text = fixed_string{",\""} + Name + fixed_string{"\":"};
template <fixed_string Name>
inline constexpr bool is_plain_name = [] {
  for (char character : Name.view())
    if (escape_of(character) != 0) return false;
  return true;
}();

template <fixed_string Name>
void append_key(std::string& out, bool first) {
  if constexpr (is_plain_name<Name>) {
    out += key_text<Name>.view().substr(first ? 1 : 0);
  } else {
    if (!first) out += ',';
    append_quoted(out, Name.view());
    out += ':';
  }
}

template <class Slot, class Row>
void append_field(std::string& out, Row const& row, bool& first, write_options options) {
  auto const& value = get<Slot::name>(row);
  if constexpr (is_nullable<std::remove_cvref_t<decltype(value)>>) {
    if (options.ignore_null_fields && !value) return;
  }
  append_key<Slot::name>(out, first);
  first = false;
  append_json(out, value, options);
}

template <class Row, class... Slots>
void append_object(std::string& out, [[maybe_unused]] Row const& row, [[maybe_unused]] write_options options,
                   type_list<Slots...>) {
  out += '{';
  [[maybe_unused]] bool first = true;
  (append_field<Slots>(out, row, first, options), ...);
  out += '}';
}

template <class Array>
void append_array(std::string& out, Array const& values, write_options options) {
  out += '[';
  bool first = true;
  using element = typename std::iterator_traits<decltype(values.begin())>::value_type;
  for (element const& value : values) {
    if (!first) out += ',';
    first = false;
    append_json(out, value, options);
  }
  out += ']';
}

/// Keys that are no text are written as the text of their JSON.
template <class Key>
void append_map_key(std::string& out, Key const& key) {
  if constexpr (text_type<Key>) {
    append_quoted(out, key);
  } else {
    std::string text;
    append_json(text, key);
    if (text.front() == '"') out += text;
    else append_quoted(out, text);
  }
}

template <class Map>
void append_map(std::string& out, Map const& values, write_options options) {
  out += '{';
  bool first = true;
  for (auto const& [key, value] : values) {
    if (!first) out += ',';
    first = false;
    append_map_key(out, key);
    out += ':';
    append_json(out, value, options);
  }
  out += '}';
}

}  // namespace detail

/// Appends a value as JSON: rows and records as objects in column order, arrays, maps, texts (taken to be UTF-8),
/// numbers, bool, enums (by name if they have names), bytes in base64, times as ISO 8601 in UTC with three or six
/// digits of fraction, days as `yyyy-mm-dd`. NULL is `null`, or left out as a field. Allocates only where `out` grows.
template <class Value>
void append_json(std::string& out, Value const& value, write_options options) {
  if constexpr (is_nullable<Value>) {
    if (value) append_json(out, *value, options);
    else out += "null";
  } else if constexpr (row_like<Value>) {
    detail::append_object(out, value, options, slots_of<Value>{});
  } else if constexpr (is_array<owned_t<Value>>) {
    detail::append_array(out, value, options);
  } else if constexpr (is_map<owned_t<Value>>) {
    detail::append_map(out, value, options);
  } else if constexpr (text_type<Value>) {
    detail::append_quoted(out, value);
  } else if constexpr (binary_type<Value>) {
    out += '"';
    append_base64(out, bytes_view{value}.text());
    out += '"';
  } else if constexpr (std::same_as<Value, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::same_as<Value, char>) {
    detail::append_quoted(out, {&value, 1});
  } else if constexpr (numeric_type<Value>) {
    detail::append_number(out, value);
  } else if constexpr (std::is_enum_v<Value>) {
    detail::append_enum(out, value);
  } else if constexpr (std::same_as<Value, timestamp>) {
    if (options.timestamps != nullptr) return detail::append_by_pattern(out, *options.timestamps, value);
    out += '"';
    append_iso_timestamp(out, value);
    out += '"';
  } else if constexpr (std::same_as<Value, date>) {
    if (options.dates != nullptr) return detail::append_by_pattern(out, *options.dates, value);
    out += '"';
    append_date(out, value);
    out += '"';
  } else {
    static_assert(always_false<Value>, "a value of this type has no form in JSON");
  }
}

/// A value as JSON text; see `append_json`.
template <class Value>
[[nodiscard]] std::string to_json(Value const& value, write_options options = {}) {
  std::string text;
  append_json(text, value, options);
  return text;
}

}  // namespace sluice::json
