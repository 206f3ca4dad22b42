// SPDX-License-Identifier: Apache-2.0
// The aggregates that choose, collect, count and join values give what Spark gives; statistics are in spark_statistics.test.cpp.
#include <sluice/expressions/aggregates/collect.hpp>
#include <sluice/expressions/aggregates/distinct.hpp>
#include <sluice/expressions/aggregates/extremes_by.hpp>
#include <sluice/expressions/aggregates/logic_and_bits.hpp>
#include <sluice/expressions/aggregates/percentile.hpp>
#include <sluice/expressions/aggregates/string_agg.hpp>
#include <sluice/expressions/aggregates/totals.hpp>

#include <support/spark_columns.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

using namespace sluice;
using support::aggregate_of;
using support::spark_functions;
using support::spark_inputs;

namespace {

constexpr auto x = col<"x">;
constexpr auto y = col<"y">;

std::vector<std::string> const other_topics{"stddev",   "var",     "covar",                 "corr",       "skewness",
                                            "kurtosis", "median",  "approx_count_distinct", "percentile"};

template <class Aggregate>
void add_integers(spark_functions& functions, std::string const& name, Aggregate const& aggregate) {
  functions[name + "(int)"] = aggregate_of<int>(aggregate);
  functions[name + "(bigint)"] = aggregate_of<std::int64_t>(aggregate);
}
template <class Aggregate>
void add_numbers(spark_functions& functions, std::string const& name, Aggregate const& aggregate) {
  add_integers(functions, name, aggregate);
  functions[name + "(double)"] = aggregate_of<double>(aggregate);
}
template <class Aggregate>
void add_bits(spark_functions& functions, std::string const& name, Aggregate const& aggregate) {
  add_integers(functions, name, aggregate);
  functions[name + "(tinyint)"] = aggregate_of<std::int8_t>(aggregate);
}
template <class Aggregate>
void add_choice(spark_functions& functions, std::string const& name, Aggregate const& aggregate) {
  functions[name + "(string,int)"] = aggregate_of<std::string, int>(aggregate);
  functions[name + "(string,double)"] = aggregate_of<std::string, double>(aggregate);
  functions[name + "(int,string)"] = aggregate_of<int, std::string>(aggregate);
}

/// A set, least first, as the table has it.
template <class Type>
support::spark_function sorted_set() {
  return [](spark_inputs const& in) {
    using row_type = row<cell<"x", std::optional<Type>>>;
    auto const function = collect_set(x).make_function<typename row_type::schema, false>();
    auto state = function.init();
    for (auto const& value : support::spark_column<Type>(in, 0)) function.update(state, value);
    std::vector<Type> values = function.result(state);
    std::sort(values.begin(), values.end(), [](Type const& left, Type const& right) { return compare_values(left, right) < 0; });
    return support::spark_result_text(values);
  };
}

}  // namespace

TEST_CASE("aggregates that choose, collect, count and join are what Spark gives") {
  spark_functions functions;
  add_numbers(functions, "count_distinct", count_distinct(x));
  functions["count_distinct(boolean)"] = aggregate_of<bool>(count_distinct(x));
  functions["count_distinct(string)"] = aggregate_of<std::string>(count_distinct(x));
  functions["count_distinct(binary)"] = aggregate_of<bytes>(count_distinct(x));
  functions["count_distinct(timestamp)"] = aggregate_of<timestamp>(count_distinct(x));
  functions["count_distinct(date)"] = aggregate_of<date>(count_distinct(x));
  functions["count_distinct(int,string)"] = aggregate_of<int, std::string>(count_distinct(x, y));
  functions["count_distinct(double,int)"] = aggregate_of<double, int>(count_distinct(x, y));
  add_numbers(functions, "sum_distinct", sum_distinct(x));
  add_numbers(functions, "avg_distinct", avg_distinct(x));
  functions["collect_list(int)"] = aggregate_of<int>(collect_list(x));
  functions["collect_list(string)"] = aggregate_of<std::string>(collect_list(x));
  functions["collect_list(double)"] = aggregate_of<double>(collect_list(x));
  functions["collect_list(boolean)"] = aggregate_of<bool>(collect_list(x));
  functions["collect_set(int)"] = sorted_set<int>();
  functions["collect_set(string)"] = sorted_set<std::string>();
  functions["collect_set(double)"] = sorted_set<double>();
  for (std::string const name : {"mode", "mode_lowest"}) {
    functions[name + "(int)"] = aggregate_of<int>(mode_of(x));
    functions[name + "(string)"] = aggregate_of<std::string>(mode_of(x));
    functions[name + "(double)"] = aggregate_of<double>(mode_of(x));
  }
  add_choice(functions, "min_by", min_by(x, y));
  add_choice(functions, "max_by", max_by(x, y));
  functions["bool_and(boolean)"] = aggregate_of<bool>(bool_and(x));
  functions["every(boolean)"] = aggregate_of<bool>(every(x));
  functions["bool_or(boolean)"] = aggregate_of<bool>(bool_or(x));
  functions["some(boolean)"] = aggregate_of<bool>(some(x));
  functions["any(boolean)"] = aggregate_of<bool>(sluice::any(x));
  functions["count_if(boolean)"] = aggregate_of<bool>(count_if(x));
  add_bits(functions, "bit_and", bit_and(x));
  add_bits(functions, "bit_or", bit_or(x));
  add_bits(functions, "bit_xor", bit_xor(x));
  functions["product(double)"] = aggregate_of<double>(product(x));
  functions["any_value(int)"] = aggregate_of<int>(any_value(x));
  functions["any_value_ignoring_nulls(int)"] = aggregate_of<int>(any_value(x, ignore_nulls));
  functions["first_value(int)"] = aggregate_of<int>(first_value(x));
  functions["first_value_ignoring_nulls(int)"] = aggregate_of<int>(first_value(x, ignore_nulls));
  functions["last_value(int)"] = aggregate_of<int>(last_value(x));
  functions["last_value_ignoring_nulls(int)"] = aggregate_of<int>(last_value(x, ignore_nulls));
  functions["string_agg(string)"] = aggregate_of<std::string>(string_agg(x));
  functions["string_agg(binary)"] = aggregate_of<bytes>(string_agg(x));
  functions["string_agg_with_comma(string)"] = aggregate_of<std::string>(string_agg(x, ", "));
  add_numbers(functions, "try_sum", try_sum(x));
  add_integers(functions, "try_avg", try_avg(x));
  CHECK(support::compare_with_spark("aggregates", functions, {}, 0, other_topics) == "");
}
