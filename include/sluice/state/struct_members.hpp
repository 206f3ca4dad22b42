// SPDX-License-Identifier: Apache-2.0
// The members of a plain struct as references, found by the compiler: how the states of aggregates, users' own too, are written to a
// checkpoint without being described. Only structs that can be made by listing their members, up to eight of them, no base, no C array.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice::detail {

struct any_member {
  std::size_t index;
  template <class Type>
  operator Type() const;  // NOLINT: converts to whatever a member wants, and is never called
};

template <class Struct, std::size_t... Index>
concept made_of = requires { Struct{any_member{Index}...}; };

template <class Struct, std::size_t... Index>
consteval std::size_t count_members(std::index_sequence<Index...>) {
  if constexpr (made_of<Struct, Index..., sizeof...(Index)>) {
    return count_members<Struct>(std::make_index_sequence<sizeof...(Index) + 1>{});
  } else {
    return sizeof...(Index);
  }
}

/// The number of members of an aggregate.
template <class Struct>
inline constexpr std::size_t member_count = count_members<Struct>(std::index_sequence<>{});

inline constexpr std::size_t most_members = 8;

/// A struct whose members can be listed.
template <class Type>
concept plain_struct = std::is_class_v<Type> && std::is_aggregate_v<Type> && member_count<Type> <= most_members;

/// A tuple of references to the members of `value`.
template <class Struct>
constexpr auto members_of(Struct& value) {
  constexpr std::size_t count = member_count<std::remove_const_t<Struct>>;
  if constexpr (count == 0) {
    return std::tuple<>{};
  } else if constexpr (count == 1) {
    auto& [a] = value;
    return std::tie(a);
  } else if constexpr (count == 2) {
    auto& [a, b] = value;
    return std::tie(a, b);
  } else if constexpr (count == 3) {
    auto& [a, b, c] = value;
    return std::tie(a, b, c);
  } else if constexpr (count == 4) {
    auto& [a, b, c, d] = value;
    return std::tie(a, b, c, d);
  } else if constexpr (count == 5) {
    auto& [a, b, c, d, e] = value;
    return std::tie(a, b, c, d, e);
  } else if constexpr (count == 6) {
    auto& [a, b, c, d, e, f] = value;
    return std::tie(a, b, c, d, e, f);
  } else if constexpr (count == 7) {
    auto& [a, b, c, d, e, f, g] = value;
    return std::tie(a, b, c, d, e, f, g);
  } else {
    auto& [a, b, c, d, e, f, g, h] = value;
    return std::tie(a, b, c, d, e, f, g, h);
  }
}

}  // namespace sluice::detail
