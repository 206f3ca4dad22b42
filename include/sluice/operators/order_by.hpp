// SPDX-License-Identifier: Apache-2.0
// `order_by(desc(col<"total">), col<"customer">)`: sorts the result of an aggregation in complete mode, and any batch result.
// NULLs come first ascending and last descending; NaN is above every number (semantics 8).
#pragma once

#include <sluice/expressions/column.hpp>
#include <sluice/expressions/expression.hpp>
#include <sluice/expressions/refused_forms.hpp>
#include <sluice/operators/errors.hpp>
#include <sluice/operators/explain_text.hpp>
#include <sluice/operators/node.hpp>
#include <sluice/schema/compare.hpp>
#include <sluice/schema/keep_row.hpp>

#include <algorithm>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace sluice {

/// A sort key and its direction.
template <expression Key, bool Descending>
struct sort_key {
  Key key;
  static constexpr bool descending = Descending;
};

/// What order_by takes: an expression, or `asc` or `desc` of one.
template <class Type>
inline constexpr bool is_sort_key = expression<Type>;
template <class Key, bool Descending>
inline constexpr bool is_sort_key<sort_key<Key, Descending>> = true;

/// Ascending order, which is also what a plain expression means.
template <expression Key>
[[nodiscard]] constexpr auto asc(Key key) {
  return sort_key<Key, false>{std::move(key)};
}
/// Descending order.
template <expression Key>
[[nodiscard]] constexpr auto desc(Key key) {
  return sort_key<Key, true>{std::move(key)};
}
/// The same of a column by its name: `desc<"total">()`.
template <fixed_string Column>
[[nodiscard]] constexpr auto asc() {
  return asc(col<Column>);
}
template <fixed_string Column>
[[nodiscard]] constexpr auto desc() {
  return desc(col<Column>);
}
/// The refused forms: `desc("total")`.
template <detail::text_like Name>
[[nodiscard]] constexpr auto asc(Name const&) { return asc(refused_column_name<"asc">{}); }
template <detail::text_like Name>
[[nodiscard]] constexpr auto desc(Name const&) { return desc(refused_column_name<"desc">{}); }

namespace detail {

template <expression Key>
constexpr auto as_sort_key(Key key) {
  return asc(std::move(key));
}
template <class Key, bool Descending>
constexpr auto as_sort_key(sort_key<Key, Descending> key) {
  return key;
}

template <class Result>
consteval auto sort_verdict() {
  if constexpr (refused<Result>) return Result{};
  else if constexpr (!has_order<typename Result::type>()) return plan_error::order_by_needs_an_order<typename Result::type>{};
  else return accepted{};
}

/// "total descending, customer".
struct list_sort_keys {
  template <class... Keys>
  std::string operator()(Keys const&... keys) const {
    std::string by;
    (append_listed(by, expression_text(keys.key) + (Keys::descending ? " descending" : "")), ...);
    return by;
  }
};

/// Compares rows by the keys, one after the other.
template <class... Keys>
struct row_order {
  std::tuple<Keys...> const* keys;

  template <class Row>
  [[nodiscard]] bool operator()(Row const& left, Row const& right) const {
    return compare_from<0>(left, right) < 0;
  }

 private:
  template <std::size_t Index, class Row>
  [[nodiscard]] int compare_from(Row const& left, Row const& right) const {
    if constexpr (Index == sizeof...(Keys)) {
      return 0;
    } else {
      auto const& key = std::get<Index>(*keys);
      int const order = compare_values(key.key.evaluate(left), key.key.evaluate(right));
      if (order != 0) return nth_type<Index, Keys...>::descending ? -order : order;
      return compare_from<Index + 1>(left, right);
    }
  }
};

}  // namespace detail

/// The fused step of `order_by`: keeps the batch's rows, and hands them on sorted when the batch ends.
template <class Schema, class Next, class... Keys>
struct order_by_step : linear_step<Next> {
  std::tuple<Keys...> keys;
  std::vector<row_of_t<Schema>> rows;

  order_by_step(std::tuple<Keys...> by, Next then) : linear_step<Next>{std::move(then)}, keys(std::move(by)) {}

  static constexpr auto needs = all_columns;

  template <class Row>
  void push(Row const& row) {
    rows.push_back(detail::keep_row<row_of_t<Schema>>(row));
  }

  void finish() {
    std::stable_sort(rows.begin(), rows.end(), detail::row_order<Keys...>{&keys});
    for (auto const& row : rows) this->next.push(row);
    rows.clear();
    this->next.finish();
  }
};

template <class... Keys>
struct order_by_operator : operator_base<order_by_operator<Keys...>> {
  std::tuple<Keys...> keys;

  constexpr explicit order_by_operator(std::tuple<Keys...> by) : keys(std::move(by)) {}

  static constexpr operator_kind kind = operator_kind::order_by;
  [[nodiscard]] std::string explain() const { return "order_by " + std::apply(detail::list_sort_keys{}, keys); }
  template <class Schema>
  using refusal = first_refusal_t<decltype(detail::sort_verdict<result_of<decltype(Keys::key), Schema>>())...>;
  template <class Schema>
  using output = Schema;

  template <class Schema, emission Mode, class Next>
  [[nodiscard]] auto make_step(Next next) const {
    return order_by_step<Schema, Next, Keys...>{keys, std::move(next)};
  }
};

/// Sorts by the keys, the first one first; equal rows keep their order. Costs a copy of every row of the result.
template <class... Keys>
  requires(sizeof...(Keys) > 0 && (is_sort_key<Keys> && ...))
[[nodiscard]] constexpr auto order_by(Keys... keys) {
  return order_by_operator<decltype(detail::as_sort_key(std::move(keys)))...>{
      std::tuple<decltype(detail::as_sort_key(std::move(keys)))...>{detail::as_sort_key(std::move(keys))...}};
}
/// The refused form.
template <class... Keys>
  requires(!(is_sort_key<Keys> && ...))
[[nodiscard]] constexpr auto order_by(Keys const&...) {
  if constexpr ((false || ... || detail::text_like<Keys>)) return refused_operator<plan_error::column_name_is_no_text<"order_by">>{};
  else return refused_operator<plan_error::order_by_takes_expressions<std::tuple<Keys...>>>{};
}
/// Columns by name, ascending.
template <fixed_string... Names>
  requires(sizeof...(Names) > 0)
[[nodiscard]] constexpr auto order_by() {
  return order_by(col<Names>...);
}

}  // namespace sluice
