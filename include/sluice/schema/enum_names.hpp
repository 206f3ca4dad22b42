// SPDX-License-Identifier: Apache-2.0
// Enums as columns. An enum is written as its integer, unless its author gave names to its values: then it is text in
// every format that has text.
#pragma once

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace sluice {

/// One value of an enum and its name.
template <class Enum>
struct enum_name {
  Enum value;
  std::string_view name;
};

/// Names for an enum's values: specialise it with an array, `static constexpr enum_name<side> values[] = {{side::buy,
/// "buy"}, {side::sell, "sell"}};`. A name that is not in it is malformed input; a value that is not is written as its
/// integer.
template <class Enum>
struct enum_names {};

/// An enum whose values have names.
template <class Type>
concept named_enum = std::is_enum_v<Type> && requires {
  { enum_names<Type>::values[0] } -> std::convertible_to<enum_name<Type>>;
};

/// The name of a value; empty if it has none. Linear in the number of values.
template <named_enum Enum>
[[nodiscard]] constexpr std::string_view name_of(Enum value) noexcept {
  for (auto const& entry : enum_names<Enum>::values)
    if (entry.value == value) return entry.name;
  return {};
}

/// The value of a name, exactly as it was given; false if there is none. Linear in the number of values.
template <named_enum Enum>
[[nodiscard]] constexpr bool find_enum(std::string_view name, Enum& value) noexcept {
  for (auto const& entry : enum_names<Enum>::values)
    if (entry.name == name) return value = entry.value, true;
  return false;
}

}  // namespace sluice
