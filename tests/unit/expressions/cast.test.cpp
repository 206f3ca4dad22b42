// SPDX-License-Identifier: Apache-2.0
#include <sluice/expressions/arithmetic.hpp>
#include <sluice/expressions/cast.hpp>
#include <sluice/expressions/column.hpp>
#include <sluice/expressions/comparison.hpp>
#include <sluice/expressions/split.hpp>

#include <support/expressions.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace sluice;
using support::error_of;
using support::gives;
using support::refuses;
using support::x;

namespace {

enum class side { buy, sell };

/// The value of both casts: they must agree, or one throws where the other is NULL.
template <class To, class From>
std::optional<To> convert(From const& from) {
  auto const row = x(from);
  std::optional<To> const tried = try_cast<To>(col<"x">).evaluate(row);
  try {
    To const made{cast<To>(col<"x">).evaluate(row)};
    if (!tried || *tried != made) FAIL("cast and try_cast differ");
  } catch (evaluation_error const& error) {
    CHECK(error.code() == error_code::cast_invalid_input);
    if (tried) FAIL("cast throws where try_cast does not");
  }
  return tried;
}

template <class To>
std::optional<To> parse(std::string_view text) {
  return convert<To>(text);
}

std::string text_of(auto const& value) { return std::string{cast<std::string>(col<"x">).evaluate(x(value))}; }

constexpr std::nullopt_t none = std::nullopt;

}  // namespace

