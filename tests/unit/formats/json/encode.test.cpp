// SPDX-License-Identifier: Apache-2.0
// Values as JSON text, and back through the decoder (semantics 16.2).
#include <sluice/formats/json/decode.hpp>
#include <sluice/formats/json/encode.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace sluice;

struct inner {
  std::string name;
  std::optional<std::int32_t> number;
};
SLUICE_RECORD(inner, name, number);

struct everything {
  std::string text;
  std::optional<std::string> maybe;
  std::int64_t whole;
  double real;
  bool flag;
  timestamp time;
  date day;
  inner nested;
};
SLUICE_RECORD(everything, text, maybe, whole, real, flag, time, day, nested);

template <class Value>
std::string json_of(Value const& value) {
  std::string text;
  json::append_json(text, value);
  return text;
}

}  // namespace

TEST_CASE("values are written as JSON has them") {
  CHECK(json_of(true) == "true");
  CHECK(json_of(std::int64_t{-7}) == "-7");
  CHECK(json_of(2.5) == "2.5");
  CHECK(json_of(12.0) == "12.0");
  CHECK(json_of(1e300) == "1e+300");
  CHECK(json_of(std::numeric_limits<double>::quiet_NaN()) == "\"NaN\"");
  CHECK(json_of(-std::numeric_limits<double>::infinity()) == "\"-Infinity\"");
  CHECK(json_of(std::string{"a\"b\\c\n\x01"}) == R"("a\"b\\c\n\u0001")");
  CHECK(json_of(std::string_view{"grün"}) == "\"grün\"");
  CHECK(json_of(std::optional<int>{}) == "null");
  CHECK(json_of(std::vector<std::optional<int>>{1, {}, 3}) == "[1,null,3]");
  CHECK(json_of(std::map<std::string, int>{{"a", 1}, {"b", 2}}) == R"({"a":1,"b":2})");
  CHECK(json_of(std::map<int, bool>{{3, true}}) == R"({"3":true})");
  CHECK(json_of(bytes{"ab"}) == "\"YWI=\"");
  CHECK(json_of(at(12h)) == "\"2024-01-01T12:00:00.000Z\"");
}

TEST_CASE("rows and records are objects without their NULL fields") {
  CHECK(json_of(inner{"x", std::nullopt}) == R"({"name":"x"})");
  CHECK(json_of(inner{"x", 5}) == R"({"name":"x","number":5})");
  using pair = row<cell<"a", std::optional<int>>, cell<"b", std::string_view>>;
  CHECK(json_of(pair{{std::nullopt}, {"y"}}) == R"({"b":"y"})");
  CHECK(json_of(row<cell<"a", std::optional<int>>>{{std::nullopt}}) == "{}");
}

TEST_CASE("what is written is read back the same") {
  std::mt19937_64 random(11);
  json::decoder<everything> decoder;
  for (int i = 0; i < 2000; ++i) {
    everything value;
    for (std::size_t n = random() % 20; n > 0; --n) value.text += static_cast<char>(random() % 0x7f);
    if (random() % 2 == 0) value.maybe = std::to_string(random());
    value.whole = static_cast<std::int64_t>(random());
    value.real = static_cast<double>(static_cast<std::int64_t>(random())) / static_cast<double>(1 + random() % 1000);
    value.flag = random() % 2 == 0;
    value.time = timestamp{static_cast<std::int64_t>(random() % 4'000'000'000'000'000U)};
    value.day = date{static_cast<std::int32_t>(random() % 40'000)};
    value.nested = {"n" + std::to_string(i), random() % 2 == 0 ? std::optional<std::int32_t>{static_cast<std::int32_t>(random())} : std::nullopt};
    auto const text = json_of(value);
    INFO(text);
    REQUIRE(decoder.decode(text) == json::verdict::ok);
    auto const& row = decoder.row();
    CHECK(row.get<"text">() == value.text);
    CHECK(row.get<"maybe">().has_value() == value.maybe.has_value());
    if (value.maybe) CHECK(*row.get<"maybe">() == *value.maybe);
    CHECK(row.get<"whole">() == value.whole);
    CHECK(row.get<"real">() == value.real);
    CHECK(row.get<"flag">() == value.flag);
    CHECK(row.get<"time">() == value.time);
    CHECK(row.get<"day">() == value.day);
    CHECK(row.get<"nested">().get<"name">() == value.nested.name);
    CHECK(row.get<"nested">().get<"number">() == value.nested.number);
  }
}
