// SPDX-License-Identifier: Apache-2.0
// State as a person reads it: bytes of state/codec.hpp turned to text by the text of their type (state/type_text.hpp), without the program
// that wrote them. For tools; nothing on the way of a query uses it.
#pragma once

#include <sluice/base/base64.hpp>
#include <sluice/base/bytes.hpp>
#include <sluice/base/time.hpp>
#include <sluice/schema/cell_text.hpp>
#include <sluice/state/codec.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice {

namespace detail {

/// Takes the first type off a list "long,struct<string,double>?,...": the text up to a comma outside of brackets.
inline std::string_view take_type(std::string_view& list) {
  std::size_t depth = 0;
  std::size_t at = 0;
  for (; at < list.size() && (depth > 0 || list[at] != ','); ++at) {
    if (list[at] == '<') ++depth;
    if (list[at] == '>') --depth;
  }
  auto const one = list.substr(0, at);
  list.remove_prefix(at < list.size() ? at + 1 : at);
  return one;
}

/// Of "name<inside>" the inside, if the name is this one; null otherwise.
inline std::string_view inside_of(std::string_view type, std::string_view name) {
  if (!type.starts_with(name) || type.size() < name.size() + 2 || type[name.size()] != '<' || type.back() != '>') return {};
  return type.substr(name.size() + 1, type.size() - name.size() - 2);
}

inline bool append_simple_text(std::string& out, std::string_view type, state_reader& in) {
  if (type.starts_with("enum ")) type.remove_prefix(5);
  if (type == "boolean") append_cell_text(out, in.number<unsigned char>() != 0);
  else if (type == "byte") append_cell_text(out, in.number<std::int8_t>());
  else if (type == "short") append_cell_text(out, in.number<std::int16_t>());
  else if (type == "integer") append_cell_text(out, in.number<std::int32_t>());
  else if (type == "long" || type.starts_with("interval ")) append_cell_text(out, in.number<std::int64_t>());
  else if (type == "unsigned byte") append_cell_text(out, in.number<std::uint8_t>());
  else if (type == "unsigned short") append_cell_text(out, in.number<std::uint16_t>());
  else if (type == "unsigned integer") append_cell_text(out, in.number<std::uint32_t>());
  else if (type == "unsigned long") append_cell_text(out, in.number<std::uint64_t>());
  else if (type == "double") append_cell_text(out, in.number<double>());
  else if (type == "float") append_cell_text(out, in.number<float>());
  else if (type == "string") append_cell_text(out, in.take(in.length()));
  else if (type == "binary") append_cell_text(out, bytes{std::string{in.take(in.length())}});
  else if (type == "timestamp") append_cell_text(out, timestamp{in.number<std::int64_t>()});
  else if (type == "date") append_cell_text(out, date{in.number<std::int32_t>()});
  else return false;
  return true;
}

}  // namespace detail

/// Appends the text of a value of this type, as the console shows it. A type that codes itself is shown as the base64 of all the bytes
/// that are left. Throws checkpoint_error for bytes that are no such value.
inline void append_state_text(std::string& out, std::string_view type, state_reader& in) {
  if (type.ends_with('?')) {
    if (in.number<unsigned char>() != 0) append_state_text(out, type.substr(0, type.size() - 1), in);
    else out += "NULL";
    return;
  }
  if (auto members = detail::inside_of(type, "struct"); !members.empty() || type == "struct<>") {
    char mark = '{';
    while (!members.empty()) {
      out += mark;
      if (mark == ',') out += ' ';
      mark = ',';
      append_state_text(out, detail::take_type(members), in);
    }
    out += '}';
  } else if (auto const element = detail::inside_of(type, "array"); !element.empty()) {
    out += '[';
    std::size_t const count = in.length();
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) out += ", ";
      append_state_text(out, element, in);
    }
    out += ']';
  } else if (auto parts = detail::inside_of(type, "map"); !parts.empty()) {
    auto const key = detail::take_type(parts);
    out += '{';
    std::size_t const count = in.length();
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) out += ", ";
      append_state_text(out, key, in);
      out += " -> ";
      append_state_text(out, parts, in);
    }
    out += '}';
  } else if (!detail::append_simple_text(out, type, in)) {
    append_base64(out, in.take(in.left()));
  }
}

}  // namespace sluice
