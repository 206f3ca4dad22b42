// SPDX-License-Identifier: Apache-2.0
#include <sluice/base/time_pattern.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace {

using sluice::date;
using sluice::time_pattern;
using sluice::timestamp;

std::string written(std::string_view pattern, timestamp time) {
  std::string out;
  time_pattern{pattern, "timestamp_format"}.append(out, time);
  return out;
}

// What a text is by a pattern, as ISO 8601; empty if it does not fit.
std::string read(std::string_view pattern, std::string_view text) {
  timestamp time;
  if (!time_pattern{pattern, "timestamp_format"}.parse(text, time)) return {};
  std::string out;
  sluice::append_iso_timestamp(out, time);
  return out;
}

timestamp moment(std::string_view text) {
  timestamp time;
  REQUIRE(sluice::parse_timestamp(text, time));
  return time;
}

}  // namespace

TEST_CASE("patterns read times") {
  CHECK(read("yyyy-MM-dd HH:mm:ss", "2024-02-29 23:59:58") == "2024-02-29T23:59:58.000Z");
  CHECK(read("dd/MM/yyyy", "31/12/1999") == "1999-12-31T00:00:00.000Z");
  CHECK(read("yyyyMMddHHmmss", "20240102030405") == "2024-01-02T03:04:05.000Z");
  CHECK(read("d.M.yy H:m", "1.2.24 3:4") == "2024-02-01T03:04:00.000Z");
  CHECK(read("yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]", "2024-01-01T12:00:00") == "2024-01-01T12:00:00.000Z");
  CHECK(read("yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]", "2024-01-01T12:00:00.5") == "2024-01-01T12:00:00.500Z");
  CHECK(read("yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]", "2024-01-01T12:00:00.123+02:00") == "2024-01-01T10:00:00.123Z");
  CHECK(read("MMM d, yyyy h:mm a", "Mar 5, 2024 12:07 am") == "2024-03-05T00:07:00.000Z");
  CHECK(read("EEEE, MMMM dd yyyy hh:mm a z", "Friday, March 05 2024 01:07 PM UTC") == "2024-03-05T13:07:00.000Z");
  CHECK(read("ss.SSSSSSSSS", "01.123456789") == "1970-01-01T00:00:01.123456Z");
  CHECK(read("yyyy-DDD", "2024-366") == "2024-12-31T00:00:00.000Z");
  CHECK(read("yyyy 'o''clock' HH", "2024 o'clock 07") == "2024-01-01T07:00:00.000Z");
}

TEST_CASE("patterns refuse texts that do not fit and days that do not exist") {
  CHECK(read("yyyy-MM-dd", "2024-02-30").empty());
  CHECK(read("yyyy-MM-dd", "2024-2-3").empty());
  CHECK(read("yyyy-MM-dd", "2024-02-03 ").empty());
  CHECK(read("yyyy-MM-dd", "").empty());
  CHECK(read("HH:mm", "24:00").empty());
  CHECK(read("hh:mm a", "13:00 PM").empty());
  CHECK(read("yyyy-DDD", "2023-366").empty());
  CHECK(read("HH:mm XXX", "12:00 +19:00").empty());
  date day{7};
  CHECK_FALSE(time_pattern("dd/MM/yyyy", "date_format").parse("2024-01-01", day));
  CHECK(day.days == 7);
}

TEST_CASE("digits that follow each other are divided by the letters") {
  CHECK(read("yyyyMMdd", "20240229") == "2024-02-29T00:00:00.000Z");
  CHECK(read("yMMdd", "120240229") == "+12024-02-29T00:00:00.000Z");
  CHECK(read("yyyyMMdd", "+120240229") == "+12024-02-29T00:00:00.000Z");
  CHECK(read("yyyyMMdd", "120240229").empty());
  CHECK(read("Hmm", "123") == "1970-01-01T01:23:00.000Z");
  CHECK(read("Hmm", "1234") == "1970-01-01T12:34:00.000Z");
  CHECK(read("Hmm", "34").empty());
  CHECK(read("d M", "007 000000000000000002") == "1970-02-07T00:00:00.000Z");
  CHECK(read("yyyy", "999999999999").empty());
  CHECK(read("y", "9999999999999999999").empty());
}

