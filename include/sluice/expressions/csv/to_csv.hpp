// SPDX-License-Identifier: Apache-2.0
// `to_csv(struct_of(col<"a">, col<"b">))`: a struct column as a line of CSV, and `to_csv()`: the whole row. Without a line end.
#pragma once

#include <sluice/expressions/call.hpp>
#include <sluice/expressions/errors.hpp>
#include <sluice/formats/csv/encode.hpp>

#include <string>
#include <type_traits>
#include <utility>

namespace sluice {

namespace detail {

template <class Type>
consteval bool is_csv_row() {
  if constexpr (row_like<Type>) return csv::detail::columns_have_form<schema_of<Type>>;
  else return false;
}

}  // namespace detail

struct to_csv_function {
  mutable csv::encoder encoder;  // its memory is used again from row to row

  template <class Type>
  using type = std::conditional_t<detail::is_csv_row<Type>(), std::string, plan_error::no_such_operation<"to_csv", Type>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& argument) { return detail::call_name<"to_csv">(argument); }

  template <class Value>
  [[nodiscard]] std::string operator()(Value const& value) const {
    std::string text;
    encoder.append_record(text, value);
    return text;
  }
};

/// A struct column as a line of CSV; its fields must not be arrays, maps or structs. Throws option_error for options that cannot work.
template <expression Argument>
[[nodiscard]] auto to_csv(Argument argument, csv::write_options options = {}) {
  return make_call(to_csv_function{csv::encoder{std::move(options)}}, std::move(argument));
}

/// The whole row as a line of CSV.
struct row_to_csv : expression_base<row_to_csv> {
  mutable csv::encoder encoder;

  explicit row_to_csv(csv::write_options options) : encoder(std::move(options)) {}

  static constexpr auto name = fixed_string{"to_csv"};
  static constexpr auto needs = all_columns;
  template <class Schema>
  using result = std::conditional_t<csv::detail::columns_have_form<Schema>, typed<std::string>, plan_error::no_such_operation<"to_csv", row_of_t<Schema>>>;

  template <class Row>
  [[nodiscard]] std::string evaluate(Row const& row) const {
    std::string text;
    encoder.append_record(text, row);
    return text;
  }
};

/// The whole row as a line of CSV: `select(to_csv().as<"value">())`.
[[nodiscard]] inline auto to_csv(csv::write_options options = {}) { return row_to_csv{std::move(options)}; }

}  // namespace sluice
