// SPDX-License-Identifier: Apache-2.0
//
// Equality of keys when rows are grouped (semantics 5): null is one group, so empty optionals are equal; all NaN are
// one group; -0.0 is 0.0; text is compared by its bytes. Not the equality of the `=` operator, where null is never
// equal. Agrees with hash_value of hash.hpp, across owned keys and views of them.
#pragma once

#include <sluice/base/hash.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

template <class Left, class Right>
constexpr bool group_equal(Left const& left, Right const& right) noexcept;

namespace group_detail {

template <class Left, class Right, std::size_t... I>
constexpr bool all_equal(Left const& left, Right const& right, std::index_sequence<I...>) noexcept {
  return (group_equal(std::get<I>(left), std::get<I>(right)) && ...);
}

}  // namespace group_detail

/// Whether two keys belong to one group. The types may differ where they hold the same values: integers of
/// different widths, text and its views, tuples of these. Thread safe; does not throw.
template <class Left, class Right>
constexpr bool group_equal(Left const& left, Right const& right) noexcept {
  using namespace hash_detail;
  if constexpr (std::floating_point<Left> && std::floating_point<Right>) {
    return left == right || (left != left && right != right);
  } else if constexpr (std::integral<Left> && std::integral<Right>) {
    // Widened first, then their signs are compared: -1 and the largest unsigned number have the same bits.
    return static_cast<std::uint64_t>(left) == static_cast<std::uint64_t>(right) &&
           (left < Left{}) == (right < Right{});
  } else if constexpr (is_optional<Left> && is_optional<Right>) {
    return left && right ? group_equal(*left, *right) : !left && !right;
  } else if constexpr (is_optional<Left>) {
    return left && group_equal(*left, right);
  } else if constexpr (is_optional<Right>) {
    return right && group_equal(left, *right);
  } else if constexpr (text_like<Left> && text_like<Right> && !hashes_itself<Left> && !hashes_itself<Right>) {
    return std::string_view(left) == std::string_view(right);
  } else if constexpr (tuple_like<Left> && tuple_like<Right>) {
    static_assert(std::tuple_size_v<Left> == std::tuple_size_v<Right>, "these keys have different numbers of parts");
    return group_detail::all_equal(left, right, std::make_index_sequence<std::tuple_size_v<Left>>());
  } else {
    return left == right;
  }
}

/// group_equal as a function object that takes owned keys and views alike.
struct key_equal {
  template <class Left, class Right>
  constexpr bool operator()(Left const& left, Right const& right) const noexcept {
    return group_equal(left, right);
  }
};

}  // namespace sluice