TEST_CASE("offsets are read in the form that the letters have") {
  CHECK(read("HH XXX", "12 +02:30") == "1970-01-01T09:30:00.000Z");
  CHECK(read("HH XXX", "12 z") == "1970-01-01T12:00:00.000Z");
  CHECK(read("HH XXX", "12 +0230").empty());
  CHECK(read("HH X", "12 +02") == "1970-01-01T10:00:00.000Z");
  CHECK(read("HH xx", "12 Z").empty());
  CHECK(read("HH XXXX", "12 -023015") == "1970-01-01T14:30:15.000Z");
  CHECK(read("HH O", "12 GMT+2") == "1970-01-01T10:00:00.000Z");
  CHECK(read("HH OOOO", "12 GMT+2").empty());
  CHECK(read("HH z", "12 UTC+02:00") == "1970-01-01T10:00:00.000Z");
  CHECK(read("HH VV", "12 Mars/Olympus").empty());
}

TEST_CASE("fields that contradict each other are refused") {
  CHECK(read("yyyy-MM-dd DDD", "2024-02-29 060") == "2024-02-29T00:00:00.000Z");
  CHECK(read("yyyy-MM-dd DDD", "2024-02-29 061").empty());
  CHECK(read("HH:mm a", "13:00 PM") == "1970-01-01T13:00:00.000Z");
  CHECK(read("HH:mm a", "13:00 AM").empty());
  CHECK(read("y G", "44 BC") == "-0043-01-01T00:00:00.000Z");
  CHECK(read("y G", "0 AD").empty());
}

TEST_CASE("patterns write times") {
  timestamp const time = moment("2024-03-05T13:07:09.123456Z");
  CHECK(written("yyyy-MM-dd HH:mm:ss.SSSSSS", time) == "2024-03-05 13:07:09.123456");
  CHECK(written("yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]", time) == "2024-03-05T13:07:09.123Z");
  CHECK(written("EEE EEEE d MMM MMMM yy", time) == "Tue Tuesday 5 Mar March 24");
  CHECK(written("h K k H a", time) == "1 1 13 13 PM");
  CHECK(written("D x xxx Z z", time) == "65 +00 +00:00 +0000 UTC");
  CHECK(written("yyyy-MM-dd HH:mm:ss.SSS", timestamp{-1}) == "1969-12-31 23:59:59.999");
}

TEST_CASE("what a pattern writes it reads back") {
  std::mt19937_64 random{5};
  time_pattern const patterns[] = {{"yyyy-MM-dd HH:mm:ss.SSSSSS", "x"}, {"GGGG yyyyMMddkkmmss SSSSSS", "x"}, {"D yyyy h:mm:ss a SSSSSS", "x"}, {"MMM-d-yyyy'x'k:m:s.SSSSSS z", "x"}};
  for (int i = 0; i < 2000; ++i) {
    timestamp const time{static_cast<std::int64_t>(random() % 200'000'000'000'000'000U) - 50'000'000'000'000'000};
    auto const& pattern = patterns[i % 4];
    std::string text;
    pattern.append(text, time);
    timestamp back;
    INFO(text);
    REQUIRE(pattern.parse(text, back));
    CHECK(back == time);
  }
}

TEST_CASE("a pattern that is none names the option and the letter") {
  CHECK_THROWS_WITH(time_pattern("yyyy-QQ", "date_format"), Catch::Contains("date_format") && Catch::Contains("the letter Q"));
  CHECK_NOTHROW(time_pattern("yyyy-QQ", "date_format", sluice::pattern_use::writing));
  CHECK_THROWS_WITH(time_pattern("uuuu", "date_format"), Catch::Contains("write yyyy for the year"));
  CHECK_THROWS_WITH(time_pattern(std::string(121, '-'), "date_format"), Catch::Contains("longer than 120"));
  CHECK_THROWS_AS(time_pattern("yyyy[-MM", "date_format"), sluice::option_error);
  CHECK_THROWS_AS(time_pattern("yyyy-MM]", "date_format"), sluice::option_error);
  CHECK_THROWS_AS(time_pattern("yyyy 'T", "date_format"), sluice::option_error);
}
