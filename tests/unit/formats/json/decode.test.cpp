// SPDX-License-Identifier: Apache-2.0
// Texts and what they decode to, by the table of semantics 16.2.
#include "records.hpp"

#include <sluice/formats/json/decode.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using json_test::want;
using sluice::json::decoder;
using sluice::json::verdict;

template <class Type>
struct one {
  Type a;
};
template <class Type>
consteval auto sluice_fields(std::type_identity<one<Type>>) {
  return sluice::field_list<sluice::field<"a", &one<Type>::a>>{};
}

// Decodes {"a": <value>} into a column of `Type`.
template <class Type>
struct column {
  decoder<one<Type>> decode;
  verdict outcome{};

  explicit column(std::string const& value) { outcome = decode.decode("{\"a\":" + value + "}"); }
  auto const& value() const { return decode.row().template get<"a">(); }
};

template <class Type>
void check_value(std::string const& json, Type const& expected) {
  CAPTURE(json);
  column<Type> plain{json};
  REQUIRE(plain.outcome == verdict::ok);
  CHECK(plain.value() == sluice::as_view(expected));
  column<std::optional<Type>> nullable{json};
  REQUIRE(nullable.outcome == verdict::ok);
  REQUIRE(nullable.value().has_value());
  CHECK(*nullable.value() == sluice::as_view(expected));
}

// A value that is JSON and does not fit: NULL and malformed, or rejected with the column's name.
template <class Type>
void check_wrong(std::string const& json) {
  CAPTURE(json);
  column<Type> plain{json};
  CHECK(plain.outcome == verdict::rejected);
  CHECK(plain.decode.problem().column == "a");
  CHECK_FALSE(plain.decode.problem().reason.empty());
  column<std::optional<Type>> nullable{json};
  CHECK(nullable.outcome == verdict::malformed);
  CHECK_FALSE(nullable.value().has_value());
  CHECK(nullable.decode.problem().column == "a");
}

// A value that is no JSON breaks the text.
template <class Type>
void check_broken(std::string const& json) {
  CAPTURE(json);
  CHECK(column<Type>{json}.outcome == verdict::rejected);
  column<std::optional<Type>> nullable{json};
  CHECK(nullable.outcome == verdict::malformed);
  CHECK_FALSE(nullable.value().has_value());
}

std::string_view const good_order =
    R"({"order_id":"o-123","customer":"c-42","amount":12.34,"event_time":"2024-01-01T12:00:00.123Z"})";

}  // namespace

TEST_CASE("an order is decoded into the record's columns", "[json]") {
  decoder<json_test::order> decode;
  REQUIRE(decode.decode(good_order) == verdict::ok);
  auto const& row = decode.row();
  CHECK(row.get<"order_id">() == "o-123");
  CHECK(row.get<"customer">() == "c-42");
  CHECK(row.get<"amount">() == 12.34);
  CHECK(row.get<"event_time">() == sluice::at(std::chrono::hours{12} + std::chrono::milliseconds{123}));
  CHECK(decode.problem().reason.empty());
}

TEST_CASE("the row has the wanted columns only, in the record's order", "[json]") {
  using decode_two = decoder<json_test::order, want<"amount", "customer">>;
  using row = sluice::row<sluice::cell<"customer", std::string_view>, sluice::cell<"amount", double>>;
  STATIC_REQUIRE(std::is_same_v<decode_two::row_type, row>);
  using home_city = decoder<json_test::everything, want<"home.city", "text">>::row_type;
  using nested = sluice::row<sluice::cell<"city", std::string_view>>;
  STATIC_REQUIRE(std::is_same_v<home_city, sluice::row<sluice::cell<"text", std::string_view>, sluice::cell<"home", nested>>>);
  STATIC_REQUIRE(decoder<json_test::order, want<>>::row_type::size == 0);
}

