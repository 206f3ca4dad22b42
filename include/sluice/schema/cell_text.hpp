// SPDX-License-Identifier: Apache-2.0
// Any column value as text, as Spark's show prints it (semantics 17.1): what consoles, casts to text and diffs use.
#pragma once

#include <sluice/base/bytes.hpp>
#include <sluice/base/time_text.hpp>
#include <sluice/base/type_list.hpp>
#include <sluice/schema/enum_names.hpp>
#include <sluice/schema/record.hpp>
#include <sluice/schema/row.hpp>

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>

namespace sluice {

template <class Value>
void append_cell_text(std::string& out, Value const& value);

namespace detail {

/// A floating-point number as Java writes it: 12.0, 1.5E-7, 1.0E10, NaN, Infinity; the shortest digits that read back the same.
template <class Float>
void append_floating_text(std::string& out, Float value) {
  if (std::isnan(value)) {
    out += "NaN";
    return;
  }
  if (std::isinf(value)) {
    out += value < 0 ? "-Infinity" : "Infinity";
    return;
  }
  double const size = std::fabs(static_cast<double>(value));
  char digits[64];
  if (size == 0 || (size >= 1e-3 && size < 1e7)) {
    auto const end = std::to_chars(digits, digits + sizeof(digits), value, std::chars_format::fixed);
    std::string_view const text{digits, static_cast<std::size_t>(end.ptr - digits)};
    out += text;
    if (text.find('.') == std::string_view::npos) out += ".0";
    return;
  }
  auto const end = std::to_chars(digits, digits + sizeof(digits), value, std::chars_format::scientific);
  std::string_view const text{digits, static_cast<std::size_t>(end.ptr - digits)};
  std::size_t const mark = text.find('e');
  std::string_view const mantissa = text.substr(0, mark);
  std::string_view exponent = text.substr(mark + 1);
  out += mantissa;
  if (mantissa.find('.') == std::string_view::npos) out += ".0";
  out += 'E';
  if (exponent.front() == '-') out += '-';
  exponent.remove_prefix(1);
  while (exponent.size() > 1 && exponent.front() == '0') exponent.remove_prefix(1);
  out += exponent;
}

template <class Integer>
void append_integer_text(std::string& out, Integer value) {
  char digits[24];
  auto const end = std::to_chars(digits, digits + sizeof(digits), value);
  out.append(digits, end.ptr);
}

inline void append_hex_text(std::string& out, bytes_view value) {
  constexpr char const* hex = "0123456789ABCDEF";
  out += '[';
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i > 0) out += ' ';
    auto const one = static_cast<unsigned char>(value.data()[i]);
    out += hex[one >> 4U];
    out += hex[one & 0xfU];
  }
  out += ']';
}

template <class Range>
void append_range_text(std::string& out, Range const& values) {
  out += '[';
  bool first = true;
  for (auto const& value : values) {
    if (!first) out += ", ";
    first = false;
    append_cell_text(out, value);
  }
  out += ']';
}

template <class Map>
void append_map_text(std::string& out, Map const& values) {
  out += '{';
  bool first = true;
  for (auto const& [key, value] : values) {
    if (!first) out += ", ";
    first = false;
    append_cell_text(out, key);
    out += " -> ";
    append_cell_text(out, value);
  }
  out += '}';
}

template <class Row, class... Columns>
void append_struct_text(std::string& out, Row const& source, schema<Columns...>) {
  out += '{';
  bool first = true;
  ((out += first ? "" : ", ", first = false, append_cell_text(out, get<Columns::name>(source))), ...);
  out += '}';
}

template <class Enum>
void append_enum_text(std::string& out, Enum value) {
  if constexpr (named_enum<Enum>) {
    for (auto const& one : enum_names<Enum>::values)
      if (one.value == value) {
        out += one.name;
        return;
      }
  }
  append_integer_text(out, static_cast<std::underlying_type_t<Enum>>(value));
}

}  // namespace detail

/// Appends the text of a value: NULL as `NULL`, texts as they are, structs `{a, b}`, arrays `[a, b]`, maps `{k -> v}`, binary `[61 62]`, times
/// in UTC. Owned values and views alike.
template <class Value>
void append_cell_text(std::string& out, Value const& value) {
  if constexpr (is_nullable<Value>) {
    if (value) append_cell_text(out, *value);
    else out += "NULL";
  } else if constexpr (std::is_same_v<Value, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::is_same_v<Value, char>) {
    out += value;
  } else if constexpr (std::is_floating_point_v<Value>) {
    detail::append_floating_text(out, value);
  } else if constexpr (std::is_integral_v<Value>) {
    detail::append_integer_text(out, value);
  } else if constexpr (std::is_enum_v<Value>) {
    detail::append_enum_text(out, value);
  } else if constexpr (text_type<Value>) {
    out += std::string_view{value};
  } else if constexpr (binary_type<Value>) {
    detail::append_hex_text(out, bytes_view{value});
  } else if constexpr (std::is_same_v<Value, timestamp>) {
    append_timestamp(out, value);
  } else if constexpr (std::is_same_v<Value, date>) {
    append_date(out, value);
  } else if constexpr (std::is_same_v<Value, std::chrono::microseconds>) {
    detail::append_integer_text(out, value.count());
    out += " us";
  } else if constexpr (row_like<Value>) {
    detail::append_struct_text(out, value, schema_of<Value>{});
  } else if constexpr (is_map<owned_t<Value>>) {
    detail::append_map_text(out, value);
  } else if constexpr (!requires { std::begin(value); }) {
    static_assert(always_false<Value>,
                  "a column of this type cannot be shown: declare the fields of a struct with SLUICE_RECORD(type, fields...)");
  } else {
    detail::append_range_text(out, value);
  }
}

}  // namespace sluice
