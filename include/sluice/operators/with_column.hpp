// SPDX-License-Identifier: Apache-2.0
// `with_column<"total">(col<"price"> * col<"count">)`: adds a column, or replaces the one of that name in its place.
#pragma once

#include <sluice/operators/project.hpp>

#include <tuple>
#include <utility>

namespace sluice {

template <fixed_string Name, expression Expression>
struct with_column_operator
    : detail::projecting_operator<with_column_operator<Name, Expression>, operator_kind::with_column> {
  Expression expression;

  constexpr explicit with_column_operator(Expression made) : expression(std::move(made)) {}

  template <class Schema>
  using own_refusal = accepted;

  template <class Schema>
  [[nodiscard]] constexpr auto columns_for() const {
    auto kept = replaced(Schema{});
    if constexpr (Schema::index_of(Name.view()) != npos) return kept;
    else return std::tuple_cat(std::move(kept), std::tuple<named<Name, Expression>>{named<Name, Expression>{expression}});
  }

 private:
  template <class Column>
  [[nodiscard]] constexpr auto replace() const {
    if constexpr (Column::name == Name) return named<Name, Expression>{expression};
    else return named<Column::name, column_reference<Column::name>>{};
  }
  template <class... Columns>
  [[nodiscard]] constexpr auto replaced(schema<Columns...>) const {
    return std::tuple<decltype(replace<Columns>())...>{replace<Columns>()...};
  }
};

/// Adds or replaces one column; all others pass by view.
template <fixed_string Name, operand Operand>
[[nodiscard]] constexpr auto with_column(Operand&& value) {
  return with_column_operator<Name, expression_for<Operand>>{as_expression(std::forward<Operand>(value))};
}
/// The refused form.
template <class Value>
[[nodiscard]] constexpr auto with_column(std::string_view, Value const&) {
  return refused_operator<plan_error::column_name_is_no_text<"with_column">>{};
}

}  // namespace sluice
