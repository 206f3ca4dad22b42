// SPDX-License-Identifier: Apache-2.0
// What every expression is. An expression is an immutable value that can be asked, at compile time, for its type on a
// schema, its default name and the columns it reads, and at run time for its value on a row.
//
// An expression E provides
//   template <class Schema> using result = typed<Type, EventTime>  or a refusal;
//   static constexpr auto name;                   fixed_string, empty if it has no name of its own
//   static constexpr auto needs;                  path_set of the columns it reads
//   template <class Row> constexpr auto evaluate(Row const&) const;
// and, where it can save work or refuse rows (from_json),
//   template <class Want> struct part_needs;      the columns it reads when only `Want` of its value is used
//   template <class Want, class Row> auto evaluate_part(Row const&) const;
//   template <class Want, class Row> bool prepare(Row const&, reject_log&) const;   comes first; false rejects the row
// Evaluation yields views (texts, bytes) or small values; NULL is an empty std::optional.
#pragma once

#include <sluice/base/fixed_string.hpp>
#include <sluice/contract/needs.hpp>
#include <sluice/contract/refusal.hpp>
#include <sluice/schema/row.hpp>

#include <concepts>
#include <type_traits>

namespace sluice {

/// The type of an expression on a schema, and whether it carries the stream's watermark.
template <class Type, bool EventTime = false>
struct typed {
  using type = Type;
  static constexpr bool event_time = EventTime;
};

struct expression_tag {};

/// A scalar expression: one value per row.
template <class Type>
concept expression = std::derived_from<std::remove_cvref_t<Type>, expression_tag>;

template <fixed_string Name, class Expression>
struct aliased;

/// The base of expressions: gives `.as<"name">()`.
template <class Derived>
struct expression_base : expression_tag {
  /// The same expression under another column name.
  template <fixed_string Name>
  [[nodiscard]] constexpr auto as() const {
    return aliased<Name, Derived>{{}, static_cast<Derived const&>(*this)};
  }
};

/// The type of an expression on a schema: `typed<...>` or a refusal.
template <class Expression, class Schema>
using result_of = typename std::remove_cvref_t<Expression>::template result<Schema>;

namespace detail {

template <class Expression>
concept reads_part = requires { typename Expression::template part_needs<want_all>; };

}  // namespace detail

namespace detail {

template <class Expression>
consteval auto find_inner_name() {
  if constexpr (requires { Expression::inner_name; }) return Expression::inner_name;
  else return Expression::name;
}

}  // namespace detail

/// What an expression is called inside of another: `home.zip` in `avg(home.zip)`, which alone is `zip`. An expression says so by an
/// `inner_name` beside its `name`.
template <class Expression>
inline constexpr auto inner_name_of = detail::find_inner_name<Expression>();

/// The columns an expression reads when only `Want` of its value is used.
template <class Expression, class Want>
inline constexpr auto needs_for = Expression::needs;
template <detail::reads_part Expression, class Want>
inline constexpr auto needs_for<Expression, Want> = Expression::template part_needs<Want>::value;

/// Evaluates an expression of whose value only `Want` is used. Expressions that can save work by it (from_json) have an
/// `evaluate_part<Want>`.
template <class Want, class Expression, class Row>
[[nodiscard]] constexpr decltype(auto) evaluate(Expression const& expression, Row const& row) {
  if constexpr (requires { expression.template evaluate_part<Want>(row); }) {
    return expression.template evaluate_part<Want>(row);
  } else {
    return expression.evaluate(row);
  }
}

/// An expression with a name given by the user.
template <fixed_string Name, class Expression>
struct aliased : expression_base<aliased<Name, Expression>> {
  Expression inner;

  static constexpr auto name = Name;
  static constexpr auto needs = Expression::needs;
  template <class Schema>
  using result = result_of<Expression, Schema>;
  template <class Want>
  struct part_needs {
    static constexpr auto value = needs_for<Expression, Want>;
  };

  template <class Row>
  [[nodiscard]] constexpr decltype(auto) evaluate(Row const& row) const {
    return inner.evaluate(row);
  }
  template <class Want, class Row>
  [[nodiscard]] constexpr decltype(auto) evaluate_part(Row const& row) const {
    return sluice::evaluate<Want>(inner, row);
  }
  template <class Want, class Row, class Log>
    requires requires(Expression const& wrapped, Row const& row, Log& log) { wrapped.template prepare<Want>(row, log); }
  [[nodiscard]] constexpr bool prepare(Row const& row, Log& log) const {
    return inner.template prepare<Want>(row, log);
  }
};

template <fixed_string Name, class Expression>
aliased(expression_base<aliased<Name, Expression>>, Expression) -> aliased<Name, Expression>;

/// A predicate's verdict: only true keeps a row; false and NULL drop it (semantics 5).
[[nodiscard]] constexpr bool is_true(bool value) { return value; }
[[nodiscard]] constexpr bool is_true(std::optional<bool> value) { return value.value_or(false); }

}  // namespace sluice
