// SPDX-License-Identifier: Apache-2.0
// `where(col<"amount"> > 10)`: keeps the rows whose condition is true. A condition that is NULL drops the row.
#pragma once

#include <sluice/expressions/errors.hpp>
#include <sluice/expressions/expression.hpp>
#include <sluice/expressions/refused_forms.hpp>
#include <sluice/operators/errors.hpp>
#include <sluice/operators/node.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sluice {

/// The fused step of `where`.
template <class Predicate, class Next>
struct where_step : linear_step<Next> {
  Predicate predicate;

  where_step(Predicate keep, Next then) : linear_step<Next>{std::move(then)}, predicate(std::move(keep)) {}

  static constexpr auto needs = Predicate::needs | Next::needs;

  template <class Row>
  void push(Row const& row) {
    // Likely, not because most rows pass, but because those that do are the work: without it, compilers take the end of a chain of conditions
    // for cold, and keep there in memory what belongs into registers.
    if (is_true(predicate.evaluate(row))) [[likely]] this->next.push(row);
  }
};

template <class Callable>
struct row_predicate;

namespace detail {

/// The refusal of a condition on rows of this kind. Rows of columns flow in several shapes; only records can be tried.
template <class Predicate, class Row>
struct condition_verdict {
  using type = accepted;
};
template <class Callable, record Row>
  requires(!std::is_invocable_r_v<bool, Callable const&, Row const&>)
struct condition_verdict<row_predicate<Callable>, Row> {
  using type = plan_error::condition_does_not_take_the_row<Callable, Row>;
};

}  // namespace detail

/// Keeps the rows for which `predicate` is true. Passes rows through as they are; costs the predicate.
template <expression Predicate>
struct where_operator : operator_base<where_operator<Predicate>> {
  Predicate predicate;

  constexpr explicit where_operator(Predicate keep) : predicate(std::move(keep)) {}

  static constexpr operator_kind kind = operator_kind::where;
  static constexpr bool keeps_rows = true;

  [[nodiscard]] std::string explain() const { return "where " + expression_text(predicate); }

  template <class Schema>
  static consteval auto check() {
    using tested = result_of<Predicate, Schema>;
    if constexpr (refused<tested>) return tested{};
    else if constexpr (std::same_as<non_null_t<typename tested::type>, bool>) return accepted{};
    else return plan_error::predicate_is_not_boolean<typename tested::type>{};
  }
  template <class Schema>
  using refusal = decltype(check<Schema>());
  template <class Row, bool Streaming>
  using flow_refusal = typename detail::condition_verdict<Predicate, Row>::type;
  template <class Schema>
  using output = Schema;

  template <class Schema, emission Mode, class Next>
  [[nodiscard]] auto make_step(Next next) const {
    return where_step<Predicate, Next>{predicate, std::move(next)};
  }
};

/// A callable on whole rows as a condition; reads every column.
template <class Callable>
struct row_predicate : expression_base<row_predicate<Callable>> {
  [[no_unique_address]] Callable callable;

  constexpr explicit row_predicate(Callable keep) : callable(std::move(keep)) {}

  static constexpr auto name = fixed_string{""};
  static constexpr auto needs = all_columns;
  template <class Schema>
  using result = typed<bool>;

  template <class Row>
  [[nodiscard]] constexpr bool evaluate(Row const& row) const {
    return callable(row);
  }
};

/// Keeps the rows whose condition is true: `where(col<"amount"> > 10)`.
template <expression Predicate>
[[nodiscard]] constexpr auto where(Predicate predicate) {
  return where_operator<Predicate>{std::move(predicate)};
}
/// Keeps the rows a callable accepts: `where([](order const& o) { return o.amount > 10; })`. The row is the record itself
/// directly behind a source, a `row<...>` behind a projection; `[](auto const& row)` takes both.
template <class Callable>
  requires(!expression<Callable> && !detail::text_like<Callable>)
[[nodiscard]] constexpr auto where(Callable callable) {
  return where_operator<row_predicate<Callable>>{row_predicate<Callable>{std::move(callable)}};
}
/// The refused form: `where("amount > 10")`.
[[nodiscard]] constexpr auto where(std::string_view) { return refused_operator<plan_error::condition_is_no_text<>>{}; }

}  // namespace sluice
