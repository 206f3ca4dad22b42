// SPDX-License-Identifier: Apache-2.0
// Aggregates held against the tables of tests/data/spark: their inputs are columns, written as arrays.
#pragma once

#include <sluice/expressions/aggregate.hpp>
#include <sluice/schema/row.hpp>

#include <support/spark_table.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace support {

/// The elements of an array of plain values as a table writes it: `[1, NULL]`, `["a", "b"]`. Texts without quotes and commas in them.
[[nodiscard]] inline std::vector<std::optional<std::string>> spark_elements(std::string_view array) {
  std::vector<std::optional<std::string>> found;
  array = array.substr(1, array.size() - 2);
  while (!array.empty()) {
    auto const end = array.find(", ");
    auto const one = array.substr(0, end);
    if (one == "NULL") found.emplace_back();
    else if (one.starts_with('"')) found.emplace_back(one.substr(1, one.size() - 2));
    else found.emplace_back(one);
    if (end == std::string_view::npos) break;
    array.remove_prefix(end + 2);
    if (array.empty()) found.emplace_back("");  // a binary value of no bytes
  }
  return found;
}

/// A column of a case; NULL is an empty optional.
template <class Type>
[[nodiscard]] std::vector<std::optional<Type>> spark_column(spark_inputs const& in, std::size_t index) {
  std::vector<std::optional<Type>> found;
  for (auto const& one : spark_elements(in.constant(index)))
    found.push_back(one ? std::optional<Type>{read_spark_value<Type>(*one)} : std::nullopt);
  return found;
}

/// Floating point in an array as Python writes it: with a point.
template <class Value>
[[nodiscard]] std::string spark_result_text(Value const& value) {
  if constexpr (std::is_same_v<Value, std::vector<double>>) {
    std::string out = "[";
    for (double const one : value) {
      std::string text = spark_text(one);
      if (text.find_first_of(".eNI") == std::string::npos) text += ".0";
      out += (out.size() == 1 ? "" : ", ") + text;
    }
    return out + "]";
  } else if constexpr (sluice::is_nullable<Value>) {
    return value ? spark_result_text(*value) : "\\N";
  } else {
    return spark_text(value);
  }
}

/// What an aggregate of the columns `x` (and `y`) of these types gives over everything.
template <class X, class Aggregate>
[[nodiscard]] std::string aggregate_text(Aggregate const& aggregate, std::vector<std::optional<X>> const& x) {
  using row_type = sluice::row<sluice::cell<"x", std::optional<X>>>;
  auto const function = aggregate.template make_function<typename row_type::schema, false>();
  auto state = function.init();
  for (auto const& value : x) {
    row_type const row{{value}};
    function.update(state, aggregate.evaluate(row));
  }
  return spark_result_text(sluice::owned_t<decltype(function.result(state))>(function.result(state)));
}
template <class X, class Y, class Aggregate>
[[nodiscard]] std::string aggregate_text(Aggregate const& aggregate, std::vector<std::optional<X>> const& x, std::vector<std::optional<Y>> const& y) {
  using row_type = sluice::row<sluice::cell<"x", std::optional<X>>, sluice::cell<"y", std::optional<Y>>>;
  auto const function = aggregate.template make_function<typename row_type::schema, false>();
  auto state = function.init();
  for (std::size_t i = 0; i < x.size(); ++i) {
    row_type const row{{x[i]}, {y[i]}};
    function.update(state, aggregate.evaluate(row));
  }
  return spark_result_text(sluice::owned_t<decltype(function.result(state))>(function.result(state)));
}

/// An aggregate of one column, or of two, as a table's function.
template <class X, class Aggregate>
[[nodiscard]] spark_function aggregate_of(Aggregate const& aggregate) {
  return [aggregate](spark_inputs const& in) { return aggregate_text(aggregate, spark_column<X>(in, 0)); };
}
template <class X, class Y, class Aggregate>
[[nodiscard]] spark_function aggregate_of(Aggregate const& aggregate) {
  return [aggregate](spark_inputs const& in) { return aggregate_text(aggregate, spark_column<X>(in, 0), spark_column<Y>(in, 1)); };
}

}  // namespace support
