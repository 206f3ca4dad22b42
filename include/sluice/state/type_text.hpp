// SPDX-License-Identifier: Apache-2.0
// Types as text: what a checkpoint says its state is made of. Two types have one text exactly when codec.hpp reads the bytes of one as the
// other; so names of fields are left out, and a nullable type ends in '?'.
#pragma once

#include <sluice/state/codec.hpp>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

template <class Type>
void append_type_text(std::string& out);

namespace detail {

template <class Type>
constexpr std::string_view number_type_text() {
  if constexpr (std::is_floating_point_v<Type>) {
    static_assert(sizeof(Type) <= 8, "a checkpoint cannot hold long double: take double");
    return sizeof(Type) == 8 ? "double" : "float";
  } else {
    constexpr std::string_view with_sign[] = {"byte", "short", "integer", "long"};
    constexpr std::string_view without[] = {"unsigned byte", "unsigned short", "unsigned integer", "unsigned long"};
    constexpr std::size_t width = sizeof(Type) == 1 ? 0 : sizeof(Type) == 2 ? 1 : sizeof(Type) == 4 ? 2 : 3;
    return std::is_signed_v<Type> ? with_sign[width] : without[width];
  }
}

// "name<first,second>".
template <class... Types>
void append_type_list(std::string& out, std::string_view name) {
  out += name;
  out += '<';
  [[maybe_unused]] bool first = true;
  ((out += first ? "" : ",", first = false, append_type_text<Types>(out)), ...);
  out += '>';
}

template <class... Columns>
void append_columns_text(std::string& out, schema<Columns...>) {
  append_type_list<typename Columns::type...>(out, "struct");
}

template <class Tuple, std::size_t... Index>
void append_tuple_text(std::string& out, std::index_sequence<Index...>) {
  append_type_list<std::remove_cvref_t<std::tuple_element_t<Index, Tuple>>...>(out, "struct");
}

}  // namespace detail

/// Appends the text of a type that append_state takes: "long", "string?", "array<struct<string,double>>". A type that codes itself says
/// `static constexpr std::string_view state_type`, to be changed when its bytes change.
template <class Type>
void append_type_text(std::string& out) {
  if constexpr (codes_itself<Type>) {
    out += std::string_view{Type::state_type};
  } else if constexpr (is_nullable<Type>) {
    append_type_text<non_null_t<Type>>(out);
    out += '?';
  } else if constexpr (std::is_same_v<Type, bool>) {
    out += "boolean";
  } else if constexpr (std::is_enum_v<Type>) {
    out += "enum ";
    out += detail::number_type_text<std::underlying_type_t<Type>>();
  } else if constexpr (std::is_arithmetic_v<Type>) {
    out += detail::number_type_text<Type>();
  } else if constexpr (text_type<Type> || std::is_same_v<Type, text_key>) {
    out += "string";
  } else if constexpr (binary_type<Type>) {
    out += "binary";
  } else if constexpr (std::is_same_v<Type, timestamp>) {
    out += "timestamp";
  } else if constexpr (std::is_same_v<Type, date>) {
    out += "date";
  } else if constexpr (detail::span_of_time<Type>) {
    out += "interval " + std::to_string(Type::period::num) + '/' + std::to_string(Type::period::den) + " s";
  } else if constexpr (row_like<Type>) {
    detail::append_columns_text(out, schema_of<Type>{});
  } else if constexpr (detail::map_like<Type>) {
    detail::append_type_list<typename Type::key_type, typename Type::mapped_type>(out, "map");
  } else if constexpr (detail::sequence_like<Type> || detail::set_like<Type>) {
    detail::append_type_list<typename Type::value_type>(out, "array");
  } else if constexpr (requires { std::tuple_size<Type>::value; }) {
    detail::append_tuple_text<Type>(out, std::make_index_sequence<std::tuple_size_v<Type>>{});
  } else if constexpr (detail::plain_struct<Type>) {
    using members = decltype(detail::members_of(std::declval<Type&>()));
    detail::append_tuple_text<members>(out, std::make_index_sequence<std::tuple_size_v<members>>{});
  } else {
    static_assert(detail::has_no_state_form<Type>, "a checkpoint cannot hold this type: see append_state");
  }
}

/// The text of a type.
template <class Type>
[[nodiscard]] std::string type_text() {
  std::string out;
  append_type_text<Type>(out);
  return out;
}

}  // namespace sluice
