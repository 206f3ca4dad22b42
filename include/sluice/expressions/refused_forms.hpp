// SPDX-License-Identifier: Apache-2.0
// What is written where a column belongs, and is none: `sum("amount")`, `col<"shop"> = 5`. It compiles to an expression that every operator
// refuses, with a sentence that says what to write.
#pragma once

#include <sluice/base/fixed_string.hpp>
#include <sluice/contract/needs.hpp>
#include <sluice/contract/refusal.hpp>
#include <sluice/expressions/expression.hpp>

#include <concepts>
#include <string_view>

namespace sluice {

namespace plan_error {

template <fixed_string Function>
struct column_name_is_no_text : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<decltype(Function)>,
                  "a column is named in angle brackets, where the compiler sees it: col<\"name\">, select<\"name\">(), group_by<\"name\">(), "
                  "sum<\"name\">(), with_watermark<\"name\">(10min); a text as a value is lit(\"text\")");
  }
};

template <fixed_string Function, class Span>
struct span_is_no_duration : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Span>,
                  "a span of time is a duration of std::chrono, such as 10min, 5s or 500ms: put using namespace std::chrono_literals above");
  }
};

template <class Column>
struct column_is_not_assigned : refusal_base {
  static constexpr void raise() {
    static_assert(always_false<Column>, "= assigns, and a column is not assigned: compare with ==, or make a column with with_column<\"name\">(...)");
  }
};

}  // namespace plan_error

namespace detail {

/// A text, such as a column's name in quotes.
template <class Type>
concept text_like = std::convertible_to<Type const&, std::string_view>;

/// `Refusal`, but not before the columns are known.
template <class Schema, class Refusal>
struct refusal_on {
  using type = Refusal;
};

}  // namespace detail

/// An expression that no query takes.
template <class Refusal>
struct refused_expression : expression_base<refused_expression<Refusal>> {
  static constexpr auto name = fixed_string{""};
  static constexpr auto needs = no_columns;
  template <class Schema>
  using result = typename detail::refusal_on<Schema, Refusal>::type;
};

/// A column's name as a text.
template <fixed_string Function>
using refused_column_name = refused_expression<plan_error::column_name_is_no_text<Function>>;

}  // namespace sluice
