// SPDX-License-Identifier: Apache-2.0
// JSON files as a sink: exactly once, and what is written is read back as it was.
#include <connectors/files/sink/output.hpp>
#include <sluice/checkpoint/local_storage.hpp>
#include <sluice/json_file_sinks.hpp>
#include <sluice/json_files.hpp>
#include <sluice/testing/sink_conformance.hpp>

#include <support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace sluice;
using namespace files_test;
using support::temporary_folder;

struct place {
  std::string city;
  std::optional<std::int32_t> number;

  friend auto operator<=>(place const&, place const&) = default;
};
SLUICE_RECORD(place, city, number);

struct order {
  std::string customer;
  std::optional<double> amount;
  timestamp time;
  std::optional<date> day;
  std::vector<std::string> tags;
  std::map<std::string, std::int64_t> counts;
  place address;

  friend auto operator<=>(order const&, order const&) = default;
};
SLUICE_RECORD(order, customer, amount, time, day, tags, counts, address);

std::string text(std::mt19937& random) {
  static std::string const letters = "ab \"\\\n\r\t{}[]:,\x01\xc3\xa4";
  std::string made;
  for (auto left = random() % 6; left > 0; --left) {
    auto const at = random() % (letters.size() - 2);
    made += at == letters.size() - 3 ? std::string{"\xc3\xa4"} : std::string(1, letters[at]);
  }
  return made;
}

order random_order(std::mt19937& random) {
  order one;
  one.customer = text(random);
  if (random() % 4 != 0) one.amount = std::uniform_real_distribution<>(-1e6, 1e6)(random);
  one.time = timestamp{static_cast<std::int64_t>(random()) * 1'000'003 % 4'000'000'000'000'000};
  if (random() % 4 != 0) one.day = date{static_cast<std::int32_t>(random() % 40'000) - 10'000};
  for (auto left = random() % 3; left > 0; --left) one.tags.push_back(text(random));
  for (auto left = random() % 3; left > 0; --left) one.counts[text(random)] = static_cast<std::int64_t>(random());
  one.address.city = text(random);
  if (random() % 2 == 0) one.address.number = static_cast<std::int32_t>(random() % 100);
  return one;
}

std::string only_file(std::string const& folder) {
  for (auto const& entry : std::filesystem::directory_iterator{folder})
    if (entry.path().extension() == ".json") return content_of(entry.path().string());
  return "no file";
}

}  // namespace

TEST_CASE("the JSON sink shows the rows of each committed epoch once") {
  temporary_folder const folder;
  int places = 0;
  CHECK(testing::check_sink(testing::delivery::exactly_once, [&] {
    auto const path = folder / std::to_string(places++);
    return testing::sink_place{json::sink{.path = path}, [path] {
      std::vector<std::string> found;
      if (!std::filesystem::exists(path)) return found;
      for (auto const& row : read(json::files<value_record>{.path = path})) found.push_back(row.value);
      return found;
    }};
  }));
}

TEST_CASE("random rows written as JSON are read back as they were, in any files and folders") {
  temporary_folder const folder;
  std::mt19937 random{5};
  for (int round = 0; round < 8; ++round) {
    std::vector<order> rows(random() % 200 + 1);
    for (auto& one : rows) one = random_order(random);
    std::sort(rows.begin(), rows.end());
    std::string const out = folder / std::to_string(round);
    bool const ignore = random() % 2 == 0;
    std::vector<order> found;
    if (round % 2 == 0) {
      read(rows) | write(json::sink{.path = out, .ignore_null_fields = ignore, .max_records_per_file = 70});
      found = collect(read(json::files<order>{.path = out}));
    } else {
      read(rows) | write(json::sink_by<"day">{.path = out, .ignore_null_fields = ignore, .max_open_files = 5});
      found = collect(read(json::files<order, files::partitioned_by<"day">>{.path = out}));
    }
    std::sort(found.begin(), found.end());
    CHECK((found == rows));
  }
}

TEST_CASE("JSON is written with the patterns and the NULLs that are asked for") {
  temporary_folder const folder;
  std::vector<order> const rows{{"ann", {}, timestamp{1'704'110'400'000'000}, date{19'723}, {"x"}, {}, {"Rome", {}}}};
  read(rows) | write(json::sink{.path = folder / "plain"});
  CHECK(only_file(folder / "plain") ==
        R"({"customer":"ann","time":"2024-01-01T12:00:00.000Z","day":"2024-01-01","tags":["x"],"counts":{},"address":{"city":"Rome"}})" "\n");
  read(rows) | write(json::sink{.path = folder / "asked", .ignore_null_fields = false, .date_format = "dd.MM.yyyy", .timestamp_format = "'\"'HH:mm"});
  CHECK(only_file(folder / "asked") == R"({"customer":"ann","amount":null,"time":"\"12:00","day":"01.01.2024","tags":["x"],"counts":{},)"
                                       R"("address":{"city":"Rome","number":null}})" "\n");
  CHECK_THROWS_WITH((json::sink{.path = "out", .date_format = "qq"}.check()), Catch::Contains("json date_format"));
  CHECK_THROWS_WITH((json::sink{.path = "out", .line_sep = ""}.check()), Catch::Contains("json line_sep"));
}
