// SPDX-License-Identifier: Apache-2.0
#include <sluice/base/zone_offset.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

using namespace sluice::detail;

namespace {

constexpr std::optional<std::int32_t> read(std::string_view text) {
  std::int32_t seconds = 0;
  if (!parse_zone_offset(text, seconds)) return std::nullopt;
  return seconds;
}

}  // namespace

TEST_CASE("fixed zones are read in all of Java's forms, and Spark's of one digit") {
  for (char const* none : {"Z", "UTC", "GMT", "UT", "+00:00", "-0", "UTC+0", "GMT-00:00"}) CHECK(read(none) == 0);
  STATIC_REQUIRE(read("+2") == 7200);
  STATIC_REQUIRE(read("-02") == -7200);
  CHECK(read("+0230") == 9000);
  CHECK(read("+02:30") == 9000);
  CHECK(read("+2:30") == 9000);
  CHECK(read("+02:5") == 7500);
  CHECK(read("+2:5") == 7500);
  CHECK(read("-023015") == -9015);
  CHECK(read("-02:30:15") == -9015);
  CHECK(read("UTC+3") == 10'800);
  CHECK(read("GMT-03:30") == -12'600);
  CHECK(read("UT+18:00") == 64'800);
}

TEST_CASE("texts that are no fixed zone are left to others") {
  for (char const* text : {"", "z", "utc", "+", "-", "+:30", "2", "02:00", "+230", "+02:", "+02:3015", "+0230:15", "+02:30:5", "+2:3:15", "+02:60", "+02:30:60", "+18:01",
                           "+18:00:01", "-19", "+99", "+02:00 ", " +02:00", "+02:00:00:00", "UTC+", "UTC 3", "UTCUTC", "GMT0", "Zulu", "+\xb2", "Etc/GMT+5"})
    CHECK(read(text) == std::nullopt);
}

TEST_CASE("every offset that there is is read from its text") {
  bool all = true;
  for (std::int32_t seconds = -64'800; seconds <= 64'800; ++seconds) {
    std::int32_t const way = seconds < 0 ? -seconds : seconds;
    char with[16], without[16];
    std::snprintf(with, sizeof with, "%c%02d:%02d:%02d", seconds < 0 ? '-' : '+', way / 3600 % 100, way / 60 % 60, way % 60);
    std::snprintf(without, sizeof without, "%c%02d%02d%02d", seconds < 0 ? '-' : '+', way / 3600 % 100, way / 60 % 60, way % 60);
    all = all && read(with) == seconds && read(without) == seconds;
  }
  CHECK(all);
}
