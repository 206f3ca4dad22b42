// SPDX-License-Identifier: Apache-2.0
// The projection that select, with_column, drop and rename all become: a list of named expressions over the row below. Columns
// that nobody behind it reads are not evaluated; plain columns are passed on by view, so a projection copies nothing.
#pragma once

#include <sluice/expressions/expression.hpp>
#include <sluice/expressions/projection.hpp>
#include <sluice/operators/errors.hpp>
#include <sluice/operators/explain_text.hpp>
#include <sluice/operators/node.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace sluice {

/// An output column: its name and the expression that makes it.
template <fixed_string Name, expression Expression>
struct named {
  static constexpr auto name = Name;
  using expression_type = Expression;
  Expression expression;
};

namespace detail {

/// Expressions that may refuse a row (from_json) are asked first, and evaluated only if they accept it.
template <class Expression, class Want, class Row>
concept rejects_rows = requires(Expression const& expression, Row const& row, reject_log& log) {
  { expression.template prepare<Want>(row, log) } -> std::same_as<bool>;
};

/// The type of a column: of a generator, that of its elements; of an expression that stands alone, what it says.
template <class Expression, class Schema>
struct find_column_result {
  using type = result_of<Expression, Schema>;
};
template <class Expression, class Schema>
  requires requires { typename Expression::template column_result<Schema>; }
struct find_column_result<Expression, Schema> {
  using type = typename Expression::template column_result<Schema>;
};
template <class Collection, explode_kind Kind, class Schema>
struct find_column_result<explode_expression<Collection, Kind>, Schema> {
  using type = typename explode_expression<Collection, Kind>::template element<Schema>;
};
template <fixed_string Name, class Expression, class Schema>
struct find_column_result<aliased<Name, Expression>, Schema> : find_column_result<Expression, Schema> {};
template <class Column, class Schema>
using column_result = typename find_column_result<typename Column::expression_type, Schema>::type;

template <class Want, class Column>
consteval auto column_needs() {
  using expression = typename Column::expression_type;
  // A generator decides how many rows there are, so it is evaluated even if nobody reads its column.
  if constexpr (is_generator<expression> || Want::value.wants(Column::name.view()))
    return needs_for<expression, want_below<Want, Column::name>>;
  else return no_columns;
}

template <class Want, class... Columns>
consteval auto projection_needs() {
  return (no_columns | ... | column_needs<Want, Columns>());
}
template <class Want, class... Columns>
consteval auto wanted_columns() {
  constexpr std::array<bool, sizeof...(Columns)> wanted{Want::value.wants(Columns::name.view())...};
  constexpr std::size_t count = (std::size_t{0} + ... + (Want::value.wants(Columns::name.view()) ? 1U : 0U));
  std::array<std::size_t, count> indices{};
  std::size_t next = 0;
  for (std::size_t i = 0; i < sizeof...(Columns); ++i)
    if (wanted[i]) indices[next++] = i;
  return indices;
}

template <class... Columns>
consteval std::size_t generator_index() {
  constexpr std::array<bool, sizeof...(Columns)> generators{is_generator<typename Columns::expression_type>...};
  for (std::size_t i = 0; i < sizeof...(Columns); ++i)
    if (generators[i]) return i;
  return npos;
}

template <class Collection, explode_kind Kind>
constexpr auto const& generator_of(explode_expression<Collection, Kind> const& expression) {
  return expression;
}
template <class Generator, fixed_string Part>
constexpr auto const& generator_of(generated_column<Generator, Part, true> const& expression) {
  return expression.generator;
}
template <fixed_string Name, class Expression>
constexpr auto const& generator_of(aliased<Name, Expression> const& expression) {
  return generator_of(expression.inner);
}

template <class Expression>
inline constexpr bool is_generated_part = false;
template <class Generator, fixed_string Part, bool First>
inline constexpr bool is_generated_part<generated_column<Generator, Part, First>> = true;

/// What stands for the column of a generator while one element is handed on.
struct no_element {};

}  // namespace detail

/// The columns wanted behind a step, as a type.
template <class Next>
struct want_of {
  static constexpr auto value = Next::needs;
};

/// The fused step of a projection.
template <class Next, class... Columns>
struct project_step : linear_step<Next> {
  std::tuple<Columns...> columns;
  reject_log* rejects = nullptr;

  project_step(std::tuple<Columns...> outputs, Next then)
      : linear_step<Next>{std::move(then)}, columns(std::move(outputs)) {}

  using want = want_of<Next>;
  static constexpr auto needs = detail::projection_needs<want, Columns...>();
  static constexpr auto wanted = detail::wanted_columns<want, Columns...>();
  static constexpr std::size_t generator = detail::generator_index<Columns...>();

  void begin(batch_context const& context) {
    rejects = context.rejects;
    this->next.begin(context);
  }

  template <class Row>
  void push(Row const& row) {
    if (!prepare_all(row, std::index_sequence_for<Columns...>{})) return;
    if constexpr (generator == npos) {
      push_row(row, detail::no_element{}, std::make_index_sequence<wanted.size()>{});
    } else {
      auto const& made_by = detail::generator_of(std::get<generator>(columns).expression);
      push_elements<std::remove_cvref_t<decltype(made_by)>>(row, made_by.collection.evaluate(row));
    }
  }

 private:
  template <std::size_t Column>
  using want_column = want_below<want, nth_type<Column, Columns...>::name>;

