// SPDX-License-Identifier: Apache-2.0
// What a CSV sink writes, the CSV source reads as the same rows, whatever is in them.
#include <connectors/files/sink/output.hpp>
#include <sluice/checkpoint/local_storage.hpp>
#include <sluice/file_sinks.hpp>
#include <sluice/files.hpp>

#include <support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace sluice;
using support::temporary_folder;

struct anything {
  std::string text;
  std::optional<std::string> maybe;
  std::int64_t number;
  std::optional<double> real;
  bool flag;
  timestamp time;
  std::optional<date> day;

  friend auto operator<=>(anything const&, anything const&) = default;
};
SLUICE_RECORD(anything, text, maybe, number, real, flag, time, day);

struct alone {
  std::optional<std::string> value;
};
SLUICE_RECORD(alone, value);

class maker {
 public:
  explicit maker(std::uint32_t seed) : random_(seed) {}

  bool chance(unsigned one_in) { return random_() % one_in == 0; }
  std::string text() {
    static std::string const letters = "ab ,;\"\\\n\r\t'#|\xc3\xa4=/%.";
    std::string made;
    for (auto left = random_() % 8; left > 0; --left) made += letters[random_() % letters.size()];
    if (made == "\\N") made.clear();  // what stands for NULL below
    return made;
  }
  anything row() {
    anything one;
    one.text = text();
    if (!chance(4)) one.maybe = text();
    one.number = chance(5) ? std::numeric_limits<std::int64_t>::min() : static_cast<std::int64_t>(random_()) - 2'000'000'000;
    if (!chance(4)) one.real = std::uniform_real_distribution<>(-1e6, 1e6)(random_);
    one.flag = chance(2);
    one.time = timestamp{static_cast<std::int64_t>(random_()) * 1'000'003 % 4'000'000'000'000'000};
    if (!chance(4)) one.day = date{static_cast<std::int32_t>(random_() % 40'000) - 10'000};
    return one;
  }
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

 private:
  std::mt19937 random_;
};

std::vector<anything> sorted(std::vector<anything> rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace

TEST_CASE("random rows written as CSV are read back as they were, in any files and folders") {
  temporary_folder const folder;
  maker random{11};
  for (int round = 0; round < 12; ++round) {
    std::vector<anything> rows(random.below(200) + 1);
    for (auto& one : rows) one = random.row();
    std::string const out = folder / std::to_string(round);
    bool const header = random.chance(2), rfc = random.chance(2), quote_all = random.chance(3);
    std::string const delimiter = random.chance(2) ? "," : random.chance(2) ? ";" : "||";
    std::uint64_t const most = random.below(3) * 50;
    char const escape = rfc ? '"' : '\\';
    if (round % 2 == 0) {
      read(rows) | write(csv::sink{.path = out, .header = header, .delimiter = delimiter, .escape = escape, .quote_all = quote_all, .null_value = "\\N",
                                   .ignore_leading_white_space = false, .ignore_trailing_white_space = false, .max_records_per_file = most});
      auto const found = collect(read(csv::files<anything>{.path = out, .header = header, .delimiter = delimiter, .escape = escape, .null_value = "\\N",
                                                           .multi_line = true}));
      CHECK((sorted(found) == sorted(rows)));
    } else {
      // Folders tell no empty text from NULL.
      for (auto& one : rows)
        if (one.maybe == "") one.maybe.reset();
      read(rows) | write(csv::sink_by<"maybe", "flag">{.path = out, .header = header, .delimiter = delimiter, .escape = escape, .quote_all = quote_all,
                                                       .null_value = "\\N", .ignore_leading_white_space = false,
                                                       .ignore_trailing_white_space = false, .max_records_per_file = most, .max_open_files = 3});
      auto const found = collect(read(csv::files<anything, files::partitioned_by<"flag", "maybe">>{
          .path = out, .header = header, .delimiter = delimiter, .escape = escape, .null_value = "\\N", .multi_line = true}));
      CHECK((sorted(found) == sorted(rows)));
    }
  }
}

TEST_CASE("a row that is NULL alone is no blank line, which readers would skip") {
  temporary_folder const folder;
  std::vector<alone> const rows{{"a"}, {{}}, {"b"}, {{}}};
  read(rows) | write(csv::sink{.path = folder / "out"});
  auto const found = collect(read(csv::files<alone>{.path = folder / "out"}));
  REQUIRE(found.size() == 4);
  CHECK_FALSE(found[1].value);
  CHECK(found[2].value == "b");
}

TEST_CASE("days and times are written by a pattern") {
  temporary_folder const folder;
  std::vector<anything> const rows{{"x", {}, 1, {}, true, timestamp{1'704'110'400'000'000}, date{19'723}}};
  read(rows) | write(csv::sink{.path = folder / "out", .date_format = "dd.MM.yyyy", .timestamp_format = "yyyy/MM/dd HH:mm"});
  std::string content;
  for (auto const& entry : std::filesystem::directory_iterator{folder / "out"})
    if (entry.path().extension() == ".csv") content = files_test::content_of(entry.path().string());
  CHECK(content == "x,,1,,true,2024/01/01 12:00,01.01.2024\n");
}
