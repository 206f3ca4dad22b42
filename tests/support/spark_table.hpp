// SPDX-License-Identifier: Apache-2.0
// Holds functions against what Spark gives: reads a table of tests/data/spark (its form: tests/spark/generate.py), calls
// one adapter per signature on typed inputs, and compares results, NULLs and errors. A signature without an adapter fails
// the test, so does a difference that is listed and is none.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/expressions/literal.hpp>

#include <support/spark_value.hpp>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace support {

/// The inputs of a case, each as a literal that may be NULL: what a column of that type is to an expression.
class spark_inputs {
 public:
  explicit spark_inputs(std::vector<std::optional<std::string>> texts) : texts_(std::move(texts)) {}

  template <class Type>
  [[nodiscard]] auto as(std::size_t index) const {
    return sluice::literal<std::optional<Type>>{value<Type>(index)};
  }
  [[nodiscard]] auto text(std::size_t index) const { return as<std::string_view>(index); }
  [[nodiscard]] auto integer(std::size_t index) const { return as<std::int32_t>(index); }
  [[nodiscard]] auto bigint(std::size_t index) const { return as<std::int64_t>(index); }
  [[nodiscard]] auto number(std::size_t index) const { return as<double>(index); }
  [[nodiscard]] auto boolean(std::size_t index) const { return as<bool>(index); }
  [[nodiscard]] auto binary(std::size_t index) const { return as<sluice::bytes>(index); }

  /// The value itself; for functions that take constants, which are not NULL.
  template <class Type>
  [[nodiscard]] std::optional<Type> value(std::size_t index) const {
    auto const& text = texts_.at(index);
    if (!text) return std::nullopt;
    return read_spark_value<Type>(*text);
  }
  [[nodiscard]] std::string_view constant(std::size_t index) const { return texts_.at(index).value(); }
  [[nodiscard]] bool has_null() const {
    return std::any_of(texts_.begin(), texts_.end(), [](auto const& text) { return !text; });
  }

 private:
  std::vector<std::optional<std::string>> texts_;
};

/// Calls a function on the inputs of a case; gives the result as the table writes it (spark_text).
using spark_function = std::function<std::string(spark_inputs const&)>;
using spark_functions = std::map<std::string, spark_function, std::less<>>;

/// A case whose result is another on purpose: `call` is `signature input input...` as in the table, `ours` what Sluice gives.
/// docs/functions.md names it.
struct spark_difference {
  std::string call;
  std::string ours;
};

/// The value of an expression of literals, as the table writes it.
template <class Expression>
[[nodiscard]] std::string spark_value(Expression const& expression) {
  return spark_text(expression.evaluate(sluice::row<>{}));
}

struct spark_case {
  std::size_t line{};
  std::string signature;
  std::string type;
  std::string result;
  std::vector<std::string> inputs;

  [[nodiscard]] std::string call() const {
    std::string text = signature;
    for (auto const& input : inputs) text += "\t" + input;
    return text;
  }
};

/// The cases of tests/data/spark/<topic>.tsv.
[[nodiscard]] inline std::vector<spark_case> read_spark_table(std::string const& topic) {
  std::string const here = __FILE__;
  std::string const path = here.substr(0, here.rfind("support/spark_table.hpp")) + "data/spark/" + topic + ".tsv";
  std::ifstream file(path);
  if (!file) throw std::runtime_error("there is no table " + path);
  std::vector<spark_case> cases;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    std::vector<std::string> fields(1);
    for (char letter : line)
      if (letter == '\t') fields.emplace_back();
      else fields.back() += letter;
    if (fields.size() < 3) throw std::runtime_error(path + ": line " + std::to_string(number) + " has too few fields");
    cases.push_back({number, fields[0], fields[1], fields[2], {fields.begin() + 3, fields.end()}});
  }
  return cases;
}

/// What differs between a table and these functions, one line per case; empty if nothing does. `ulps` is how far floating-point
/// results may be apart, in units of the last place. Signatures that begin with a text of `left_out` are passed over.
[[nodiscard]] inline std::string compare_with_spark(std::string const& topic, spark_functions const& functions,
                                                    std::vector<spark_difference> const& differences = {},
                                                    std::int64_t ulps = 0, std::vector<std::string> const& left_out = {}) {
  std::string found;
  std::vector<bool> met(differences.size(), false);
  for (auto const& one : read_spark_table(topic)) {
    auto const skip = [&](std::string const& start) { return one.signature.starts_with(start); };
    if (std::any_of(left_out.begin(), left_out.end(), skip)) continue;
    auto const where = topic + ".tsv:" + std::to_string(one.line) + ": " + one.call() + ": ";
    auto const function = functions.find(one.signature);
    if (function == functions.end()) {
      found += where + "no adapter for this signature\n";
      continue;
    }
    std::string given;
    try {
      std::vector<std::optional<std::string>> texts;
      for (auto const& input : one.inputs) texts.push_back(unescape_spark(input));
      given = function->second(spark_inputs{std::move(texts)});
    } catch (sluice::error const& error) {
      given = "!" + std::string{to_string(error.code())};
    }
    std::string wanted = one.result;
    for (std::size_t i = 0; i < differences.size(); ++i) {
      if (differences[i].call != one.call()) continue;
      met[i] = true;
      if (same_spark_result(one.type, differences[i].ours, wanted, ulps))
        found += where + "listed as a difference, but Spark gives the same\n";
      wanted = differences[i].ours;
    }
    if (!same_spark_result(one.type, given, wanted, ulps)) found += where + "Spark gives " + wanted + ", Sluice " + given + "\n";
  }
  for (std::size_t i = 0; i < differences.size(); ++i)
    if (!met[i]) found += topic + ": no such case: " + differences[i].call + "\n";
  return found;
}

}  // namespace support
