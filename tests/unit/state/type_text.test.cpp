// SPDX-License-Identifier: Apache-2.0
#include <sluice/state/type_text.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

using namespace sluice;

namespace {

enum class side : std::uint8_t { buy, sell };
struct price {
  double amount;
  std::optional<std::string> currency;
};
SLUICE_RECORD(price, amount, currency);
struct renamed_price {
  double total;
  std::optional<std::string> unit;
};
SLUICE_RECORD(renamed_price, total, unit);
struct mean {
  double total = 0;
  std::int64_t count = 0;
};
struct sketch {
  static constexpr std::string_view state_type = "sketch v2";
  void append_state(std::string&) const {}
  static sketch read_state(state_reader&) { return {}; }
};

}  // namespace

TEST_CASE("types of state have a text that tells how their bytes are read") {
  CHECK(type_text<std::int64_t>() == "long");
  CHECK(type_text<std::int32_t>() == "integer");
  CHECK(type_text<std::uint16_t>() == "unsigned short");
  CHECK(type_text<std::int8_t>() == "byte");
  CHECK(type_text<float>() == "float");
  CHECK(type_text<double>() == "double");
  CHECK(type_text<bool>() == "boolean");
  CHECK(type_text<side>() == "enum unsigned byte");
  CHECK(type_text<std::string>() == "string");
  CHECK(type_text<std::string_view>() == "string");
  CHECK(type_text<text_key>() == "string");
  CHECK(type_text<bytes>() == "binary");
  CHECK(type_text<timestamp>() == "timestamp");
  CHECK(type_text<date>() == "date");
  CHECK(type_text<std::chrono::microseconds>() == "interval 1/1000000 s");
  CHECK(type_text<std::optional<std::string>>() == "string?");
  CHECK(type_text<std::vector<std::optional<double>>>() == "array<double?>");
  CHECK(type_text<std::set<date>>() == "array<date>");
  CHECK(type_text<std::map<std::string, std::vector<price>>>() == "map<string,array<struct<double,string?>>>");
  CHECK(type_text<renamed_price>() == type_text<price>());
  CHECK(type_text<row<cell<"a", timestamp>, cell<"b", std::string_view>>>() == "struct<timestamp,string>");
  CHECK(type_text<std::tuple<>>() == "struct<>");
  CHECK(type_text<mean>() == "struct<double,long>");
  CHECK(type_text<std::tuple<mean, std::optional<sketch>>>() == "struct<struct<double,long>,sketch v2?>");
}
