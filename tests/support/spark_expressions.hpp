// SPDX-License-Identifier: Apache-2.0
// Expressions of columns held against the tables of tests/data/spark: one expression is used for all cases, so that what it keeps from row to
// row must not show.
#pragma once

#include <sluice/expressions/column.hpp>

#include <support/expressions.hpp>
#include <support/spark_table.hpp>

#include <optional>
#include <string>

namespace support {

/// The table's function that `make(column)` is, of a nullable column of type X.
template <class X, class Make>
[[nodiscard]] spark_function function_of(Make const& make) {
  return [expression = make(sluice::col<"x">)](spark_inputs const& in) {
    auto const source = x(in.value<X>(0));
    return spark_text(expression.evaluate(source));
  };
}
/// The same of two columns.
template <class X, class Y, class Make>
[[nodiscard]] spark_function function_of(Make const& make) {
  return [expression = make(sluice::col<"x">, sluice::col<"y">)](spark_inputs const& in) {
    auto const source = xy(in.value<X>(0), in.value<Y>(1));
    return spark_text(expression.evaluate(source));
  };
}
/// The same of three columns.
template <class X, class Y, class Z, class Make>
[[nodiscard]] spark_function function_of(Make const& make) {
  return [expression = make(sluice::col<"x">, sluice::col<"y">, sluice::col<"z">)](spark_inputs const& in) {
    using row_type = sluice::row<sluice::cell<"x", std::optional<X>>, sluice::cell<"y", std::optional<Y>>, sluice::cell<"z", std::optional<Z>>>;
    row_type const source{{in.value<X>(0)}, {in.value<Y>(1)}, {in.value<Z>(2)}};
    return spark_text(expression.evaluate(source));
  };
}

/// The value of an expression on a row, as a table writes it.
template <class Expression, class Row>
[[nodiscard]] std::string spark_value_of(Expression const& expression, Row const& source) {
  return spark_text(expression.evaluate(source));
}

}  // namespace support