TEST_CASE("numbers are read into the types that hold them", "[json]") {
  check_value<std::int32_t>("0", 0);
  check_value<std::int32_t>("-0", 0);
  check_value<std::int32_t>("42", 42);
  check_value<std::int32_t>("2147483647", 2147483647);
  check_value<std::int32_t>("-2147483648", std::numeric_limits<std::int32_t>::min());
  check_value<std::int64_t>("9223372036854775807", std::numeric_limits<std::int64_t>::max());
  check_value<std::int64_t>("-9223372036854775808", std::numeric_limits<std::int64_t>::min());
  check_value<std::uint64_t>("18446744073709551615", std::numeric_limits<std::uint64_t>::max());
  check_value<std::int8_t>("-128", std::int8_t{-128});
  check_value<std::uint8_t>("255", std::uint8_t{255});
  check_value<double>("12.34", 12.34);
  check_value<double>("7", 7.0);
  check_value<double>("-0.5e-3", -0.5e-3);
  check_value<double>("1E+2", 100.0);
  check_value<double>("123456789012345678901234567890", 123456789012345678901234567890.0);
  check_value<double>("0.1234567890123456789", 0.1234567890123456789);
  check_value<double>("9007199254740993", 9007199254740993.0);
  check_value<double>("2.2250738585072014e-308", 2.2250738585072014e-308);
  check_value<double>("5e-324", 5e-324);
  check_value<double>("1e400", std::numeric_limits<double>::infinity());
  check_value<double>("-1e400", -std::numeric_limits<double>::infinity());
  check_value<double>("1e-400", 0.0);
  check_value<double>("0e999999999999", 0.0);
  check_value<float>("16777217.0", 16777216.0F);
  check_value<float>("0.1", 0.1F);
  check_value<float>("1e39", std::numeric_limits<float>::infinity());
  CHECK(std::signbit(column<double>{"-0.0"}.value()));
}

TEST_CASE("names of special numbers are read, bare or quoted", "[json]") {
  double const infinity = std::numeric_limits<double>::infinity();
  for (std::string const& quote : {std::string{}, std::string{"\""}}) {
    for (auto const* text : {"Infinity", "+Infinity", "INF", "+INF"}) check_value<double>(quote + text + quote, infinity);
    for (auto const* text : {"-Infinity", "-INF"}) check_value<double>(quote + text + quote, -infinity);
    CHECK(std::isnan(column<double>{quote + "NaN" + quote}.value()));
    check_wrong<std::int32_t>(quote + "NaN" + quote);
  }
  check_broken<double>("nan");
  check_broken<double>("-Inf");
  check_broken<double>("-NaN");
}

TEST_CASE("a number that the column cannot hold is NULL, semantics 16.2", "[json]") {
  for (auto const* text : {"1.5", "1.0", "1e2", "2147483648", "-2147483649", "99999999999999999999", "\"1\"", "true",
                           "\"\"", "[1]", "{}", "{\"b\":1}"})
    check_wrong<std::int32_t>(text);
  check_wrong<std::uint8_t>("-1");
  check_wrong<std::uint8_t>("256");
  check_wrong<std::uint64_t>("18446744073709551616");
  check_wrong<std::int64_t>("-9223372036854775809");
  for (auto const* text : {"\"1.5\"", "true", "[]", "{}", "\"\""}) check_wrong<double>(text);
  for (auto const* text : {"0", "1", "\"true\"", "[true]"}) check_wrong<bool>(text);
}

TEST_CASE("what is no JSON value breaks the text", "[json]") {
  for (auto const* text : {"01", "-", "+1", "1.", ".5", "1e", "1e+", "0x10", "1_000", "1 2", "--1", "1.2.3", "1a", "", "}",
                           "tru", "truex", "nul", "undefined", "\"unclosed", "\"bad \\x escape\"", "\"\\ud800\"",
                           "\"tab\there\"", "\"\xFF\"", "[1", "{\"b\":1", "1,", "1}junk\""}) {
    // Junk behind the object is allowed, so the last one is fine.
    if (std::string_view{text} == "1}junk\"") {
      CHECK(column<double>{text}.outcome == verdict::ok);
      continue;
    }
    check_broken<double>(text);
    check_broken<std::int32_t>(text);
    check_broken<bool>(text);
  }
}

