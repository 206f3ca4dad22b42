// SPDX-License-Identifier: Apache-2.0
// What may stand in a `select` besides plain expressions: `all_of<"data">` (the fields of a struct column), `explode(array)`
// (a row per element) and `struct_of(a, b)` (columns bound together).
#pragma once

#include <sluice/expressions/column.hpp>
#include <sluice/expressions/errors.hpp>
#include <sluice/expressions/expression.hpp>
#include <sluice/expressions/literal.hpp>

#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

/// All fields of a struct column, as columns: Spark's `data.*`.
template <fixed_string Path>
struct all_fields {};
template <fixed_string Path>
inline constexpr all_fields<Path> all_of{};

/// A generator: one output row per element of an array column. At most one in a select.
template <expression Array>
struct explode_expression : expression_base<explode_expression<Array>> {
  Array array;

  constexpr explicit explode_expression(Array of) : array(std::move(of)) {}

  static constexpr auto name = fixed_string{"col"};
  static constexpr auto needs = Array::needs;

  /// The type of the elements, which are the column it makes.
  template <class Schema>
  static consteval auto find_element() {
    using inner = result_of<Array, Schema>;
    if constexpr (refused<inner>) return inner{};
    else if constexpr (is_array<non_null_t<typename inner::type>>)
      return typed<typename non_null_t<typename inner::type>::value_type>{};
    else return plan_error::explode_needs_an_array<typename inner::type>{};
  }
  template <class Schema>
  using element = decltype(find_element<Schema>());

  /// As a value, within another expression or an operator that makes no columns, it is refused.
  template <class Schema>
  using result = first_refusal_t<element<Schema>, plan_error::explode_stands_alone<Array>>;
};

/// One row per element; an empty or NULL array gives none. The column is called `col` unless renamed.
template <expression Array>
[[nodiscard]] constexpr auto explode(Array array) {
  return explode_expression<Array>{std::move(array)};
}

template <class Type>
inline constexpr bool is_generator = false;
template <class Array>
inline constexpr bool is_generator<explode_expression<Array>> = true;
template <fixed_string Name, class Expression>
inline constexpr bool is_generator<aliased<Name, Expression>> = is_generator<Expression>;

/// Several columns as one struct column.
template <expression... Fields>
struct struct_expression : expression_base<struct_expression<Fields...>> {
  std::tuple<Fields...> fields;

  constexpr explicit struct_expression(Fields... of) : fields(std::move(of)...) {}

  static constexpr auto name = fixed_string{""};
  static constexpr auto needs = (no_columns | ... | Fields::needs);

  template <class Schema>
  static consteval auto find_result() {
    using first = first_refusal_t<result_of<Fields, Schema>..., decltype(detail::check_names<Fields::name...>())>;
    if constexpr (refused<first>) return first{};
    else return typed<row<cell<Fields::name, typename result_of<Fields, Schema>::type>...>>{};
  }
  template <class Schema>
  using result = decltype(find_result<Schema>());

  template <class Row>
  [[nodiscard]] constexpr auto evaluate(Row const& source) const {
    return evaluate_fields(source, std::index_sequence_for<Fields...>{});
  }

 private:
  template <class Row, std::size_t... Index>
  [[nodiscard]] constexpr auto evaluate_fields(Row const& source, std::index_sequence<Index...>) const {
    return row<cell<Fields::name, std::remove_cvref_t<decltype(std::get<Index>(fields).evaluate(source))>>...>{
        {std::get<Index>(fields).evaluate(source)}...};
  }
};

/// Binds columns together as one struct column: `struct_of(col<"a">, col<"b">).as<"pair">()`.
template <operand... Fields>
[[nodiscard]] constexpr auto struct_of(Fields&&... fields) {
  return struct_expression<expression_for<Fields>...>{as_expression(std::forward<Fields>(fields))...};
}

}  // namespace sluice
