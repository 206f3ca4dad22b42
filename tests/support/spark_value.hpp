// SPDX-License-Identifier: Apache-2.0
// Values as the tables of tests/data/spark write them, in both directions. tests/spark/generate.py has the rules.
#pragma once

#include <sluice/schema/cell_text.hpp>
#include <sluice/schema/row.hpp>
#include <sluice/schema/types.hpp>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace support {

inline int hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  throw std::runtime_error("not a hex digit");
}

/// A field of a table without its escapes; std::nullopt for NULL.
[[nodiscard]] inline std::optional<std::string> unescape_spark(std::string_view field) {
  if (field == "\\N") return std::nullopt;
  std::string text;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] != '\\' || i + 1 == field.size()) {
      text += field[i];
      continue;
    }
    char const kind = field[++i];
    if (kind == 'x') {
      text += static_cast<char>(hex_digit(field[i + 1]) * 16 + hex_digit(field[i + 2]));
      i += 2;
    } else {
      text += kind == 't' ? '\t' : kind == 'n' ? '\n' : kind == 'r' ? '\r' : kind;
    }
  }
  return text;
}

[[nodiscard]] inline std::string escape_spark(std::string_view text) {
  constexpr char const* digits = "0123456789ABCDEF";
  std::string out;
  for (char letter : text) {
    auto const byte = static_cast<unsigned char>(letter);
    if (letter == '\\') out += "\\\\";
    else if (letter == '\t') out += "\\t";
    else if (letter == '\n') out += "\\n";
    else if (letter == '\r') out += "\\r";
    else if (byte < 0x20 || byte == 0x7f) (out += "\\x") += {digits[byte / 16], digits[byte % 16]};
    else out += letter;
  }
  return out;
}

[[nodiscard]] inline double read_spark_double(std::string_view text) {
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  double value{};
  auto const end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end.ptr != text.data() + text.size()) throw std::runtime_error("not a number: " + std::string{text});
  return value;
}

template <class Type>
[[nodiscard]] Type read_nested_spark_value(std::string_view& rest);

/// An input that is not NULL, as a value of `Type`. A view points into `text`.
template <class Type>
[[nodiscard]] Type read_spark_value(std::string const& text) {
  if constexpr (sluice::is_array<Type> || sluice::is_map<Type> || sluice::is_row<Type>) {
    std::string_view rest{text};
    return read_nested_spark_value<Type>(rest);
  } else if constexpr (std::is_same_v<Type, std::string_view> || std::is_same_v<Type, std::string>) {
    return Type{text};
  } else if constexpr (std::is_same_v<Type, bool>) {
    return text == "true";
  } else if constexpr (std::is_floating_point_v<Type>) {
    return static_cast<Type>(read_spark_double(text));
  } else if constexpr (std::is_same_v<Type, sluice::bytes>) {
    std::string content;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) content += static_cast<char>(hex_digit(text[i]) * 16 + hex_digit(text[i + 1]));
    return sluice::bytes{content};
  } else if constexpr (std::is_same_v<Type, sluice::timestamp>) {
    sluice::timestamp value{};
    if (!sluice::parse_timestamp(text, value)) throw std::runtime_error("not a timestamp: " + text);
    return value;
  } else if constexpr (std::is_same_v<Type, sluice::date>) {
    sluice::date value{};
    if (!sluice::parse_date(text, value)) throw std::runtime_error("not a date: " + text);
    return value;
  } else {
    Type value{};
    auto const end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end.ptr != text.data() + text.size()) throw std::runtime_error("not an integer: " + text);
    return value;
  }
}

/// Takes `mark` from the front of `rest`, if it stands there.
[[nodiscard]] inline bool take_mark(std::string_view& rest, std::string_view mark) {
  if (!rest.starts_with(mark)) return false;
  rest.remove_prefix(mark.size());
  return true;
}

template <class Cell>
void read_nested_cell(std::string_view& rest, Cell& cell) {
  static_cast<void>(take_mark(rest, ", "));
  cell.value = read_nested_spark_value<typename Cell::type>(rest);
}
template <class... Cells>
void read_nested_cells(std::string_view& rest, sluice::row<Cells...>& cells) {
  (read_nested_cell(rest, static_cast<Cells&>(cells)), ...);
}

/// A value inside an array, map or struct, which is taken from the front of `rest`.
template <class Type>
[[nodiscard]] Type read_nested_spark_value(std::string_view& rest) {
  if constexpr (sluice::is_nullable<Type>) {
    if (take_mark(rest, "NULL")) return std::nullopt;
    return read_nested_spark_value<sluice::non_null_t<Type>>(rest);
  } else if constexpr (sluice::is_array<Type>) {
    Type value;
    for (rest.remove_prefix(1); !take_mark(rest, "]"); static_cast<void>(take_mark(rest, ", ")))
      value.push_back(read_nested_spark_value<typename Type::value_type>(rest));
    return value;
  } else if constexpr (sluice::is_map<Type>) {
    Type value;
    for (rest.remove_prefix(1); !take_mark(rest, "}"); static_cast<void>(take_mark(rest, ", "))) {
      auto key = read_nested_spark_value<typename Type::key_type>(rest);
      rest.remove_prefix(4);  // " -> "
      value.insert_or_assign(std::move(key), read_nested_spark_value<typename Type::mapped_type>(rest));
    }
    return value;
  } else if constexpr (sluice::is_row<Type>) {
    Type value{};
    rest.remove_prefix(1);
    read_nested_cells(rest, value);
    rest.remove_prefix(1);
    return value;
  } else {
    bool const quoted = take_mark(rest, "\"");
    std::size_t end = 0;
    if (quoted) while (rest[end] != '"') end += rest[end] == '\\' ? 2 : 1;
    else end = std::min(rest.find_first_of(",]} "), rest.size());
    std::string const text = unescape_spark(rest.substr(0, end)).value();
    rest.remove_prefix(end + (quoted ? 1 : 0));
    return read_spark_value<Type>(text);
  }
}

