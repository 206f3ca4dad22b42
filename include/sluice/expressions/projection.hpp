// SPDX-License-Identifier: Apache-2.0
// What may stand in a `select` besides plain expressions: `all_of<"data">` (the fields of a struct column), generators (explode.hpp)
// and `struct_of(a, b)` (columns bound together).
#pragma once

#include <sluice/expressions/column.hpp>
#include <sluice/expressions/errors.hpp>
#include <sluice/expressions/explode.hpp>
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
