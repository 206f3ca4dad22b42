// SPDX-License-Identifier: Apache-2.0
// What a column may hold, and in which of two shapes: *owned* (std::string, bytes; what state and results keep) or a
// *view* (std::string_view, bytes_view; what flows). Logical types are always written in their owned shape.
#pragma once

#include <sluice/base/bytes.hpp>
#include <sluice/base/time.hpp>

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace sluice {

/// Whether `Type` is std::optional: a nullable column.
template <class Type>
inline constexpr bool is_nullable = false;
template <class Type>
inline constexpr bool is_nullable<std::optional<Type>> = true;

/// `Type` without its std::optional.
template <class Type>
struct non_null {
  using type = Type;
};
template <class Type>
struct non_null<std::optional<Type>> {
  using type = Type;
};
template <class Type>
using non_null_t = typename non_null<Type>::type;

/// `Type` made nullable; a nullable one stays as it is.
template <class Type>
using nullable_t = std::optional<non_null_t<Type>>;

/// The owned shape of a value: what can be kept after the row is gone. Rows specialise it.
template <class Type>
struct owned {
  using type = Type;
};
template <>
struct owned<std::string_view> {
  using type = std::string;
};
template <>
struct owned<char const*> {
  using type = std::string;
};
template <>
struct owned<bytes_view> {
  using type = bytes;
};
template <class Type>
struct owned<std::optional<Type>> {
  using type = std::optional<typename owned<Type>::type>;
};
template <class Type>
using owned_t = typename owned<std::remove_cvref_t<Type>>::type;

/// The shape in which a value flows: views of texts and bytes, other values by value when small, else by reference.
template <class Type>
struct view {
  using type = std::conditional_t<std::is_trivially_copyable_v<Type> && sizeof(Type) <= 2 * sizeof(void*), Type,
                                  Type const&>;
};
template <>
struct view<std::string> {
  using type = std::string_view;
};
template <>
struct view<bytes> {
  using type = bytes_view;
};
template <>
struct view<std::optional<std::string>> {
  using type = std::optional<std::string_view>;
};
template <>
struct view<std::optional<bytes>> {
  using type = std::optional<bytes_view>;
};
template <class Type>
using view_t = typename view<std::remove_cvref_t<Type>>::type;

/// The flowing shape of a stored value. Costs nothing but for nullable texts, which are re-wrapped.
template <class Type>
[[nodiscard]] constexpr view_t<Type> as_view(Type const& value) {
  if constexpr (std::is_same_v<Type, std::optional<std::string>>) {
    return value ? view_t<Type>{*value} : std::nullopt;
  } else if constexpr (std::is_same_v<Type, std::optional<bytes>>) {
    return value ? view_t<Type>{value->view()} : std::nullopt;
  } else {
    return value;
  }
}

/// A text in either shape.
template <class Type>
concept text_type = std::same_as<owned_t<Type>, std::string>;
/// Binary data in either shape.
template <class Type>
concept binary_type = std::same_as<owned_t<Type>, bytes>;
/// A number; bool and char are none.
template <class Type>
concept numeric_type =
    (std::integral<Type> && !std::same_as<Type, bool> && !std::same_as<Type, char>) || std::floating_point<Type>;
/// A signed or unsigned integer that is a number.
template <class Type>
concept integer_type = numeric_type<Type> && std::integral<Type>;
/// An array column: anything whose owned shape is a vector.
template <class Type>
inline constexpr bool is_array = false;
template <class Element, class Allocator>
inline constexpr bool is_array<std::vector<Element, Allocator>> = true;
/// A map column.
template <class Type>
inline constexpr bool is_map = false;
template <class Key, class Value, class Compare, class Allocator>
inline constexpr bool is_map<std::map<Key, Value, Compare, Allocator>> = true;

/// A type whose values can be told apart, and one whose values have an order. Arrays, maps and rows count as neither: they flow in
/// several shapes.
template <class Type>
concept equality_type = std::equality_comparable<owned_t<Type>> && !is_array<owned_t<Type>> && !is_map<owned_t<Type>>;
template <class Type>
concept ordered_type = equality_type<Type> && std::totally_ordered<owned_t<Type>>;

}  // namespace sluice
