// SPDX-License-Identifier: Apache-2.0
// The statistics, sketches and percentiles give what Spark gives; the others are in spark_values.test.cpp.
#include <sluice/expressions/aggregates/approx_count_distinct.hpp>
#include <sluice/expressions/aggregates/covariance.hpp>
#include <sluice/expressions/aggregates/moments.hpp>
#include <sluice/expressions/aggregates/percentile_approx.hpp>

#include <support/spark_columns.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

using namespace sluice;
using support::aggregate_of;
using support::aggregate_text;
using support::spark_column;
using support::spark_functions;
using support::spark_inputs;

namespace {

constexpr auto x = col<"x">;
constexpr auto y = col<"y">;

std::vector<std::string> const other_topics{"count_distinct", "sum_distinct", "avg_distinct", "collect_",  "mode",        "min_by",
                                            "max_by",         "bool_",        "every",        "some",      "any",         "count_if",
                                            "bit_",           "product",      "first_value",  "last_value", "string_agg", "try_"};

template <class Aggregate>
void add_moment(spark_functions& functions, std::string const& name, Aggregate const& aggregate) {
  functions[name + "(double)"] = aggregate_of<double>(aggregate);
  functions[name + "(int)"] = aggregate_of<int>(aggregate);
  functions[name + "(bigint)"] = aggregate_of<std::int64_t>(aggregate);
}
template <class Aggregate>
void add_joint(spark_functions& functions, std::string const& name, Aggregate const& aggregate) {
  functions[name + "(double,double)"] = aggregate_of<double, double>(aggregate);
  functions[name + "(int,int)"] = aggregate_of<int, int>(aggregate);
}
template <class Type>
void add_sketch(spark_functions& functions, std::string const& type) {
  functions["approx_count_distinct(" + type + ")"] = aggregate_of<Type>(approx_count_distinct(x));
}

/// The share stands in each row of the second column.
template <class Type>
spark_functions::mapped_type percentile_at(bool exact) {
  return [exact](spark_inputs const& in) {
    auto const shares = spark_column<double>(in, 1);
    double const share = shares.empty() ? 0.5 : *shares.front();
    auto const values = spark_column<Type>(in, 0);
    static_cast<void>(exact);  // dates have no exact percentile
    if constexpr (numeric_type<Type>) {
      if (exact) return aggregate_text(percentile(x, share), values);
    }
    return aggregate_text(percentile_approx(x, share), values);
  };
}

std::vector<std::optional<std::int64_t>> numbers_below(std::int64_t end) {
  std::vector<std::optional<std::int64_t>> numbers(static_cast<std::size_t>(end));
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<std::int64_t>(i);
  return numbers;
}
std::string estimate(std::int64_t many, double error) { return aggregate_text(approx_count_distinct(x, error), numbers_below(many)); }

}  // namespace

TEST_CASE("statistics, sketches and percentiles are what Spark gives") {
  spark_functions functions;
  add_moment(functions, "stddev", stddev(x));
  add_moment(functions, "stddev_samp", stddev_samp(x));
  add_moment(functions, "stddev_pop", stddev_pop(x));
  add_moment(functions, "variance", variance(x));
  add_moment(functions, "var_samp", var_samp(x));
  add_moment(functions, "var_pop", var_pop(x));
  add_moment(functions, "skewness", skewness(x));
  add_moment(functions, "kurtosis", kurtosis(x));
  add_moment(functions, "median", median(x));
  add_joint(functions, "covar_pop", covar_pop(x, y));
  add_joint(functions, "covar_samp", covar_samp(x, y));
  add_joint(functions, "corr", corr(x, y));
  add_sketch<int>(functions, "int");
  add_sketch<std::int64_t>(functions, "bigint");
  add_sketch<double>(functions, "double");
  add_sketch<bool>(functions, "boolean");
  add_sketch<std::string>(functions, "string");
  add_sketch<bytes>(functions, "binary");
  add_sketch<timestamp>(functions, "timestamp");
  add_sketch<date>(functions, "date");
  functions["approx_count_distinct_of_numbers(int)"] = [](spark_inputs const& in) { return estimate(*spark_column<int>(in, 0).front(), 0.05); };
  functions["approx_count_distinct_within(double,int)"] = [](spark_inputs const& in) {
    return estimate(*spark_column<int>(in, 1).front(), *spark_column<double>(in, 0).front());
  };
  functions["percentile(double,double)"] = percentile_at<double>(true);
  functions["percentile(int,double)"] = percentile_at<int>(true);
  functions["percentiles array(0.25D, 0.5D, 0.75D)(int)"] = aggregate_of<int>(percentile(x, {0.25, 0.5, 0.75}));
  functions["percentiles array(0D, 1D)(int)"] = aggregate_of<int>(percentile(x, {0.0, 1.0}));
  functions["percentile_approx(double,double)"] = percentile_at<double>(false);
  functions["percentile_approx(int,double)"] = percentile_at<int>(false);
  functions["percentile_approx(date,double)"] = percentile_at<date>(false);
  functions["percentile_approx(timestamp,double)"] = percentile_at<timestamp>(false);
  functions["percentile_approx_of_numbers(bigint,double,int)"] = [](spark_inputs const& in) {
    std::int64_t const many = *spark_column<std::int64_t>(in, 0).front();
    auto numbers = numbers_below(many);
    for (auto& one : numbers) one = *one * 7919 % many;
    return aggregate_text(percentile_approx(x, *spark_column<double>(in, 1).front(), *spark_column<int>(in, 2).front()), numbers);
  };
  // Spark divides by zero; and where it corrects a bias by tables, another estimate comes near its own.
  std::vector<support::spark_difference> const differences{
      {"corr(double,double)\t[1.0, 1.0, 1.0]\t[1.0, 2.0, 3.0]", "\\N"},
      {"corr(double,double)\t[1.0, 2.0]\t[7.0, 7.0]", "\\N"},
      {"approx_count_distinct_of_numbers(int)\t[1500]", "1404"},
      {"approx_count_distinct_of_numbers(int)\t[2500]", "2377"},
      {"approx_count_distinct_within(double,int)\t[0.01]\t[40000]", "40039"},
      {"approx_count_distinct_within(double,int)\t[0.2]\t[100]", "114"},
  };
  CHECK(support::compare_with_spark("aggregates", functions, differences, 4, other_topics) == "");
}
