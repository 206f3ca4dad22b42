// SPDX-License-Identifier: Apache-2.0
#include <sluice/base/zone_table.hpp>

#include <catch2/catch.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace sluice::detail;

namespace {

void append(std::string& bytes, std::int64_t value, int count) {
  for (int i = count - 1; i >= 0; --i) bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xff);
}

/// A file of the database as zic writes them for new readers: the part of 32 bits is empty. offsets[0] is that of the beginning, and each change is to
/// the next.
std::string file_of(std::vector<std::int64_t> const& begins, std::vector<std::int32_t> const& offsets, std::string_view rule) {
  std::string bytes;
  auto const head = [&](std::size_t times, std::size_t types) {
    bytes += "TZif2" + std::string(15, '\0');
    for (std::size_t count : {std::size_t{0}, std::size_t{0}, std::size_t{0}, times, types, std::size_t{4}}) append(bytes, static_cast<std::int64_t>(count), 4);
  };
  head(0, 1);
  append(bytes, 0, 6);
  bytes += std::string_view{"LMT\0", 4};
  head(begins.size(), offsets.size());
  for (auto begin : begins) append(bytes, begin, 8);
  for (std::size_t i = 0; i < begins.size(); ++i) append(bytes, static_cast<std::int64_t>(i) + 1, 1);
  for (auto offset : offsets) {
    append(bytes, offset, 4);
    append(bytes, 0, 2);
  }
  bytes += std::string_view{"LMT\0", 4};
  return bytes + "\n" + std::string{rule} + "\n";
}

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

constexpr std::int64_t day_in(std::int64_t year, std::uint32_t month, std::uint32_t day) { return days_of(civil_day{year, month, day}) * 86'400; }

}  // namespace

