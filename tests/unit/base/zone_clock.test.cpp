// SPDX-License-Identifier: Apache-2.0
#include <sluice/base/calendar.hpp>
#include <sluice/base/zone_clock.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <random>
#include <string>

#include <stdlib.h>
#include <time.h>

using namespace sluice::detail;

namespace {

/// Has an environment variable for a while.
class setting {
 public:
  setting(char const* name, char const* value) : name_(name) {
    if (char const* const old = std::getenv(name)) old_ = old;
    ::setenv(name, value, 1);
  }
  ~setting() {
    if (old_) ::setenv(name_, old_->c_str(), 1);
    else ::unsetenv(name_);
  }
  setting(setting const&) = delete;
  setting& operator=(setting const&) = delete;

 private:
  char const* name_;
  std::optional<std::string> old_;
};

constexpr char const* places[] = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Europe/Dublin", "Pacific/Apia", "Asia/Kathmandu", "Africa/Casablanca",
                                  "America/Nuuk", "Asia/Gaza", "Antarctica/Troll", "Pacific/Chatham", "Etc/GMT+5"};

constexpr std::int64_t beginning_of(std::int64_t year) { return days_of(civil_day{year, 1, 1}) * 86'400; }

}  // namespace

TEST_CASE("the clocks of zones show what the C library's do, also in times to come") {
  for (char const* place : places) {
    setting const zone("TZ", place);
    ::tzset();
    auto const clock = zone_clock::find(place);
    REQUIRE(clock);
    auto const same = [&](std::int64_t instant) {
      std::time_t const time = instant;
      std::tm parts{};
      ::localtime_r(&time, &parts);
      return parts.tm_gmtoff == clock->offset_at(instant);
    };
    INFO(place);
    bool all = true;
    std::mt19937_64 random{3};
    std::uniform_int_distribution<std::int64_t> any{beginning_of(1800), beginning_of(3500)};
    for (int i = 0; i < 3000; ++i) all = all && same(any(random));
    // Each year with all its changes; the database's last ones are of 2037 or 2087, and the table's behind 400 years of rules.
    for (std::int64_t year : {2011, 2024, 2037, 2088, 2439, 2440, 2441, 2490})
      for (std::int64_t instant = beginning_of(year); instant < beginning_of(year + 1); instant += 1800) all = all && same(instant);
    CHECK(all);
  }
  ::tzset();
}

TEST_CASE("a local time goes to the first instant that shows it, or is moved on by what was skipped") {
  for (char const* place : places) {
    auto const clock = zone_clock::find(place);
    REQUIRE(clock);
    INFO(place);
    bool all = true;
    int skipped = 0, twice = 0;
    for (std::int64_t year : {2011, 2024, 2077, 2440})
      for (std::int64_t local = beginning_of(year); local < beginning_of(year + 1); local += 1800) {
        // No clock is changed twice within four days.
        std::int32_t const before = clock->offset_at(local - 2 * 86'400);
        std::int32_t const after = clock->offset_at(local + 2 * 86'400);
        bool const by_before = clock->offset_at(local - before) == before;
        bool const by_after = clock->offset_at(local - after) == after;
        if (by_before && by_after && before != after) ++twice;
        if (!by_before && !by_after) ++skipped;
        std::int32_t const expected = by_before || !by_after ? before : after;
        all = all && clock->offset_of_local(local) == expected;
        // There and back, for what clocks do show.
        std::int64_t const instant = local - clock->offset_of_local(local);
        if (by_before || by_after) all = all && instant + clock->offset_at(instant) == local;
        else all = all && instant + clock->offset_at(instant) == local + after - before;
      }
    CHECK(all);
    bool const has_summer = std::string{place} != "Asia/Kathmandu" && std::string{place} != "Etc/GMT+5";
    CHECK((skipped > 0 && twice > 0) == has_summer);
  }
}

TEST_CASE("clocks have fixed offsets, names of places, and Java's short names") {
  auto const at = [](char const* name) {
    auto const clock = zone_clock::find(name);
    REQUIRE(clock);
    // 2024-07-01 12:00:00.
    CHECK(clock->offset_at(1'719'835'200) == clock->offset_of_local(1'719'835'200));
    return clock->offset_at(1'719'835'200);
  };
  CHECK(at("UTC") == 0);
  CHECK(at("+02:00") == 7200);
  CHECK(at("GMT-3") == -10'800);
  CHECK(at("Etc/GMT-3") == 10'800);
  CHECK(at("Europe/Berlin") == 7200);
  CHECK(at("EST") == -18'000);
  CHECK(at("PST") == -25'200);
  CHECK(at("IST") == 19'800);
  CHECK_FALSE(zone_clock::find("").has_value());
  CHECK_FALSE(zone_clock::find("Nowhere/City").has_value());
  CHECK_FALSE(zone_clock::find("+18:01").has_value());
}

TEST_CASE("every short name is a zone") {
  for (auto const& one : short_zones) {
    INFO(one.name);
    CHECK(zone_clock::find(one.name).has_value());
  }
}

TEST_CASE("a copy of a clock goes on when its first is gone") {
  std::optional<zone_clock> first = zone_clock::find("Asia/Tokyo");
  REQUIRE(first);
  zone_clock const second = *first;
  first.reset();
  CHECK(second.offset_at(0) == 32'400);
  CHECK_FALSE(second.is_fixed());
}

TEST_CASE("the database is where TZDIR says") {
  setting const folder("TZDIR", "/nonexistent");
  CHECK_FALSE(zone_clock::find("Europe/Berlin").has_value());
  CHECK(zone_clock::find("+02:00").has_value());
}
