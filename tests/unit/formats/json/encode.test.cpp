// SPDX-License-Identifier: Apache-2.0
#include "records.hpp"

#include <sluice/formats/json/decode.hpp>
#include <sluice/formats/json/encode.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace {

using json_test::address;
using json_test::everything;
using sluice::json::to_json;
using sluice::json::verdict;

template <class Type>
using one = sluice::row<sluice::cell<"a", Type>>;

// A decoded row equals the record it came from.
template <class Decoded, class Original>
bool equal(Decoded const& decoded, Original const& original) {
  if constexpr (sluice::is_row<Decoded>) {
    return [&]<class... Cells>(sluice::row<Cells...> const& row) {
      return (true && ... && equal(row.template get<Cells::name>(), sluice::get<Cells::name>(original)));
    }(decoded);
  } else if constexpr (sluice::record<Decoded>) {
    return [&]<class... Fields>(sluice::field_list<Fields...>) {
      return (true && ... && equal(decoded.*Fields::member, original.*Fields::member));
    }(sluice::fields_of<Decoded>{});
  } else if constexpr (sluice::is_nullable<Decoded>) {
    return decoded.has_value() == original.has_value() && (!decoded || equal(*decoded, *original));
  } else if constexpr (sluice::is_array<Decoded>) {
    bool same = decoded.size() == original.size();
    for (std::size_t i = 0; same && i < decoded.size(); ++i) same = equal(decoded[i], original[i]);
    return same;
  } else if constexpr (std::is_floating_point_v<Decoded>) {
    return std::bit_cast<std::array<char, sizeof(Decoded)>>(decoded) == std::bit_cast<std::array<char, sizeof(Decoded)>>(original);
  } else if constexpr (sluice::binary_type<Decoded>) {
    return sluice::bytes_view{decoded} == sluice::bytes_view{original};
  } else {
    return decoded == original;
  }
}

class record_maker {
 public:
  std::uint64_t bits() { return random_(); }
  bool chance(unsigned one_in) { return random_() % one_in == 0; }

