// SPDX-License-Identifier: Apache-2.0
#include <sluice/base/time_text.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace std::chrono;

constexpr std::int64_t micros_of(year_month_day day, microseconds since_midnight) {
  return duration_cast<microseconds>(sys_days{day}.time_since_epoch()).count() + since_midnight.count();
}

constexpr std::int64_t noon = micros_of(2024y / January / 1, 12h);

struct parsed_case {
  std::string_view text;
  std::int64_t microseconds;
};

std::string shown(std::int64_t microseconds) {
  std::string text;
  sluice::append_timestamp(text, {microseconds});
  return text;
}

std::string iso(std::int64_t microseconds) {
  std::string text;
  sluice::append_iso_timestamp(text, {microseconds});
  return text;
}

std::string shown_day(std::int32_t days) {
  std::string text;
  sluice::append_date(text, {days});
  return text;
}

// The text is copied to a block of its own size, so that a sanitizer sees a read past its end.
bool parse_exact(std::string_view text, sluice::timestamp& result) {
  std::vector<char> const copy(text.begin(), text.end());
  return sluice::parse_timestamp({copy.data(), copy.size()}, result);
}

std::string padded(std::int64_t value, std::size_t width) {
  std::string text = std::to_string(value);
  return std::string(width - std::min(width, text.size()), '0') + text;
}

}  // namespace

