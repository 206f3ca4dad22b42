// SPDX-License-Identifier: Apache-2.0
// `to_json(struct_of(col<"a">, col<"b">))`: a struct column as JSON text, and `to_json()`: the whole row. NULL fields are left out
// (semantics 16.2), or written as null with `{.ignore_null_fields = false}`.
#pragma once

#include <sluice/expressions/call.hpp>
#include <sluice/expressions/errors.hpp>
#include <sluice/formats/json/encode.hpp>

#include <string>
#include <utility>

namespace sluice {

struct to_json_function {
  json::write_options options;

  template <class Type>
  using type =
      std::conditional_t<row_like<Type> || is_array<Type> || is_map<Type>, std::string, plan_error::no_such_operation<"to_json", Type>>;
  static constexpr bool handles_null = false;
  static constexpr auto name(auto const& argument) { return detail::call_name<"to_json">(argument); }

  template <class Value>
  [[nodiscard]] std::string operator()(Value const& value) const {
    std::string text;
    json::append_json(text, value, options);
    return text;
  }
};

/// A struct, array or map column as JSON text.
template <expression Argument>
[[nodiscard]] constexpr auto to_json(Argument argument, json::write_options options = {}) {
  return make_call(to_json_function{options}, std::move(argument));
}

/// The whole row as JSON text.
struct row_to_json : expression_base<row_to_json> {
  json::write_options options;

  constexpr explicit row_to_json(json::write_options how) : options(how) {}

  static constexpr auto name = fixed_string{"to_json"};
  static constexpr auto needs = all_columns;
  template <class Schema>
  using result = typed<std::string>;

  template <class Row>
  [[nodiscard]] std::string evaluate(Row const& row) const {
    std::string text;
    json::append_json(text, row, options);
    return text;
  }
};

/// The whole row as JSON text: `select(to_json().as<"value">())`.
[[nodiscard]] constexpr auto to_json(json::write_options options = {}) { return row_to_json{options}; }

}  // namespace sluice