TEST_CASE("text is unescaped, and other values are their own text, semantics 16.2", "[json]") {
  check_value<std::string>(R"("plain")", "plain");
  check_value<std::string>(R"("")", "");
  check_value<std::string>("  \"blanks around\"\n ", "blanks around");
  check_value<std::string>(R"("a\"b\\c\/d\b\f\n\r\t")", "a\"b\\c/d\b\f\n\r\t");
  check_value<std::string>(R"("\u00e4\u20AC\uD83D\ude00")", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
  check_value<std::string>("\"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\"", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
  check_value<std::string>("12.50", "12.50");
  check_value<std::string>("-1e5 ", "-1e5");
  check_value<std::string>("true", "true");
  check_value<std::string>(R"({ "b" : [1, 2 ], "c d" : " x \" y " })", R"({"b":[1,2],"c d":" x \" y "})");
  check_value<std::string>("[ 1, {} ]", "[1,{}]");
  check_value<std::string>(std::string("\"") + std::string(5000, 'x') + "\"", std::string(5000, 'x'));
}

TEST_CASE("times are ISO text or whole seconds, semantics 16.2", "[json]") {
  auto const noon = sluice::at(std::chrono::hours{12});
  check_value<sluice::timestamp>(R"("2024-01-01T12:00:00Z")", noon);
  check_value<sluice::timestamp>(R"("2024-01-01T14:00:00.5+02:00")", noon + std::chrono::milliseconds{500});
  check_value<sluice::timestamp>(R"("2024\u002d01-01 12:00:00")", noon);
  check_value<sluice::timestamp>("1704110400", noon);
  check_value<sluice::timestamp>("-1", sluice::timestamp{-1'000'000});
  for (auto const* text : {R"("noon")", "1.5", "9223372036854775807", "true", "[]"}) check_wrong<sluice::timestamp>(text);
  check_value<sluice::date>(R"("2024-01-01")", sluice::date{19723});
  for (auto const* text : {R"("2024-02-30")", "19723", "{}"}) check_wrong<sluice::date>(text);
}

TEST_CASE("bytes are base64", "[json]") {
  check_value<sluice::bytes>(R"("AAEC/w==")", sluice::bytes{std::string("\0\1\2\xFF", 4)});
  check_value<sluice::bytes>(R"("AAEC\/w")", sluice::bytes{std::string("\0\1\2\xFF", 4)});
  check_value<sluice::bytes>(R"("")", sluice::bytes{});
  for (auto const* text : {R"("AAEC/")", R"("AA=C")", R"("====")", R"("A A=")", "12", "[]"}) check_wrong<sluice::bytes>(text);
}

TEST_CASE("an enum is its integer, or its name if it has names", "[json]") {
  check_value<json_test::side>(R"("sell")", json_test::side::sell);
  check_value<json_test::level>("-1", json_test::level::low);
  for (auto const* text : {R"("Sell")", "1", R"("")"}) check_wrong<json_test::side>(text);
  for (auto const* text : {"128", R"("low")", "1.0"}) check_wrong<json_test::level>(text);
}