TEST_CASE("texts become numbers if they are numbers that fit, blanks around them aside") {
  CHECK(parse<int>("42") == 42);
  CHECK(parse<int>(" 42\t\n") == 42);
  CHECK(parse<int>("-42") == -42);
  CHECK(parse<int>("+42") == 42);
  CHECK(parse<int>("007") == 7);
  for (auto wrong : {"", " ", "x", "4 2", "42x", "1.0", "1e3", "+-5", "++5", "-", "+", "0x10", "2147483648", "-2147483649"})
    CHECK(parse<int>(wrong) == none);
  CHECK(parse<std::int8_t>("127") == std::int8_t{127});
  CHECK(parse<std::int8_t>("128") == none);
  CHECK(parse<std::uint16_t>("65535") == std::uint16_t{65535});
  CHECK(parse<std::uint16_t>("-1") == none);
  CHECK(parse<std::int64_t>("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK(parse<std::int64_t>("9223372036854775808") == none);
  CHECK(parse<double>("1.5") == 1.5);
  CHECK(parse<double>(" -1e3 ") == -1000.0);
  CHECK(parse<double>(".5") == 0.5);
  CHECK(parse<double>("Infinity") == std::numeric_limits<double>::infinity());
  CHECK(std::isnan(try_cast<double>(col<"x">).evaluate(x(std::string{"NaN"})).value()));
  CHECK(parse<double>("1.5x") == none);
  CHECK(parse<float>("0.1") == 0.1F);
}

TEST_CASE("texts become truth values, instants, days and bytes") {
  for (auto yes : {"true", "TRUE", "t", "Yes", "y", "1", " true "}) CHECK(parse<bool>(yes) == true);
  for (auto no : {"false", "False", "f", "NO", "n", "0"}) CHECK(parse<bool>(no) == false);
  for (auto neither : {"", "2", "tr", "on", "truefalse"}) CHECK(parse<bool>(neither) == none);
  CHECK(parse<timestamp>("2024-01-01T12:00:00Z") == at(12h));
  CHECK(parse<timestamp>(" 2024-01-01 12:00:00.5 ") == at(12h + 500ms));
  CHECK(parse<timestamp>("2024-13-01") == none);
  CHECK(parse<timestamp>("noon") == none);
  CHECK(parse<date>("2024-01-01") == date{19'723});
  CHECK(parse<date>("2024-02-30") == none);
  CHECK(cast<bytes>(col<"x">).evaluate(x(std::string{"ab"})) == bytes_view{"ab", 2});
}

TEST_CASE("numbers become other numbers if they fit, and fractions are cut off") {
  CHECK(convert<std::int8_t>(127) == std::int8_t{127});
  CHECK(convert<std::int8_t>(128) == none);
  CHECK(convert<std::uint8_t>(-1) == none);
  CHECK(convert<std::int64_t>(std::numeric_limits<std::uint64_t>::max()) == none);
  CHECK(convert<int>(1.9) == 1);
  CHECK(convert<int>(-1.9) == -1);
  CHECK(convert<int>(2147483647.9) == 2147483647);
  CHECK(convert<int>(2147483648.0) == none);
  CHECK(convert<int>(-2147483648.9) == std::numeric_limits<int>::min());
  CHECK(convert<int>(-2147483649.0) == none);
  CHECK(convert<int>(std::numeric_limits<double>::quiet_NaN()) == none);
  CHECK(convert<std::int64_t>(9223372036854775808.0) == none);
  CHECK(convert<std::int64_t>(-9223372036854775808.0) == std::numeric_limits<std::int64_t>::min());
  CHECK(convert<std::uint8_t>(-0.5) == std::uint8_t{0});
  CHECK(convert<double>(3) == 3.0);
  CHECK(convert<float>(0.1) == 0.1F);
  CHECK(convert<bool>(0) == false);
  CHECK(convert<bool>(-3) == true);
  CHECK(convert<bool>(0.0) == false);
  CHECK(convert<int>(true) == 1);
  CHECK(convert<double>(false) == 0.0);
}

TEST_CASE("an instant is seconds as a number, rounded down, and a day as a date") {
  CHECK(convert<std::int64_t>(timestamp{1'999'999}) == 1);
  CHECK(convert<std::int64_t>(timestamp{-1}) == -1);
  CHECK(convert<int>(at(0h)) == 1'704'067'200);
  CHECK(convert<std::int8_t>(at(0h)) == none);
  CHECK(convert<double>(timestamp{1'500'000}) == 1.5);
  CHECK(convert<date>(at(23h)) == date{19'723});
  CHECK(convert<date>(timestamp{-1}) == date{-1});
  CHECK(convert<timestamp>(date{19'723}) == at(0h));
  CHECK(convert<timestamp>(date{-1}) == timestamp{-86'400'000'000});
  CHECK(convert<timestamp>(2) == timestamp{2'000'000});
  CHECK(convert<timestamp>(std::int64_t{-1}) == timestamp{-1'000'000});
  CHECK(convert<timestamp>(1.5) == timestamp{1'500'000});
  CHECK(convert<timestamp>(1.25e9F) == timestamp{1'250'000'000'000'000});
  CHECK(convert<timestamp>(std::numeric_limits<std::int64_t>::max()) == none);
  CHECK(convert<timestamp>(std::numeric_limits<double>::infinity()) == none);
}

TEST_CASE("everything becomes a text, as it is shown") {
  CHECK(text_of(42) == "42");
  CHECK(text_of(1.5) == "1.5");
  CHECK(text_of(12.0) == "12.0");
  CHECK(text_of(true) == "true");
  CHECK(text_of(at(12h)) == "2024-01-01 12:00:00");
  CHECK(text_of(date{19'723}) == "2024-01-01");
  CHECK(text_of(side::sell) == "1");
  CHECK(text_of(bytes_view{"ab", 2}) == "ab");
  CHECK(text_of(std::vector<int>{1, 2}) == "[1, 2]");
}

TEST_CASE("a cast of a NULL is NULL, and the cast to the own type is the value itself") {
  STATIC_REQUIRE(gives<std::optional<int>, std::optional<std::string>>(cast<int>(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<int>, std::optional<std::string>>(try_cast<int>(col<"x">)));
  STATIC_REQUIRE(gives<int, std::string>(cast<int>(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<int>, std::string>(try_cast<int>(col<"x">)));
  CHECK(cast<int>(col<"x">).evaluate(x(std::optional<std::string>{})) == std::nullopt);
  CHECK(try_cast<int>(col<"x">).evaluate(x(std::optional<std::string>{})) == std::nullopt);
  CHECK(try_cast<int>(col<"x">).evaluate(x(std::optional<std::string>{"7"})) == 7);
  std::string const text = "same";
  CHECK(cast<std::string>(col<"x">).evaluate(x(std::string_view{text})).data() == text.data());
  CHECK(try_cast<std::string>(col<"x">).evaluate(x(std::string_view{text})) == "same");
}

TEST_CASE("the error names the value and the way out") {
  CHECK(error_of<evaluation_error>([] { return cast<int>(col<"x">).evaluate(x(std::string{"abc"})); }) ==
        "[CAST_INVALID_INPUT] cast: the value has no counterpart in the wanted type (found: abc). use try_cast<T>(...), which gives NULL");
}

TEST_CASE("what a cast makes can be used by the next function") {
  // The text of the inner cast is gone when the outer one is done: its parts must not be.
  auto const joined = split(cast<std::string>(col<"x">), "0");
  CHECK(joined.evaluate(x(std::int64_t{9'223'372'036'854'775'807})) == std::vector<std::string>{"9223372", "368547758", "7"});
  CHECK(cast<bytes>(cast<std::string>(col<"x">)).evaluate(x(std::int64_t{9'223'372'036'854'775'807})) ==
        bytes{std::string{"9223372036854775807"}});
  CHECK((cast<int>(cast<std::string>(col<"x">)) + 1).evaluate(x(41)) == 42);
}

TEST_CASE("casts without a meaning are refused") {
  STATIC_REQUIRE(refuses<std::vector<int>>(cast<int>(col<"x">)));
  STATIC_REQUIRE(refuses<date>(cast<int>(col<"x">)));
  STATIC_REQUIRE(refuses<bool>(cast<timestamp>(col<"x">)));
  STATIC_REQUIRE(refuses<int>(cast<std::vector<int>>(col<"x">)));
  STATIC_REQUIRE(refuses<int>(cast<date>(col<"x">)));
  STATIC_REQUIRE(refuses<int>(try_cast<date>(col<"x">)));
  STATIC_REQUIRE(refuses<std::string>(cast<side>(col<"x">)));
  // Owned types only: a cast to a view, or to std::optional, is a slip.
  STATIC_REQUIRE(refuses<int>(cast<std::string_view>(col<"x">)));
}

TEST_CASE("a cast to std::optional makes a column nullable") {
  STATIC_REQUIRE(gives<std::optional<std::int64_t>, int>(cast<std::optional<std::int64_t>>(col<"x">)));
  STATIC_REQUIRE(gives<std::optional<std::string>, std::string>(cast<std::optional<std::string>>(col<"x">)));
  CHECK(cast<std::optional<std::int64_t>>(col<"x">).evaluate(x(7)) == std::optional<std::int64_t>{7});
  CHECK(cast<std::optional<int>>(col<"x">).evaluate(x(std::optional<std::string>{})) == std::nullopt);
  CHECK(cast<std::optional<std::string>>(col<"x">).evaluate(x(std::string{"text"})) == "text");
  CHECK_THROWS_AS(cast<std::optional<int>>(col<"x">).evaluate(x(std::string{"abc"})), evaluation_error);
  STATIC_REQUIRE(decltype(cast<std::optional<int>>(col<"a.b">))::name == fixed_string{"b"});
}

TEST_CASE("a cast keeps the name of its column") {
  STATIC_REQUIRE(decltype(cast<int>(col<"a.b">))::name == fixed_string{"b"});
  STATIC_REQUIRE(decltype(try_cast<int>(col<"x">))::name == fixed_string{"x"});
  // Inside of another expression it says what it does, as in Spark.
  STATIC_REQUIRE(decltype(cast<int>(col<"a.b">) + col<"x">)::name == fixed_string{"(CAST(a.b AS INT) + x)"});
  STATIC_REQUIRE(decltype(try_cast<std::int16_t>(cast<std::string>(col<"x">)) * col<"y">)::name ==
                 fixed_string{"(TRY_CAST(CAST(x AS STRING) AS SMALLINT) * y)"});
  STATIC_REQUIRE(decltype(cast<timestamp>(col<"x">) == col<"y">)::name == fixed_string{"(CAST(x AS TIMESTAMP) = y)"});
  // What Spark has no name for passes the column's name on.
  STATIC_REQUIRE(decltype(cast<std::uint32_t>(col<"x">) + col<"y">)::name == fixed_string{"(x + y)"});
  STATIC_REQUIRE(support::holds(decltype(cast<int>(col<"a.b">))::needs, {"a.b"}));
}