template <class Value>
[[nodiscard]] std::string nested_spark_text(Value const& value);

template <class Row, class... Columns>
[[nodiscard]] std::string struct_spark_text(Row const& source, sluice::schema<Columns...>) {
  std::string out = "{";
  ((out += out.size() == 1 ? "" : ", ", out += nested_spark_text(sluice::get<Columns::name>(source))), ...);
  return out + "}";
}

/// A value as a field of a table.
template <class Value>
[[nodiscard]] std::string spark_text(Value const& value) {
  if constexpr (sluice::is_nullable<Value>) {
    return value ? spark_text(*value) : "\\N";
  } else if constexpr (sluice::text_type<Value>) {
    std::string out = escape_spark(std::string_view{value});
    return out.starts_with('!') ? "\\x21" + out.substr(1) : out;
  } else if constexpr (sluice::binary_type<Value>) {
    constexpr char const* digits = "0123456789ABCDEF";
    std::string out;
    for (char letter : sluice::bytes_view{value}.text())
      out += {digits[static_cast<unsigned char>(letter) / 16], digits[static_cast<unsigned char>(letter) % 16]};
    return out;
  } else if constexpr (std::is_floating_point_v<Value>) {
    double const wide = static_cast<double>(value);
    if (std::isnan(wide)) return "NaN";
    if (std::isinf(wide)) return wide < 0 ? "-Infinity" : "Infinity";
    char digits[32];
    return {digits, std::to_chars(digits, digits + sizeof(digits), wide).ptr};
  } else if constexpr (sluice::is_map<sluice::owned_t<Value>>) {
    std::string out = "{";
    for (auto const& [key, one] : value)
      out += (out.size() == 1 ? "" : ", ") + nested_spark_text(key) + " -> " + nested_spark_text(one);
    return out + "}";
  } else if constexpr (sluice::row_like<Value>) {
    return struct_spark_text(value, sluice::schema_of<Value>{});
  } else if constexpr (sluice::is_array<sluice::owned_t<Value>>) {
    std::string out = "[";
    sluice::owned_t<Value> const elements(value);
    for (auto const& one : elements) out += (out.size() == 1 ? "" : ", ") + nested_spark_text(one);
    return out + "]";
  } else {
    std::string out;
    sluice::append_cell_text(out, value);
    return out;
  }
}

template <class Value>
[[nodiscard]] std::string nested_spark_text(Value const& value) {
  if constexpr (sluice::is_nullable<Value>) {
    return value ? nested_spark_text(*value) : "NULL";
  } else if constexpr (std::is_floating_point_v<Value>) {
    std::string const text = spark_text(value);
    return text.find_first_of(".eNI") == std::string::npos ? text + ".0" : text;
  } else if constexpr (sluice::text_type<Value>) {
    std::string out = "\"";
    for (char letter : escape_spark(std::string_view{value})) (letter == '"' ? out += '\\' : out) += letter;
    return out + "\"";
  } else {
    return spark_text(value);
  }
}

/// How many representable doubles lie between two; the largest number where one is NaN, or their signs differ.
[[nodiscard]] inline std::int64_t ulps_apart(double left, double right) {
  if (std::isnan(left) && std::isnan(right)) return 0;
  if (std::isnan(left) || std::isnan(right) || std::signbit(left) != std::signbit(right))
    return std::numeric_limits<std::int64_t>::max();
  return std::abs(std::bit_cast<std::int64_t>(left) - std::bit_cast<std::int64_t>(right));
}

/// The class of Sluice's own that an error of Spark's is; others are themselves.
[[nodiscard]] inline std::string_view known_error(std::string_view name) {
  if (name == "!REMAINDER_BY_ZERO") return "!DIVIDE_BY_ZERO";
  if (name == "!DATETIME_OVERFLOW") return "!ARITHMETIC_OVERFLOW";
  if (name == "!CANNOT_PARSE_TIMESTAMP") return "!CAST_INVALID_INPUT";
  return name;
}

/// Whether two results are the same. An error of Spark's that has no class of Sluice's own is any error.
[[nodiscard]] inline bool same_spark_result(std::string_view type, std::string_view left, std::string_view right, std::int64_t ulps) {
  left = known_error(left);
  right = known_error(right);
  // What java.time throws is as often an overflow as not.
  if (left == "!ArithmeticException" || right == "!ArithmeticException") return left.starts_with('!') && right.starts_with('!');
  if (left == right) return true;
  if (left.starts_with('!') || right.starts_with('!')) {
    if (!left.starts_with('!') || !right.starts_with('!')) return false;
    for (std::string_view one : {"!ARITHMETIC_OVERFLOW", "!DIVIDE_BY_ZERO", "!CAST_INVALID_INPUT"})
      if (left == one || right == one) return false;
    return true;
  }
  if ((type != "double" && type != "float") || left == "\\N" || right == "\\N") return false;
  double const first = read_spark_double(left);
  double const second = read_spark_double(right);
  return type == "double" ? ulps_apart(first, second) <= ulps : static_cast<float>(first) == static_cast<float>(second);
}

}  // namespace support
