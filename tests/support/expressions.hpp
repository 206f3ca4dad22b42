// SPDX-License-Identifier: Apache-2.0
// For tests of expressions: rows of one or two columns `x` and `y`, the type of an expression on a row, and what it reads.
#pragma once

#include <sluice/contract/needs.hpp>
#include <sluice/contract/refusal.hpp>
#include <sluice/expressions/expression.hpp>
#include <sluice/schema/row.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace support {

template <class X>
using row_x = sluice::row<sluice::cell<"x", X>>;
template <class X, class Y>
using row_xy = sluice::row<sluice::cell<"x", X>, sluice::cell<"y", Y>>;

template <class X>
constexpr row_x<X> x(X value) {
  return {{value}};
}
template <class X, class Y>
constexpr row_xy<X, Y> xy(X first, Y second) {
  return {{first}, {second}};
}

template <class... Columns>
struct find_row;
template <class X>
struct find_row<X> {
  using type = row_x<X>;
};
template <class X, class Y>
struct find_row<X, Y> {
  using type = row_xy<X, Y>;
};
/// What an expression is on rows of columns `x` (and `y`) of these types: sluice::typed<...> or a refusal.
template <class Expression, class... Columns>
using result_on = sluice::result_of<Expression, sluice::schema_of<typename find_row<Columns...>::type>>;

/// Whether an expression has `Type` on rows of columns `x` (and `y`) of these types.
template <class Type, class... Columns, class Expression>
consteval bool gives(Expression const&) {
  return std::is_same_v<result_on<Expression, Columns...>, sluice::typed<Type>>;
}
/// Whether an expression is refused on rows of columns `x` (and `y`) of these types.
template <class... Columns, class Expression>
consteval bool refuses(Expression const&) {
  return sluice::refused<result_on<Expression, Columns...>>;
}

/// Whether a set holds these paths, in this order, and no others.
template <std::size_t Capacity>
constexpr bool holds(sluice::path_set<Capacity> const& set, std::initializer_list<std::string_view> paths) {
  if (set.everything || set.count != paths.size()) return false;
  std::size_t i = 0;
  for (auto path : paths)
    if (set.paths[i++] != path) return false;
  return true;
}

/// The text of an error that a call throws; empty if it throws none.
template <class Error, class Call>
std::string error_of(Call const& call) {
  try {
    static_cast<void>(call());
  } catch (Error const& error) {
    return error.what();
  }
  return {};
}

}  // namespace support
