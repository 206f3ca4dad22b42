// SPDX-License-Identifier: Apache-2.0
#include <sluice/base/calendar.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <random>

using namespace sluice::detail;

TEST_CASE("days of any year go to the calendar and back") {
  std::mt19937_64 random{7};
  std::uniform_int_distribution<std::int64_t> any{std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};
  for (int i = 0; i < 100'000; ++i) {
    std::int64_t const days = any(random);
    civil_day const day = civil_of(days);
    REQUIRE(is_civil_day(day));
    REQUIRE(days_of(day) == days);
    REQUIRE(civil_of(days - day.day + 1).day == 1);
  }
}

TEST_CASE("the calendar is that of std::chrono for the years it has") {
  using namespace std::chrono;
  bool all_equal = true;
  for (auto day = sys_days{year{-32767} / 1 / 1}; day < sys_days{year{32767} / 1 / 1}; day += days{13}) {
    year_month_day const expected{day};
    std::int64_t const number = day.time_since_epoch().count();
    auto const found = civil_of(number);
    all_equal = all_equal && found.year == static_cast<int>(expected.year()) && found.month == static_cast<unsigned>(expected.month()) &&
                found.day == static_cast<unsigned>(expected.day()) && days_of(found) == number &&
                days_in_month(found.year, found.month) == static_cast<unsigned>((expected.year() / expected.month() / last).day()) &&
                week_day(number) == static_cast<int>(weekday{day}.iso_encoding()) - 1;
  }
  CHECK(all_equal);
}

TEST_CASE("a month later is the same day, or the last of its month") {
  auto const day = [](int year, unsigned month, unsigned of_month) { return days_of(civil_day{year, month, of_month}); };
  CHECK(plus_months(day(2024, 1, 31), 1) == day(2024, 2, 29));
  CHECK(plus_months(day(2024, 1, 31), -2) == day(2023, 11, 30));
  CHECK(plus_months(day(2024, 2, 29), -12 * 2024) == day(0, 2, 29));
  CHECK(plus_months(day(0, 1, 15), -1) == day(-1, 12, 15));
}

TEST_CASE("weeks of the year are ISO 8601's") {
  auto const week = [](int year, unsigned month, unsigned of_month) { return iso_week_of(days_of(civil_day{year, month, of_month})); };
  CHECK((week(2021, 1, 3).week == 53 && week(2021, 1, 3).year == 2020));
  CHECK((week(2024, 12, 30).week == 1 && week(2024, 12, 30).year == 2025));
  CHECK((week(2016, 1, 3).week == 53 && week(2016, 1, 4).week == 1));
}
