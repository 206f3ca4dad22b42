// SPDX-License-Identifier: Apache-2.0
#include <sluice/base/zone_rule.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <string>

using namespace sluice::detail;

namespace {

constexpr std::int64_t at(std::int64_t year, std::uint32_t month, std::uint32_t day, std::int64_t seconds = 0) {
  return days_of(civil_day{year, month, day}) * 86'400 + seconds;
}

}  // namespace

TEST_CASE("a rule says when the clocks of a year are changed") {
  auto const berlin = zone_rule::parse("CET-1CEST,M3.5.0,M10.5.0/3");
  REQUIRE(berlin);
  CHECK((berlin->changes() && berlin->standard_offset() == 3600));
  auto const changes = berlin->changes_in(2024);
  CHECK((changes[0].begin == at(2024, 3, 31, 3600) && changes[0].offset == 7200));
  CHECK((changes[1].begin == at(2024, 10, 27, 3600) && changes[1].offset == 3600));
}

TEST_CASE("where it is summer at the new year, the change to winter comes first") {
  auto const sydney = zone_rule::parse("AEST-10AEDT,M10.1.0,M4.1.0/3");
  REQUIRE(sydney);
  auto const changes = sydney->changes_in(2024);
  CHECK((changes[0].begin == at(2024, 4, 6, 16 * 3600) && changes[0].offset == 36'000));
  CHECK((changes[1].begin == at(2024, 10, 5, 16 * 3600) && changes[1].offset == 39'600));
}

TEST_CASE("rules have names in brackets, summers of half an hour, winters that are ahead, and changes on other days") {
  auto const lord_howe = zone_rule::parse("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0");
  REQUIRE(lord_howe);
  CHECK((lord_howe->standard_offset() == 37'800 && lord_howe->changes_in(2024)[1].offset == 39'600));
  auto const dublin = zone_rule::parse("IST-1GMT0,M10.5.0,M3.5.0/1");
  REQUIRE(dublin);
  CHECK((dublin->changes_in(2024)[0].begin == at(2024, 3, 31, 3600) && dublin->changes_in(2024)[0].offset == 3600));
  // The day before the last Sunday, and the Saturday behind the fourth Thursday.
  auto const nuuk = zone_rule::parse("<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
  REQUIRE(nuuk);
  CHECK(nuuk->changes_in(2024)[0].begin == at(2024, 3, 31, 3600));
  auto const gaza = zone_rule::parse("EET-2EEST,M3.4.4/50,M10.4.4/50");
  REQUIRE(gaza);
  CHECK(gaza->changes_in(2026)[0].begin == at(2026, 3, 28));
}

TEST_CASE("days of the year count February 29 or not") {
  auto const counted = zone_rule::parse("AAA0BBB,59/0,300/0");
  auto const never = zone_rule::parse("AAA0BBB,J60/0,J300/0");
  REQUIRE((counted && never));
  CHECK(counted->changes_in(2023)[0].begin == at(2023, 3, 1));
  CHECK(counted->changes_in(2024)[0].begin == at(2024, 2, 29));
  CHECK(never->changes_in(2023)[0].begin == at(2023, 3, 1));
  CHECK(never->changes_in(2024)[0].begin == at(2024, 3, 1));
}

TEST_CASE("a rule without summer is an offset") {
  auto const kathmandu = zone_rule::parse("<+0545>-5:45");
  REQUIRE(kathmandu);
  CHECK((!kathmandu->changes() && kathmandu->standard_offset() == 20'700));
}

TEST_CASE("the weekday that a rule names is found in every month by counting") {
  bool all = true;
  for (std::int64_t year : {1999, 2000, 2024, 2100})
    for (int month = 1; month <= 12; ++month)
      for (int week = 1; week <= 5; ++week)
        for (int day = 0; day <= 6; ++day) {
          auto const rule = zone_rule::parse("AAA0BBB,M" + std::to_string(month) + "." + std::to_string(week) + "." + std::to_string(day) + "/0,J1/0");
          REQUIRE(rule);
          auto const in = static_cast<std::uint32_t>(month);
          std::int64_t expected = 0;
          int met = 0;
          for (std::uint32_t d = 1; d <= days_in_month(year, in); ++d) {
            std::int64_t const number = days_of(civil_day{year, in, d});
            if ((week_day(number) + 1) % 7 == day && ++met <= week) expected = number;
          }
          // The other change is at the beginning of the year, an hour before midnight.
          all = all && rule->changes_in(year)[1].begin == expected * 86'400;
        }
  CHECK(all);
}

TEST_CASE("texts that are no rule are refused, the beginnings of rules too") {
  for (char const* text : {"", "C", "CET", "CET-", "CET-25", "CET-1CE", "CET-1CEST", "CET-1CEST,", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,", "CET-1CEST,M13.5.0,M10.5.0",
                           "CET-1CEST,M0.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.0.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5.0/168,M10.5.0",
                           "CET-1CEST,M3.5.0,M10.5.0/", "CET-1CEST,M3.5.0,M10.5.0/3:60", "CET-1CEST,M3.5.0,M10.5.0/3x", "CET-1CEST,J0,J5", "CET-1CEST,J366,J5",
                           "CET-1CEST,366,5", "CET-1CEST,3,-5", "<CET-1", "<>-1", "CET-1CEST-1000,M3.5.0,M10.5.0", "CET-99999999999"})
    CHECK_FALSE(zone_rule::parse(text).has_value());
}