TEST_CASE("arrays and maps are read whole", "[json]") {
  using numbers = std::vector<std::int32_t>;
  check_value<numbers>("[]", {});
  check_value<numbers>("[1, -2 ,3]", {1, -2, 3});
  for (auto const* text : {"[1,\"x\"]", "[1,null]", "[1,[2]]", "1", "{}", "\"[]\""}) check_wrong<numbers>(text);
  for (auto const* text : {"[1,]", "[,1]", "[1 2]", "[1,tru]"}) check_broken<numbers>(text);
  check_value<std::vector<std::vector<std::string>>>(R"([["a"],[],["b","c"]])", {{"a"}, {}, {"b", "c"}});
  check_value<std::vector<std::optional<bool>>>("[true,null]", {true, std::nullopt});
  using scores = std::map<std::string, double>;
  check_value<scores>("{}", {});
  check_value<scores>(R"({"x":1,"y\n":2.5,"x":3})", {{"x", 3.0}, {"y\n", 2.5}});
  for (auto const* text : {R"({"x":null})", R"({"x":"1"})", "[]", "3"}) check_wrong<scores>(text);
  // An element that may be NULL takes the place of the error.
  column<std::vector<std::optional<std::int32_t>>> lenient{"[1,\"x\",3]"};
  CHECK(lenient.outcome == verdict::malformed);
  CHECK(lenient.value() == std::vector<std::optional<std::int32_t>>{1, std::nullopt, 3});
}

TEST_CASE("missing and NULL fields are NULL, and no error, where a column may be NULL", "[json]") {
  decoder<json_test::nullable_order> decode;
  for (std::string_view const text : {"{}", " { } ", R"({"customer":null,"amount":null,"items":null})", R"({"other":[1,{"customer":"x"}]})",
                                      R"({"Customer":"keys are case-sensitive","AMOUNT":1})"}) {
    CAPTURE(text);
    REQUIRE(decode.decode(R"({"customer":"c","amount":1,"items":2})") == verdict::ok);
    REQUIRE(decode.row().get<"items">() == 2);
    REQUIRE(decode.decode(text) == verdict::ok);
    CHECK_FALSE(decode.row().get<"customer">().has_value());
    CHECK_FALSE(decode.row().get<"amount">().has_value());
    CHECK_FALSE(decode.row().get<"items">().has_value());
  }
}

TEST_CASE("one field of a wrong type is NULL and the others are kept, semantics 16.2", "[json]") {
  decoder<json_test::nullable_order> decode;
  REQUIRE(decode.decode(R"({"customer":"c","amount":"12","items":3})") == verdict::malformed);
  CHECK(decode.row().get<"customer">() == std::string_view{"c"});
  CHECK_FALSE(decode.row().get<"amount">().has_value());
  CHECK(decode.row().get<"items">() == 3);
  CHECK(decode.problem().column == "amount");
  CHECK(decode.problem().reason == "expected a number");
}

TEST_CASE("a text that is no object is all NULL, or rejected if a column must not be NULL, semantics 16.2", "[json]") {
  decoder<json_test::nullable_order> nullable;
  decoder<json_test::order> required;
  for (std::string_view const text : {"null", "true", "1", "\"x\"", "[]", "[{\"amount\":1}]", "x", "{", "}", "{\"amount\":1",
                                      "{\"amount\":1,", "{\"amount\":1,}", "{\"amount\":1 \"items\":2}", "{amount:1}",
                                      "{\"amount\" 1}", "{\"amount\":1,\"x\":{\"y\":1}", "{\"amount\":1,\"x\":\"}",
                                      "{\"amount\":1,\"x\":[1}", "{,\"amount\":1}", "{\"amount\":1]"}) {
    CAPTURE(text);
    CHECK(nullable.decode(text) == verdict::malformed);
    CHECK_FALSE(nullable.row().get<"amount">().has_value());
    CHECK_FALSE(nullable.problem().reason.empty());
    CHECK(nullable.problem().column.empty());
    CHECK(required.decode(text) == verdict::rejected);
    CHECK_FALSE(required.problem().reason.empty());
  }
}

TEST_CASE("blank text has a verdict of its own", "[json]") {
  decoder<json_test::order> decode;
  for (std::string_view const text : {"", " ", "\r\n\t "}) CHECK(decode.decode(text) == verdict::blank);
  CHECK(decode.problem().reason == "the text is blank");
}

