// SPDX-License-Identifier: Apache-2.0
// The order of column values when sorting: NULL before everything, NaN above every number, −0.0 equal to 0.0 (semantics 5, 8).
#pragma once

#include <sluice/schema/row.hpp>

#include <algorithm>
#include <type_traits>

namespace sluice {

template <class Left, class Right>
[[nodiscard]] int compare_values(Left const& left, Right const& right);

namespace detail {

/// Whether values can be told apart and sorted: maps cannot, nor what holds one.
template <class Type>
consteval bool has_order();
template <class... Columns>
consteval bool columns_have_order(schema<Columns...>) {
  return (true && ... && has_order<typename Columns::type>());
}
template <class Type>
consteval bool has_order() {
  using plain = owned_t<non_null_t<Type>>;
  if constexpr (is_array<plain>) return has_order<typename plain::value_type>();
  else if constexpr (is_map<plain>) return false;
  else if constexpr (row_like<plain>) return columns_have_order(schema_of<plain>{});
  else return ordered_type<plain>;
}

template <class Row, class... Columns>
int compare_rows(Row const& left, Row const& right, schema<Columns...>) {
  int order = 0;
  static_cast<void>((false || ... ||
                     ((order = compare_values(get<Columns::name>(left), get<Columns::name>(right))) != 0)));
  return order;
}

template <class Left, class Right>
int compare_ranges(Left const& left, Right const& right) {
  auto here = left.begin();
  auto there = right.begin();
  for (; here != left.end() && there != right.end(); ++here, ++there)
    if (int const order = compare_values(*here, *there); order != 0) return order;
  if (here != left.end()) return 1;
  return there != right.end() ? -1 : 0;
}

}  // namespace detail

/// Negative, zero or positive as `left` sorts before, with or after `right`. Structs and arrays compare part by part.
template <class Left, class Right>
[[nodiscard]] int compare_values(Left const& left, Right const& right) {
  if constexpr (is_nullable<Left> && is_nullable<Right>) {
    if (!left || !right) return (left ? 1 : 0) - (right ? 1 : 0);
    return compare_values(*left, *right);
  } else if constexpr (std::is_floating_point_v<Left>) {
    bool const left_nan = left != left;
    bool const right_nan = right != right;
    if (left_nan || right_nan) return (left_nan ? 1 : 0) - (right_nan ? 1 : 0);
    return (left > right ? 1 : 0) - (left < right ? 1 : 0);
  } else if constexpr (row_like<Left>) {
    return detail::compare_rows(left, right, schema_of<Left>{});
  } else if constexpr (is_array<owned_t<Left>>) {
    return detail::compare_ranges(left, right);
  } else {
    return (right < left ? 1 : 0) - (left < right ? 1 : 0);
  }
}

}  // namespace sluice