  template <class Row, std::size_t... Column>
  bool prepare_all(Row const& row, std::index_sequence<Column...>) {
    return (true && ... && prepare<Column>(row));
  }
  template <std::size_t Column, class Row>
  bool prepare(Row const& row) {
    using expression = typename nth_type<Column, Columns...>::expression_type;
    if constexpr (want::value.wants(nth_type<Column, Columns...>::name.view()) &&
                  detail::rejects_rows<expression, want_column<Column>, Row>) {
      return std::get<Column>(columns).expression.template prepare<want_column<Column>>(row, *rejects);
    } else {
      return true;
    }
  }

  /// Hands on a row with an element of the generator's.
  template <class Row>
  struct element_push {
    project_step* step;
    Row const* row;
    template <class Element>
    void operator()(Element const& element) const {
      step->push_row(*row, element, std::make_index_sequence<wanted.size()>{});
    }
  };
  template <class Generator, class Row, class Collection>
  void push_elements(Row const& row, Collection const& collection) {
    element_push<Row> const push{this, &row};
    if constexpr (!is_nullable<Collection>) detail::generate<Generator>(collection, push);
    else if (collection) detail::generate<Generator>(*collection, push);
    else detail::generate_from_null<Generator, non_null_t<Collection>>(push);
  }

  template <class Row, class Element, std::size_t... Index>
  void push_row(Row const& row, Element const& element, std::index_sequence<Index...>) {
    this->next.push(sluice::row<cell<nth_type<wanted[Index], Columns...>::name,
                                     decltype(evaluate_column<wanted[Index]>(row, element))>...>{
        {evaluate_column<wanted[Index]>(row, element)}...});
  }

  template <std::size_t Column, class Row, class Element>
  decltype(auto) evaluate_column(Row const& row, [[maybe_unused]] Element const& element) const {
    using expression = typename nth_type<Column, Columns...>::expression_type;
    if constexpr (detail::is_generated_part<expression>) return detail::part_of<expression::name>(element);
    else if constexpr (Column == generator) return view_t<Element>(element);
    else return sluice::evaluate<want_column<Column>>(std::get<Column>(columns).expression, row);
  }
};

namespace detail {

/// "(price * 2) as twice": the columns of a projection that are more than a column as it was.
struct list_made_columns {
  template <class... Columns>
  std::string operator()(Columns const&... columns) const {
    std::string made;
    (append(made, columns), ...);
    return made;
  }

 private:
  template <class Column>
  static void append(std::string& made, Column const& column) {
    std::string const words = expression_text(column.expression);
    if (words != Column::name.view()) append_listed(made, text_as(words, Column::name.view()));
  }
};

}  // namespace detail

/// A projection as an operator. `Kind` is what the user wrote.
template <operator_kind Kind, class... Columns>
struct project_operator : operator_base<project_operator<Kind, Columns...>> {
  std::tuple<Columns...> columns;

  constexpr explicit project_operator(std::tuple<Columns...> outputs) : columns(std::move(outputs)) {}

  static constexpr std::size_t generators =
      (std::size_t{0} + ... + (is_generator<typename Columns::expression_type> ? 1U : 0U));
  static constexpr operator_kind kind = generators > 0 ? operator_kind::explode : Kind;

  [[nodiscard]] std::string explain() const {
    std::string made = std::apply(detail::list_made_columns{}, columns);
    return std::string{to_string(kind)} + (made.empty() ? "" : " ") + made;
  }

  template <class Schema>
  static consteval auto check() {
    using first = first_refusal_t<detail::column_result<Columns, Schema>...>;
    using names = decltype(detail::check_names<Columns::name...>());
    if constexpr (refused<first>) return first{};
    else if constexpr (refused<names>) return names{};
    else if constexpr (generators > 1) return plan_error::one_explode_per_select<Schema>{};
    else return accepted{};
  }
  template <class Schema>
  using refusal = decltype(check<Schema>());
  template <class Schema>
  using output = schema<column<Columns::name, typename detail::column_result<Columns, Schema>::type,
                               detail::column_result<Columns, Schema>::event_time>...>;

  template <class Schema, emission Mode, class Next>
  [[nodiscard]] auto make_step(Next next) const {
    return project_step<Next, Columns...>{columns, std::move(next)};
  }
};

namespace detail {

template <operator_kind Kind, class... Columns>
constexpr auto make_projection(std::tuple<Columns...> columns) {
  return project_operator<Kind, Columns...>{std::move(columns)};
}

/// The projection that an operator becomes on a schema. A class of its own, because the operator is incomplete where its base names
/// it.
template <class Operator, class Schema>
struct projection_on {
  using type =
      decltype(make_projection<Operator::kind>(std::declval<Operator const&>().template columns_for<Schema>()));
};

/// The base of operators that become a projection once the schema is known. `Derived::columns_for<Schema>()` gives the list of
/// named columns, or `Derived::refuse<Schema>()` a refusal.
template <class Derived, operator_kind Kind>
struct projecting_operator : operator_base<Derived> {
  static constexpr operator_kind kind = Kind;

  template <class Schema>
  using projection_type = typename projection_on<Derived, Schema>::type;

  template <class Schema>
  static consteval auto check() {
    using own = typename Derived::template own_refusal<Schema>;
    if constexpr (refused<own>) return own{};
    else return typename projection_type<Schema>::template refusal<Schema>{};
  }
  template <class Schema>
  using refusal = decltype(check<Schema>());

  template <class Node>
  [[nodiscard]] constexpr auto apply(Node below) const {
    using schema = typename Node::schema;
    using projection = projection_type<schema>;
    return node<Node, projection>{std::move(below),
                                  projection{static_cast<Derived const&>(*this).template columns_for<schema>()}};
  }
};

/// Every column of a schema as it is.
template <class... Columns>
constexpr auto same_columns(schema<Columns...>) {
  return std::tuple<named<Columns::name, column_reference<Columns::name>>...>{};
}

}  // namespace detail

}  // namespace sluice