TEST_CASE("whatever stands behind the object is ignored, semantics 16.2", "[json]") {
  decoder<json_test::order> decode;
  for (std::string_view const junk : {" ", "\n", "junk", " {", "}", "{}", " \"open", ",", "\xFF", " null", "]"}) {
    CAPTURE(junk);
    CHECK(decode.decode(std::string(good_order) + std::string(junk)) == verdict::ok);
    CHECK(decode.row().get<"customer">() == "c-42");
    CHECK(decode.row().get<"amount">() == 12.34);
  }
}

TEST_CASE("strings may stand in single quotes, semantics 16.2", "[json]") {
  decoder<json_test::nullable_order> decode;
  REQUIRE(decode.decode(R"({'customer':'it\'s "c"', "amount":2,'items':3} )") == verdict::ok);
  CHECK(decode.row().get<"customer">() == std::string_view{"it's \"c\""});
  CHECK(decode.row().get<"amount">() == 2.0);
  CHECK(decode.row().get<"items">() == 3);
  CHECK(decode.decode("{'customer':'open}") == verdict::malformed);
}

TEST_CASE("of a key that stands twice the last value counts, semantics 16.2", "[json]") {
  decoder<json_test::nullable_order> nullable;
  CHECK(nullable.decode(R"({"amount":1,"customer":"a","amount":2})") == verdict::ok);
  CHECK(nullable.row().get<"amount">() == 2.0);
  CHECK(nullable.decode(R"({"amount":1,"amount":null})") == verdict::ok);
  CHECK_FALSE(nullable.row().get<"amount">().has_value());
  CHECK(nullable.decode(R"({"amount":"x","amount":3})") == verdict::malformed);
  CHECK(nullable.row().get<"amount">() == 3.0);
  decoder<json_test::order, want<"amount">> required;
  CHECK(required.decode(R"({"amount":"x","amount":3})") == verdict::ok);
  CHECK(required.row().get<"amount">() == 3.0);
  CHECK(required.decode(R"({"amount":3,"amount":"x"})") == verdict::rejected);
  CHECK(required.problem().reason == "expected a number");
  CHECK(required.decode(R"({"amount":3,"amount":null})") == verdict::rejected);
}

TEST_CASE("keys are compared after unescaping, and blanks around them do not matter", "[json]") {
  decoder<json_test::order, want<"amount">> decode;
  for (std::string_view const text : {R"({"\u0061mount":5})", "{ \"amount\" : 5 }", "{\n\t\"amount\"\n:\n5\n}",
                                      R"({"amount ":1,"amoun":2,"amountt":3,"":4,"amount":5,"\n":6})"}) {
    CAPTURE(text);
    REQUIRE(decode.decode(text) == verdict::ok);
    CHECK(decode.row().get<"amount">() == 5.0);
  }
}

TEST_CASE("a column that must not be NULL rejects the text by name and reason", "[json]") {
  decoder<json_test::order> decode;
  using expected = std::pair<std::string_view, std::string_view>;
  for (auto const& [text, problem] : std::vector<std::pair<std::string_view, expected>>{
           {R"({"customer":"c","amount":1,"event_time":0})", {"order_id", "missing"}},
           {R"({"order_id":"o","customer":null,"amount":1,"event_time":0})", {"customer", "NULL where the field must have a value"}},
           {R"({"order_id":"o","customer":"c","amount":"1","event_time":0})", {"amount", "expected a number"}},
           {R"({"order_id":"o","customer":"c","amount":1,"event_time":"x"})",
            {"event_time", "expected an ISO 8601 time or whole seconds since 1970"}},
           {"{}", {"order_id", "missing"}}}) {
    CAPTURE(text);
    CHECK(decode.decode(text) == verdict::rejected);
    CHECK(decode.problem().column == problem.first);
    CHECK(decode.problem().reason == problem.second);
  }
}