TEST_CASE("the shapes of ISO 8601 are read", "[time_text]") {
  auto const [text, expected] = GENERATE(values<parsed_case>({
      {"2024-01-01T12:00:00Z", noon},
      {"2024-01-01 12:00:00Z", noon},
      {"2024-01-01T12:00:00", noon},
      {"2024-01-01 12:00:00", noon},
      {"2024-01-01T12:00", noon},
      {"2024-01-01T12:00Z", noon},
      {"2024-1-1 12:0:0", noon},
      {"2024-01-01T12:00:00.123Z", noon + 123'000},
      {"2024-01-01 12:00:00.123Z", noon + 123'000},
      {"2024-01-01T12:00:00.1", noon + 100'000},
      {"2024-01-01T12:00:00.000001Z", noon + 1},
      {"2024-01-01T12:00:00.1234567Z", noon + 123'456},
      {"2024-01-01T12:00:00.999999999Z", noon + 999'999},
      {"2024-01-01T14:00:00+02:00", noon},
      {"2024-01-01T14:00:00+0200", noon},
      {"2024-01-01T14:00:00+02", noon},
      {"2024-01-01T14:00:00+2", noon},
      {"2024-01-01T14:00:00 +02:00", noon},
      {"2024-01-01 12", noon},
      {"2024-01-01T12:00:00.", noon},
      {"2024-01-01T12:00:00.Z", noon},
      {"2024-01-01 12:00:00 UTC", noon},
      {"2024-01-01 11:00:00GMT-1", noon},
      {"2024-01-01T06:30:00.5-05:30", noon + 500'000},
      {"2024-01-02T06:00:00+18:00", noon},
      {"2024-01-01", noon - 12LL * 3600 * 1'000'000},
      {"2024-1", noon - 12LL * 3600 * 1'000'000},
      {"2024", noon - 12LL * 3600 * 1'000'000},
      {"1970-01-01T00:00:00Z", 0},
      {"1969-12-31T23:59:59.999999Z", -1},
      {"0001-01-01T00:00:00Z", micros_of(1y / January / 1, 0s)},
      {"9999-12-31T23:59:59.999999Z", micros_of(9999y / December / 31, 24h) - 1},
      {"2000-02-29T00:00:00Z", micros_of(2000y / February / 29, 0s)},
      {"0000-02-29T00:00:00Z", micros_of(year{0} / February / 29, 0s)},
      {"-0044-03-15T12:00:00Z", micros_of(year{-44} / March / 15, 12h)},
      {"20240-01-01T12:00:00Z", micros_of(year{20240} / January / 1, 12h)},
      {"+294247-01-10T04:00:54.775807Z", std::numeric_limits<std::int64_t>::max()},
      {"-290308-12-21T19:59:05.224192Z", std::numeric_limits<std::int64_t>::min()},
  }));
  CAPTURE(text);
  sluice::timestamp result{42};
  REQUIRE(parse_exact(text, result));
  CHECK(result.microseconds == expected);
}

TEST_CASE("what is no instant is refused and leaves the result alone", "[time_text]") {
  std::string_view const text = GENERATE(values<std::string_view>({
      "", " ", "x", "20", "2024-", "2024-01-", "2024T12:00:00Z", "2024-01T12:00", "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z", "2024-01-00T00:00:00Z",
      "2024-01-32T00:00:00Z", "2024-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-04-31T00:00:00Z",
      "2024-01-01T24:00:00Z", "2024-01-01T12:60:00Z", "2024-01-01T12:00:60Z", "2024-01-01T12:00:00z", "2024-01-01t12:00:00Z",
      "2024-01-01_12:00:00Z", "2024-01-01T12:00:00.1234567890Z", "2024-01-01T12:00:00ZZ",
      "2024-01-01T12:00:00+", "2024-01-01T12:00:00+230", "2024-01-01T12:00:00 ", "2024-01-01T12:00:00UT+", "2024-01-01T12:00:00UTCZ", "2024-01-01T12:00:00+02:", "2024-01-01T12:00:00+02:60",
      "2024-01-01T12:00:00+18:01", "2024-01-01T12:00:00+02:00Z", "2024-01-01T", "2024-01-01 12:", " 2024-01-01T12:00:00Z",
      "2024-01-01T12:00:00Z ", "0000-02-30T00:00:00Z", "-001-01-01T00:00:00Z", "2024/01/01T12:00:00Z", "+-2024-01-01T12:00:00",
      "2024024-01-01T12:00:00", "294247-01-10T04:00:54.775808Z", "-290308-12-21T19:59:05.224191Z", "294247-01-10T04:00:54-01:00",
      "2024-01-01T12:00:0:Z", "2024-01-01T12:00:00,123Z", "2024-01-01T12:00:00.12:Z", "202\xB0-01-01T12:00:00Z",
  }));
  CAPTURE(text);
  sluice::timestamp result{42};
  CHECK_FALSE(parse_exact(text, result));
  CHECK(result.microseconds == 42);
}

TEST_CASE("zero bytes are no day", "[time_text]") {
  std::string const text = std::string(10, '\0') + "T12:00:00Z";
  sluice::timestamp result{42};
  CHECK_FALSE(parse_exact(text, result));
  sluice::detail::day_memo memo;
  CHECK_FALSE(sluice::detail::parse_timestamp(text, memo, result));
  CHECK(sluice::detail::parse_timestamp("1970-01-01T00:00:01Z", memo, result));
  CHECK(result.microseconds == 1'000'000);
}

TEST_CASE("a day is read with or without a time behind it", "[time_text]") {
  sluice::date day{7};
  REQUIRE(sluice::parse_date("2024-02-29", day));
  CHECK(day == sluice::date::from(2024y / February / 29));
  REQUIRE(sluice::parse_date("1969-12-31T23:00:00Z", day));
  CHECK(day.days == -1);
  REQUIRE(sluice::parse_date("2024-1-1 anything", day));
  CHECK(day == sluice::date::from(2024y / January / 1));
  REQUIRE(sluice::parse_date("2024-02", day));
  CHECK(day == sluice::date::from(2024y / February / 1));
  for (std::string_view const wrong : {"", "2024-02-30", "20", "2024-", "2024-1-", "2024-01-01x", "24-01-01", "2024-01-011"}) {
    CAPTURE(wrong);
    day.days = 7;
    CHECK_FALSE(sluice::parse_date(wrong, day));
    CHECK(day.days == 7);
  }
}

TEST_CASE("tables show no trailing zeros of the fraction, semantics 17.1", "[time_text]") {
  CHECK(shown(noon) == "2024-01-01 12:00:00");
  CHECK(shown(noon + 500'000) == "2024-01-01 12:00:00.5");
  CHECK(shown(noon + 120'030) == "2024-01-01 12:00:00.12003");
  CHECK(shown(noon + 1) == "2024-01-01 12:00:00.000001");
  CHECK(shown(-1) == "1969-12-31 23:59:59.999999");
  CHECK(shown(micros_of(1y / January / 1, 0s)) == "0001-01-01 00:00:00");
}

TEST_CASE("JSON has milliseconds, and microseconds where they are needed", "[time_text]") {
  CHECK(iso(noon) == "2024-01-01T12:00:00.000Z");
  CHECK(iso(noon + 120'000) == "2024-01-01T12:00:00.120Z");
  CHECK(iso(noon + 120'030) == "2024-01-01T12:00:00.120030Z");
  CHECK(iso(-1) == "1969-12-31T23:59:59.999999Z");
}

TEST_CASE("years outside 0001 to 9999 are written with a sign", "[time_text]") {
  CHECK(shown(micros_of(9999y / December / 31, 24h)) == "+10000-01-01 00:00:00");
  CHECK(shown(micros_of(1y / January / 1, -1s)) == "0000-12-31 23:59:59");
  CHECK(shown(micros_of(year{0} / January / 1, -1s)) == "-0001-12-31 23:59:59");
  CHECK(shown(std::numeric_limits<std::int64_t>::max()) == "+294247-01-10 04:00:54.775807");
  CHECK(shown(std::numeric_limits<std::int64_t>::min()) == "-290308-12-21 19:59:05.224192");
}

TEST_CASE("the extreme days are written", "[time_text]") {
  CHECK(shown_day(0) == "1970-01-01");
  CHECK(shown_day(-1) == "1969-12-31");
  CHECK(shown_day(std::numeric_limits<std::int32_t>::max()) == "+5881580-07-11");
  CHECK(shown_day(std::numeric_limits<std::int32_t>::min()) == "-5877641-06-23");
}

TEST_CASE("every day of 0001 to 9999 agrees with the calendar of std::chrono", "[time_text]") {
  auto const first = sys_days{1y / January / 1};
  auto const final_day = sys_days{9999y / December / 31};
  bool all_equal = true;
  for (auto day = first; day <= final_day; day += days{1}) {
    year_month_day const expected{day};
    auto const number = static_cast<std::int32_t>(day.time_since_epoch().count());
    auto const back = sluice::detail::civil_of(number);
    all_equal = all_equal && sluice::detail::days_of(static_cast<unsigned>(static_cast<int>(expected.year())),
                                                     static_cast<unsigned>(expected.month()),
                                                     static_cast<unsigned>(expected.day())) == number;
    all_equal = all_equal && back.year == static_cast<int>(expected.year()) &&
                back.month == static_cast<unsigned>(expected.month()) && back.day == static_cast<unsigned>(expected.day());
  }
  CHECK(all_equal);
}

TEST_CASE("which days exist is what std::chrono says", "[time_text]") {
  bool all_equal = true;
  for (unsigned y : {1U, 4U, 100U, 400U, 1900U, 1999U, 2000U, 2023U, 2024U, 9999U})
    for (unsigned m = 0; m < 16; ++m)
      for (unsigned d = 0; d < 40; ++d)
        all_equal = all_equal &&
                    sluice::detail::is_day(y, m, d) == (year{static_cast<int>(y)} / month{m} / day{d}).ok();
  CHECK(all_equal);
}

TEST_CASE("random instants survive both written forms and every read form", "[time_text]") {
  std::mt19937_64 random{20240101};
  std::uniform_int_distribution<std::int64_t> anything{micros_of(1y / January / 2, 0s),
                                                       micros_of(9999y / December / 30, 0s)};
  for (int round = 0; round < 20'000; ++round) {
    std::int64_t micros = anything(random);
    if (round % 3 == 0) micros -= sluice::floor_modulo(micros, 1000);
    if (round % 5 == 0) micros -= sluice::floor_modulo(micros, 1'000'000);
    auto const time = sys_time<microseconds>{microseconds{micros}};
    auto const day = floor<days>(time);
    year_month_day const calendar{day};
    hh_mm_ss const clock{time - day};
    std::string const plain =
        padded(static_cast<int>(calendar.year()), 4) + "-" + padded(static_cast<unsigned>(calendar.month()), 2) + "-" +
        padded(static_cast<unsigned>(calendar.day()), 2) + (round % 2 == 0 ? "T" : " ") + padded(clock.hours().count(), 2) +
        ":" + padded(clock.minutes().count(), 2) + ":" + padded(clock.seconds().count(), 2) + "." +
        padded(clock.subseconds().count(), 6);
    for (std::string const& text : {plain, plain + "Z", plain + "789+00:00", shown(micros), iso(micros)}) {
      sluice::timestamp result{};
      REQUIRE(parse_exact(text, result));
      REQUIRE(result.microseconds == micros);
    }
  }
}

TEST_CASE("the fast shapes and the general reader refuse and accept the same mutations", "[time_text]") {
  std::mt19937 random{7};
  std::string_view const alphabet = "0123456789:-.TZ +/;x\x80\xB0";
  int accepted = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string text = round % 2 == 0 ? "2024-02-28T12:34:56.789Z" : "2024-02-28T12:34:56Z";
    for (auto changes = random() % 3; changes-- > 0;) text[random() % text.size()] = alphabet[random() % alphabet.size()];
    sluice::timestamp fast{};
    sluice::detail::day_memo memo;
    sluice::timestamp general{};
    bool const is_fast = sluice::detail::parse_fixed_timestamp(text, memo, fast);
    // Without its zone the text has no fast length, and means the same.
    bool const is_general = text.back() == 'Z' && sluice::parse_timestamp(text.substr(0, text.size() - 1), general);
    if (is_fast) {
      REQUIRE(is_general);
      REQUIRE(fast == general);
      ++accepted;
    }
  }
  CHECK(accepted > 50'000);
}
