// SPDX-License-Identifier: Apache-2.0
// Numbers against the standard library's conversions.
#include <sluice/base/number_text.hpp>

#include <catch2/catch.hpp>

#include <bit>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace {

using sluice::number_text::decimal;

// A number that stands alone, with bytes behind it that must not count.
struct padded_number {
  std::string text;
  std::size_t size;

  explicit padded_number(std::string_view number) : text(number), size(number.size()) { text += ",9999999"; }
  char const* begin() const { return text.data(); }
  char const* end() const { return text.data() + size; }
};

std::optional<double> read(std::string_view number) {
  padded_number const padded{number};
  decimal value;
  if (sluice::number_text::scan_number(padded.begin(), padded.end(), value) != padded.end()) return std::nullopt;
  return sluice::number_text::to_floating<double>(value, {padded.begin(), padded.size});
}

bool identical(double left, double right) {
  return std::bit_cast<std::uint64_t>(left) == std::bit_cast<std::uint64_t>(right);
}

std::string random_number(std::mt19937_64& random) {
  auto const digits = [&](std::size_t most) {
    std::string text;
    for (std::size_t size = 1 + random() % most; size > 0; --size) text += static_cast<char>('0' + random() % 10);
    return text;
  };
  std::string text = random() % 4 == 0 ? "-" : "";
  std::string whole = digits(random() % 4 == 0 ? 25 : 8);
  while (whole.size() > 1 && whole.front() == '0') whole.erase(0, 1);
  text += whole;
  if (random() % 3 != 0) text += "." + digits(random() % 4 == 0 ? 25 : 5);
  if (random() % 4 == 0) text += (random() % 2 == 0 ? "e" : "E") + std::string(random() % 3 == 0 ? "-" : random() % 2 == 0 ? "+" : "") + digits(3);
  return text;
}

}  // namespace

TEST_CASE("random numbers have the value of strtod", "[json]") {
  std::mt19937_64 random{1};
  for (int round = 0; round < 200'000; ++round) {
    std::string const text = random_number(random);
    auto const value = read(text);
    if (!value || !identical(*value, std::strtod(text.c_str(), nullptr))) FAIL(text);
    double quick;
    padded_number const padded{text};
    char const* const stop = sluice::number_text::read_short_double(padded.begin(), quick);
    if (stop == padded.end() && !identical(quick, *value)) FAIL(text);
  }
}

TEST_CASE("the quick form takes exactly fractions of up to seven characters", "[json]") {
  std::mt19937_64 random{2};
  std::string_view const alphabet = "0123456789.-+eE, }a\x80\xBA\xFF";
  int taken = 0;
  for (int round = 0; round < 500'000; ++round) {
    std::string text;
    for (int i = 0; i < 16; ++i) text += round % 2 == 0 ? alphabet[random() % alphabet.size()] : alphabet[random() % 11];
    double quick;
    char const* const stop = sluice::number_text::read_short_double(text.data(), quick);
    if (stop == nullptr) continue;
    ++taken;
    std::string_view const number{text.data(), static_cast<std::size_t>(stop - text.data())};
    auto const value = read(number);
    if (number.size() > 7 || number.find('.') == std::string_view::npos || !value || !identical(*value, quick)) FAIL(text);
  }
  CHECK(taken > 1000);
}

TEST_CASE("random integers have the value of from_chars, or are out of range with it", "[json]") {
  std::mt19937_64 random{3};
  for (int round = 0; round < 200'000; ++round) {
    std::string text = random() % 2 == 0 ? "-" : "";
    text += std::to_string(random() >> random() % 64);
    if (random() % 8 == 0 && text.back() != '0') text += std::to_string(random() % 1000);
    padded_number const padded{text};
    decimal value;
    REQUIRE(sluice::number_text::scan_number(padded.begin(), padded.end(), value) == padded.end());
    auto const check = [&]<class Integer>(Integer) {
      Integer expected{};
      Integer found{};
      bool const fits = std::from_chars(padded.begin(), padded.end(), expected).ptr == padded.end() &&
                        std::from_chars(padded.begin(), padded.end(), expected).ec == std::errc{};
      // -0 is no negative number; from_chars of an unsigned type does not take the sign.
      if (text == "-0") return;
      if (sluice::number_text::to_integer(value, found) != fits || (fits && found != expected)) FAIL(text);
    };
    check(std::int8_t{});
    check(std::uint16_t{});
    check(std::int32_t{});
    check(std::int64_t{});
    check(std::uint64_t{});
  }
}

TEST_CASE("what JSON calls no number is none", "[json]") {
  for (std::string_view const wrong : {"", "-", "+1", "01", "-01", "00", "1.", ".1", "-.1", "1e", "1e+", "1.e1", "1E-", "1.2.3", "0x1",
                                       "1 ", "1a", "--1", "1-", "12345678.", "123456789012345678901234567890."}) {
    CAPTURE(wrong);
    CHECK_FALSE(read(wrong).has_value());
  }
}
