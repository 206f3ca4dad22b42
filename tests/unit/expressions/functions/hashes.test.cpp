// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/functions/hashes.hpp>
#include <sluice/expressions/split.hpp>

#include <support/expressions.hpp>
#include <support/spark_table.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace sluice;
using support::gives;
using support::refuses;
using support::spark_inputs;
using support::spark_value;

namespace {

using text = std::string_view;

/// Adapters for all types of the table that a hash takes.
template <class Make>
void add_hash(support::spark_functions& functions, std::string const& name, Make make) {
  auto const one = [&]<class Type>(char const* type, std::type_identity<Type>) {
    functions[name + "(" + type + ")"] = [make](spark_inputs const& in) { return spark_value(make(in.as<Type>(0))); };
  };
  one("string", std::type_identity<text>{});
  one("binary", std::type_identity<bytes>{});
  one("boolean", std::type_identity<bool>{});
  one("tinyint", std::type_identity<std::int8_t>{});
  one("smallint", std::type_identity<std::int16_t>{});
  one("int", std::type_identity<std::int32_t>{});
  one("bigint", std::type_identity<std::int64_t>{});
  one("float", std::type_identity<float>{});
  one("double", std::type_identity<double>{});
  one("date", std::type_identity<date>{});
  one("timestamp", std::type_identity<timestamp>{});
  functions[name + "(int,string)"] = [make](spark_inputs const& in) { return spark_value(make(in.integer(0), in.text(1))); };
  functions[name + "(string,int)"] = [make](spark_inputs const& in) { return spark_value(make(in.text(0), in.integer(1))); };
  functions[name + "(string,bigint,double)"] = [make](spark_inputs const& in) {
    return spark_value(make(in.text(0), in.bigint(1), in.number(2)));
  };
  functions[name + "(array<int>)"] = [make](spark_inputs const& in) {
    using array = std::vector<std::optional<int>>;
    std::map<std::string_view, array> const arrays{{"[1, 2, 3]", {1, 2, 3}}, {"[]", {}}, {"[1, NULL, 3]", {1, std::nullopt, 3}}};
    return spark_value(make(lit(arrays.at(in.constant(0)))));
  };
  functions[name + "(array<string>)"] = [make](spark_inputs const&) { return spark_value(make(split(lit("a b"), " "))); };
}

}  // namespace

TEST_CASE("hashes are Spark's") {
  support::spark_functions functions;
  add_hash(functions, "hash", [](auto const&... values) { return sluice::hash(values...); });
  add_hash(functions, "xxhash64", [](auto const&... values) { return sluice::xxhash64(values...); });
  functions["crc32(string)"] = [](spark_inputs const& in) { return spark_value(crc32(in.text(0))); };
  functions["crc32(binary)"] = [](spark_inputs const& in) { return spark_value(crc32(in.binary(0))); };
  CHECK(support::compare_with_spark("hashing", functions, {}, 0, {"md5", "sha"}) == "");
}

TEST_CASE("hashes have types, names and refusals") {
  STATIC_REQUIRE(gives<std::int32_t, std::optional<int>>(sluice::hash(col<"x">)));
  STATIC_REQUIRE(gives<std::int64_t, std::string>(sluice::xxhash64(col<"x">)));
  STATIC_REQUIRE(gives<std::int64_t, std::string>(crc32(col<"x">)));
  STATIC_REQUIRE(refuses<int>(crc32(col<"x">)));
  STATIC_REQUIRE(refuses<std::map<std::string, int>>(sluice::hash(col<"x">)));
  STATIC_REQUIRE(decltype(sluice::hash(col<"x">, col<"y">))::name.view() == "hash(x, y)");
}