TEST_CASE("a table has the offset of every instant, to the second of its changes") {
  auto const table = zone_table::parse(file_of({-1000, 500'000}, {300, 3600, -7200}, ""));
  REQUIRE(table);
  CHECK(table->offset_at(least) == 300);
  CHECK(table->offset_at(-1001) == 300);
  CHECK(table->offset_at(-1000) == 3600);
  CHECK(table->offset_at(499'999) == 3600);
  CHECK(table->offset_at(500'000) == -7200);
  CHECK(table->offset_at(most) == -7200);
}

TEST_CASE("local times that are skipped count by the old offset, and those that come twice are the first") {
  auto const table = zone_table::parse(file_of({0, 1'000'000}, {0, 3600, -3600}, ""));
  REQUIRE(table);
  CHECK(table->offset_of_local(least) == 0);
  CHECK(table->offset_of_local(-1) == 0);
  CHECK(table->offset_of_local(0) == 0);
  CHECK(table->offset_of_local(3599) == 0);
  CHECK(table->offset_of_local(3600) == 3600);
  CHECK(table->offset_of_local(996'399) == 3600);
  CHECK(table->offset_of_local(996'400) == 3600);
  CHECK(table->offset_of_local(1'003'599) == 3600);
  CHECK(table->offset_of_local(1'003'600) == -3600);
  CHECK(table->offset_of_local(most) == -3600);
}

TEST_CASE("behind the last change the rule holds, in all years alike") {
  auto const berlin = zone_table::parse(file_of({0}, {3600, 3600}, "CET-1CEST,M3.5.0,M10.5.0/3"));
  REQUIRE(berlin);
  auto const rule = zone_rule::parse("CET-1CEST,M3.5.0,M10.5.0/3");
  bool all = true;
  for (std::int64_t year : {1970, 1971, 2024, 2369, 2370, 2371, 2372, 2373, 2400, 2770, 2771, 2772, 3000, 9999, 290'000}) {
    auto const changes = rule->changes_in(year);
    all = all && berlin->offset_at(changes[0].begin - 1) == 3600 && berlin->offset_at(changes[0].begin) == 7200;
    all = all && berlin->offset_at(changes[1].begin - 1) == 7200 && berlin->offset_at(changes[1].begin) == 3600;
    std::int64_t const skipped = changes[0].begin + 3600;
    all = all && berlin->offset_of_local(skipped) == 3600 && berlin->offset_of_local(skipped + 3599) == 3600 && berlin->offset_of_local(skipped + 3600) == 7200;
    std::int64_t const twice = changes[1].begin + 3600;
    all = all && berlin->offset_of_local(twice) == 7200 && berlin->offset_of_local(twice + 3599) == 7200 && berlin->offset_of_local(twice + 3600) == 3600;
  }
  CHECK(all);
  CHECK(berlin->offset_at(-1) == 3600);
  CHECK(berlin->offset_at(most) > 0);
  CHECK(berlin->offset_of_local(most) > 0);
}

TEST_CASE("a summer that is all of the year has no end, and a rule without changes holds always") {
  auto const table = zone_table::parse(file_of({day_in(2020, 6, 1)}, {-18'000, -14'400}, "EST5EDT,0/0,J365/25"));
  REQUIRE(table);
  for (std::int64_t year : {2021, 2024, 2025, 2500}) {
    CHECK(table->offset_at(day_in(year, 1, 1) + 14'400) == -14'400);
    CHECK(table->offset_at(day_in(year, 1, 1) + 18'000) == -14'400);
    CHECK(table->offset_at(day_in(year, 7, 1)) == -14'400);
  }
  auto const fixed = zone_table::parse(file_of({}, {0}, "<+0545>-5:45"));
  REQUIRE(fixed);
  CHECK((fixed->offset_at(least) == 20'700 && fixed->offset_of_local(most) == 20'700));
}

TEST_CASE("changes at the ends of 64 bits are kept within reach") {
  auto const table = zone_table::parse(file_of({least, most}, {-3600, 3600, 7200}, "CET-1CEST,M3.5.0,M10.5.0/3"));
  REQUIRE(table);
  CHECK((table->offset_at(0) == 3600 && table->offset_of_local(0) == 3600));
}

TEST_CASE("bytes that are no zone are refused") {
  std::string const good = file_of({0, 1000}, {0, 3600, 0}, "CET-1CEST,M3.5.0,M10.5.0/3");
  REQUIRE(zone_table::parse(good));
  for (std::size_t size = 0; size < good.size(); ++size) {
    std::vector<char> const part(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK_FALSE(zone_table::parse({part.data(), part.size()}).has_value());
  }
  CHECK_FALSE(zone_table::parse(good + "x").has_value());
  CHECK_FALSE(zone_table::parse(file_of({0, 0}, {0, 3600, 0}, "")).has_value());
  CHECK_FALSE(zone_table::parse(file_of({10, 0}, {0, 3600, 0}, "")).has_value());
  CHECK_FALSE(zone_table::parse(file_of({0}, {0}, "")).has_value());
  CHECK_FALSE(zone_table::parse(file_of({0}, {0, 26 * 3600}, "")).has_value());
  CHECK_FALSE(zone_table::parse(file_of({0}, {0, std::numeric_limits<std::int32_t>::min()}, "")).has_value());
  CHECK_FALSE(zone_table::parse(file_of({0}, {0, 0}, "Berlin")).has_value());
  CHECK_FALSE(zone_table::parse("TZif" + std::string(200, '\xff')).has_value());
  // Version 1 has no rule and no times behind 2038.
  std::string first = good;
  first[4] = '\0';
  CHECK_FALSE(zone_table::parse(first).has_value());
}

TEST_CASE("bytes that were damaged anywhere are refused, or give some offsets") {
  std::string const good = file_of({-1'000'000, 0, 1000}, {0, 3600, 0, 7200}, "CET-1CEST,M3.5.0,M10.5.0/3");
  std::mt19937 random{11};
  std::size_t refused = 0;
  for (int i = 0; i < 1500; ++i) {
    std::string bytes = good;
    for (auto hits = 1 + random() % 3; hits > 0; --hits) bytes[random() % bytes.size()] = static_cast<char>(random());
    // Without a zero behind them, so that a sanitizer sees a read too far.
    std::vector<char> const exact(bytes.begin(), bytes.end());
    auto const table = zone_table::parse({exact.data(), exact.size()});
    if (!table) {
      ++refused;
      continue;
    }
    for (std::int64_t time : {least, std::int64_t{-1}, std::int64_t{500}, day_in(2024, 7, 1), day_in(290'000, 1, 1), most}) {
      REQUIRE(std::abs(table->offset_at(time)) < 26 * 3600);
      REQUIRE(std::abs(table->offset_of_local(time)) < 26 * 3600);
    }
  }
  CHECK(refused > 500);
}

TEST_CASE("a name leads to no file but a zone of the database") {
  CHECK(zone_table::find("Europe/Berlin").has_value());
  for (char const* name : {"", "/etc/passwd", "../zoneinfo/Europe/Berlin", "Europe/../Europe/Berlin", "Europe", "Europe/", "Europe/Atlantis", "europe/berlin", "zone.tab",
                           "tzdata.zi", "localtime", "posixrules", "posix/Europe/Berlin", "right/Europe/Berlin", "Europe/Berlin ", "Europe/Ber\xc3\xbc"})
    CHECK_FALSE(zone_table::find(name).has_value());
  CHECK_FALSE(zone_table::find(std::string{"Europe/Berlin\0", 14}).has_value());
}
