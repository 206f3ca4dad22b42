// SPDX-License-Identifier: Apache-2.0
// Rows and values as JSON text: what to_json and JSON sinks write. Needs no JSON library. NULL fields are left out (semantics 16.2).
#pragma once

#include <sluice/base/base64.hpp>
#include <sluice/base/bytes.hpp>
#include <sluice/base/time_text.hpp>
#include <sluice/schema/enum_names.hpp>
#include <sluice/schema/record.hpp>
#include <sluice/schema/row.hpp>

#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace sluice::json {

template <class Value>
void append_json(std::string& out, Value const& value);

namespace detail {

/// Appends a text in quotes, with what JSON does not allow in it escaped. Plain runs are copied at once.
inline void append_quoted(std::string& out, std::string_view text) {
  constexpr char const* hex = "0123456789abcdef";
  out += '"';
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const letter = static_cast<unsigned char>(text[i]);
    if (letter >= 0x20 && letter != '"' && letter != '\\') continue;
    out += text.substr(plain, i - plain);
    plain = i + 1;
    switch (letter) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      default:
        out += "\\u00";
        out += hex[letter >> 4U];
        out += hex[letter & 0xfU];
    }
  }
  out += text.substr(plain);
  out += '"';
}

template <class Number>
void append_number(std::string& out, Number value) {
  char digits[32];
  auto const end = std::to_chars(digits, digits + sizeof(digits), value);
  std::string_view const text{digits, static_cast<std::size_t>(end.ptr - digits)};
  out += text;
  // 12.0 rather than 12, so that a reader without a schema sees a floating-point number.
  if (std::is_floating_point_v<Number> && text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

template <class Float>
void append_float(std::string& out, Float value) {
  if (std::isfinite(value)) append_number(out, value);
  else out += std::isnan(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
}

template <class Value>
constexpr bool is_null_value(Value const& value) {
  if constexpr (is_nullable<Value>) return !value.has_value();
  else return false;
}

template <class Value>
void append_field(std::string& out, std::string_view name, Value const& value) {
  if (is_null_value(value)) return;
  if (out.back() != '{') out += ',';
  append_quoted(out, name);
  out += ':';
  append_json(out, value);
}

template <class Row, class... Columns>
void append_object(std::string& out, Row const& source, schema<Columns...>) {
  out += '{';
  (append_field(out, Columns::name.view(), get<Columns::name>(source)), ...);
  out += '}';
}

/// A map's keys are its field names; keys that are no texts are written as their JSON.
template <class Map>
void append_map(std::string& out, Map const& values) {
  out += '{';
  bool first = true;
  for (auto const& [key, value] : values) {
    if (!first) out += ',';
    first = false;
    if constexpr (text_type<std::remove_cvref_t<decltype(key)>>) {
      append_quoted(out, key);
    } else {
      std::string text;
      append_json(text, key);
      if (!text.empty() && text.front() == '"') out += text;
      else append_quoted(out, text);
    }
    out += ':';
    append_json(out, value);
  }
  out += '}';
}

template <class Range>
void append_array(std::string& out, Range const& values) {
  out += '[';
  bool first = true;
  for (auto const& value : values) {
    if (!first) out += ',';
    first = false;
    append_json(out, value);
  }
  out += ']';
}

template <class Enum>
void append_enum(std::string& out, Enum value) {
  if constexpr (named_enum<Enum>) {
    for (auto const& one : enum_names<Enum>::values)
      if (one.value == value) return append_quoted(out, one.name);
  }
  append_number(out, static_cast<std::underlying_type_t<Enum>>(value));
}

}  // namespace detail

/// Appends a value as JSON: rows and records as objects without their NULL fields, times in ISO 8601, bytes in base64, NaN and the infinities as
/// texts, numbers with the fewest digits that read back the same. Allocates only to grow `out`.
template <class Value>
void append_json(std::string& out, Value const& value) {
  if constexpr (is_nullable<Value>) {
    if (value) append_json(out, *value);
    else out += "null";
  } else if constexpr (std::is_same_v<Value, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::is_floating_point_v<Value>) {
    detail::append_float(out, value);
  } else if constexpr (std::is_same_v<Value, char>) {
    detail::append_quoted(out, std::string_view{&value, 1});
  } else if constexpr (std::is_integral_v<Value>) {
    detail::append_number(out, value);
  } else if constexpr (std::is_enum_v<Value>) {
    detail::append_enum(out, value);
  } else if constexpr (text_type<Value>) {
    detail::append_quoted(out, value);
  } else if constexpr (binary_type<Value>) {
    out += '"';
    append_base64(out, bytes_view{value}.text());
    out += '"';
  } else if constexpr (std::is_same_v<Value, timestamp>) {
    out += '"';
    append_iso_timestamp(out, value);
    out += '"';
  } else if constexpr (std::is_same_v<Value, date>) {
    out += '"';
    append_date(out, value);
    out += '"';
  } else if constexpr (row_like<Value>) {
    detail::append_object(out, value, schema_of<Value>{});
  } else if constexpr (is_map<Value>) {
    detail::append_map(out, value);
  } else {
    detail::append_array(out, value);
  }
}

}  // namespace sluice::json
