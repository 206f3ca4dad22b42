// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/hashing/digests.hpp>

#include <support/expressions.hpp>
#include <support/spark_table.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <string>

using namespace sluice;
using support::gives;
using support::refuses;
using support::spark_inputs;
using support::spark_value;

TEST_CASE("digests are Spark's") {
  auto const sha1_text = [](spark_inputs const& in) { return spark_value(sha1(in.text(0))); };
  auto const sha1_binary = [](spark_inputs const& in) { return spark_value(sha1(in.binary(0))); };
  support::spark_functions const functions{
      {"md5(string)", [](spark_inputs const& in) { return spark_value(md5(in.text(0))); }},
      {"md5(binary)", [](spark_inputs const& in) { return spark_value(md5(in.binary(0))); }},
      {"sha1(string)", sha1_text},
      {"sha1(binary)", sha1_binary},
      {"sha(string)", sha1_text},
      {"sha(binary)", sha1_binary},
      {"sha2(string,int)", [](spark_inputs const& in) { return spark_value(sha2(in.text(0), in.integer(1))); }},
      {"sha2(binary,int)", [](spark_inputs const& in) { return spark_value(sha2(in.binary(0), in.integer(1))); }},
  };
  CHECK(support::compare_with_spark("hashing", functions, {}, 0, {"hash", "xxhash64", "crc32"}) == "");
}

TEST_CASE("digests have types, names and refusals") {
  STATIC_REQUIRE(gives<std::string, std::string>(md5(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<std::string>, bytes>(sha2(col<"x">, 256)));
  STATIC_REQUIRE(refuses<int>(md5(col<"x">)));
  STATIC_REQUIRE(decltype(sha1(col<"x">))::name.view() == "sha1(x)");
}