  std::string text() {
    static std::string_view const parts[] = {"a", "Z", "0", "\"", "\\", "/", "\n", "\t", "\x01", "\x1F", "\x7F", " ", "'",
                                             "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "{", "}", ",", ":", "\\u0041"};
    std::string text;
    for (std::size_t size = chance(4) ? random_() % 40 : random_() % 6; size > 0; --size) text += parts[random_() % std::size(parts)];
    return text;
  }
  sluice::bytes bytes() {
    std::string content;
    for (std::size_t size = random_() % 10; size > 0; --size) content += static_cast<char>(random_());
    return sluice::bytes{content};
  }
  template <class Float, class Bits>
  Float floating() {
    if (chance(3)) return static_cast<Float>(static_cast<std::int64_t>(random_() % 2'000'000) - 1'000'000) / 100;
    Float value;
    do value = std::bit_cast<Float>(static_cast<Bits>(random_()));
    while (std::isnan(value));
    return value;
  }
  sluice::timestamp time() {
    auto micros = static_cast<std::int64_t>(random_() % 253'402'300'800'000'000) - 62'135'596'800'000'000 + 62'135'596'800'000'000 / 2;
    if (chance(2)) micros -= sluice::floor_modulo(micros, 1000);
    return {std::min(micros, std::int64_t{253'402'300'799'999'999})};
  }
  address home() {
    address made{text(), std::nullopt};
    if (chance(2)) made.zip = static_cast<std::int32_t>(random_());
    return made;
  }

  everything record() {
    everything made{};
    made.flag = chance(2);
    made.small = static_cast<std::int8_t>(random_());
    made.port = static_cast<std::uint16_t>(random_());
    made.large = static_cast<std::int64_t>(random_());
    made.huge = random_() >> random_() % 64;
    made.ratio = floating<float, std::uint32_t>();
    made.exact = floating<double, std::uint64_t>();
    made.text = text();
    made.raw = bytes();
    made.time = time();
    made.day = sluice::date{static_cast<std::int32_t>(random_() % 2'900'000) - 700'000};
    made.side = chance(2) ? json_test::side::buy : json_test::side::sell;
    made.level = chance(2) ? json_test::level::low : json_test::level::high;
    made.home = home();
    if (chance(2)) made.work = home();
    for (std::size_t size = random_() % 4; size > 0; --size) made.numbers.push_back(static_cast<std::int32_t>(random_()));
    for (std::size_t size = random_() % 3; size > 0; --size) made.addresses.push_back(home());
    for (std::size_t size = random_() % 3; size > 0; --size)
      made.scores[text()] = chance(3) ? std::nullopt : std::optional{floating<double, std::uint64_t>()};
    return made;
  }

 private:
  std::mt19937_64 random_{2024};
};

}  // namespace

TEST_CASE("a record is written as an object in column order", "[json]") {
  json_test::order const order{"o-1", "c-42", 12.34, sluice::at(std::chrono::hours{12})};
  CHECK(to_json(order) == R"({"order_id":"o-1","customer":"c-42","amount":12.34,"event_time":"2024-01-01T12:00:00.000Z"})");
}

TEST_CASE("NULL fields are left out, or written on request, semantics 16.2", "[json]") {
  json_test::nullable_order const order{std::nullopt, 1.5, std::nullopt};
  CHECK(to_json(order) == R"({"amount":1.5})");
  CHECK(to_json(order, {.ignore_null_fields = false}) == R"({"customer":null,"amount":1.5,"items":null})");
  CHECK(to_json(json_test::nullable_order{}) == "{}");
  CHECK(to_json(std::vector<std::optional<int>>{1, std::nullopt}) == "[1,null]");
  CHECK(to_json(std::map<std::string, std::optional<int>>{{"x", std::nullopt}}) == R"({"x":null})");
  CHECK(to_json(std::optional<int>{}) == "null");
}

TEST_CASE("rows are written like records, views like what they view", "[json]") {
  sluice::row<sluice::cell<"name", std::string_view>, sluice::cell<"raw", sluice::bytes_view>, sluice::cell<"inner", one<int>>> const row{
      {"x"}, {sluice::bytes_view{std::string_view{"foo"}}}, {{{7}}}};
  CHECK(to_json(row) == R"({"name":"x","raw":"Zm9v","inner":{"a":7}})");
  CHECK(to_json(sluice::row<>{}) == "{}");
  std::string const below = "referred to";
  CHECK(to_json(one<std::string const&>{{below}}) == R"({"a":"referred to"})");
}

TEST_CASE("texts are escaped as far as JSON asks for it", "[json]") {
  CHECK(to_json(std::string("\"\\/\b\f\n\r\t\x01\x1F\x7F")) == "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001F\x7F\"");
  CHECK(to_json(std::string("a\0b", 3)) == "\"a\\u0000b\"");
  CHECK(to_json(std::string("\xC3\xA4\xF0\x9F\x98\x80")) == "\"\xC3\xA4\xF0\x9F\x98\x80\"");
  CHECK(to_json(sluice::row<sluice::cell<"a \"b\"", int>, sluice::cell<"sum(x)", int>>{{1}, {2}}) ==
        R"-({"a \"b\"":1,"sum(x)":2})-");
}

TEST_CASE("numbers have their shortest digits, and names where they are none", "[json]") {
  CHECK(to_json(0.1) == "0.1");
  CHECK(to_json(12.0) == "12.0");
  CHECK(to_json(-0.0) == "-0.0");
  CHECK(to_json(1e300) == "1e+300");
  CHECK(to_json(0.1F) == "0.1");
  CHECK(to_json(std::numeric_limits<double>::quiet_NaN()) == "\"NaN\"");
  CHECK(to_json(std::numeric_limits<double>::infinity()) == "\"Infinity\"");
  CHECK(to_json(-std::numeric_limits<float>::infinity()) == "\"-Infinity\"");
  CHECK(to_json(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
  CHECK(to_json(std::int8_t{-5}) == "-5");
  CHECK(to_json(true) == "true");
}

TEST_CASE("times, days, bytes, enums and maps have their forms", "[json]") {
  CHECK(to_json(sluice::at(std::chrono::microseconds{1})) == "\"2024-01-01T00:00:00.000001Z\"");
  CHECK(to_json(sluice::date{0}) == "\"1970-01-01\"");
  CHECK(to_json(sluice::bytes{std::string("\0\xFF", 2)}) == "\"AP8=\"");
  CHECK(to_json(json_test::side::sell) == "\"sell\"");
  CHECK(to_json(json_test::level::low) == "-1");
  CHECK(to_json(static_cast<json_test::side>(9)) == "9");
  CHECK(to_json(std::vector<bool>{true, false}) == "[true,false]");
  CHECK(to_json(std::map<int, std::string>{{1, "a"}, {2, "b"}}) == R"({"1":"a","2":"b"})");
  CHECK(to_json(std::map<sluice::date, int>{{sluice::date{0}, 1}}) == R"({"1970-01-01":1})");
}

TEST_CASE("appending leaves what was there", "[json]") {
  std::string text = "before ";
  sluice::json::append_json(text, one<int>{{1}});
  CHECK(text == "before {\"a\":1}");
}

TEST_CASE("random records are decoded as they were", "[json]") {
  record_maker make;
  sluice::json::decoder<everything> decode;
  for (int round = 0; round < 3000; ++round) {
    auto const record = make.record();
    std::string const text = to_json(record, {.ignore_null_fields = round % 2 == 0});
    auto const outcome = decode.decode(text);
    if (outcome != verdict::ok || !equal(decode.row(), record)) FAIL(text << " " << decode.problem().column << " " << decode.problem().reason);
    // And what is decoded is written as it was.
    REQUIRE(to_json(decode.row(), {.ignore_null_fields = round % 2 == 0}) == text);
  }
}

TEST_CASE("special numbers are decoded as they were", "[json]") {
  sluice::json::decoder<everything, json_test::want<"exact">> decode;
  REQUIRE(decode.decode("{\"exact\":" + to_json(std::numeric_limits<double>::quiet_NaN()) + "}") == verdict::ok);
  CHECK(std::isnan(decode.row().get<"exact">()));
}