TEST_CASE("a nested record is a nested row, and its errors have a path", "[json]") {
  decoder<json_test::everything, want<"home.city", "work">> decode;
  REQUIRE(decode.decode(R"({"home":{"zip":"not wanted","city":"Ulm"},"work":{"city":"Bonn","zip":53111}})") == verdict::ok);
  CHECK(decode.row().get<"home">().get<"city">() == "Ulm");
  REQUIRE(decode.row().get<"work">().has_value());
  CHECK(decode.row().get<"work">()->get<"city">() == "Bonn");
  CHECK(decode.row().get<"work">()->get<"zip">() == 53111);

  CHECK(decode.decode(R"({"home":{"zip":1}})") == verdict::rejected);
  CHECK(decode.problem().column == "home.city");
  CHECK(decode.problem().reason == "missing");
  CHECK(decode.decode(R"({"home":[]})") == verdict::rejected);
  CHECK(decode.problem().column == "home");
  CHECK(decode.problem().reason == "expected an object");

  CHECK(decode.decode(R"({"home":{"city":"Ulm"},"work":{"zip":2}})") == verdict::malformed);
  CHECK_FALSE(decode.row().get<"work">().has_value());
  CHECK(decode.problem().column == "work.city");
  CHECK(decode.decode(R"({"home":{"city":"Ulm"},"work":{"city":"Bonn","zip":"x"}})") == verdict::malformed);
  REQUIRE(decode.row().get<"work">().has_value());
  CHECK_FALSE(decode.row().get<"work">()->get<"zip">().has_value());
  CHECK(decode.problem().column == "work.zip");
}

namespace {
struct counting_probe {
  std::vector<std::string>* seen;
  void decoded(std::string_view path) const { seen->emplace_back(path); }
};
}  // namespace

TEST_CASE("a field that is not wanted is not decoded and rejects nothing", "[json]") {
  std::vector<std::string> seen;
  decoder<json_test::order, want<"customer">, counting_probe> decode{{&seen}};
  std::string const huge(100'000, 'x');
  for (std::string const& unwanted : {std::string("\"12\""), std::string("[[[1]]]"), std::string("{\"customer\":\"no\"}"),
                                      std::string("null"), std::string("1e999999"), "\"" + huge + "\"",
                                      std::string("\"\\ud800\"")}) {
    CAPTURE(unwanted.substr(0, 20));
    seen.clear();
    REQUIRE(decode.decode("{\"amount\":" + unwanted + ",\"customer\":\"c\",\"event_time\":" + unwanted + "}") == verdict::ok);
    CHECK(decode.row().get<"customer">() == "c");
    CHECK_FALSE(seen.empty());
    CHECK(std::count(seen.begin(), seen.end(), "customer") == static_cast<std::ptrdiff_t>(seen.size()));
  }
}

TEST_CASE("one decoder takes texts of any size one after another", "[json]") {
  decoder<json_test::order, want<"customer">> decode;
  for (std::size_t size : {1U, 60U, 64U, 65U, 1000U, 100'000U, 3U, 1'000'000U}) {
    std::string const name(size, 'n');
    REQUIRE(decode.decode("{\"customer\":\"" + name + "\"}") == verdict::ok);
    CHECK(decode.row().get<"customer">() == name);
    REQUIRE(decode.decode("{\"customer\":\"\\n" + name + "\"}") == verdict::ok);
    CHECK(decode.row().get<"customer">() == "\n" + name);
  }
}

TEST_CASE("a decoder can be moved, and its views stay good", "[json]") {
  decoder<json_test::order, want<"customer">> first;
  REQUIRE(first.decode(R"({"customer":"a name that is longer than a small string"})") == verdict::ok);
  auto second = std::move(first);
  CHECK(second.row().get<"customer">() == "a name that is longer than a small string");
  REQUIRE(second.decode(R"({"customer":"b"})") == verdict::ok);
  CHECK(second.row().get<"customer">() == "b");
}
