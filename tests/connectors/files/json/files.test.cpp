// SPDX-License-Identifier: Apache-2.0
#include <sluice/json_files.hpp>
#include <sluice/sluice.hpp>

#include "../folders.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <vector>

using namespace sluice;
using files_test::put;

namespace {

struct order {
  std::string customer;
  double amount;
};
SLUICE_RECORD(order, customer, amount);

struct loose {
  std::optional<std::string> customer;
  std::optional<double> amount;
  std::optional<std::string> _corrupt_record;
  std::optional<int> year;
};
SLUICE_RECORD(loose, customer, amount, _corrupt_record, year);

/// The customers of a source, and what was rejected.
template <class Source>
std::string customers(Source const& source) {
  std::string text;
  reject_log log{[&](rejected_row const& row) {
    text += '!' + std::string{row.column} + '|' + std::string{row.data} + '|' + std::string{files::name_of(row.place)} + ' ';
  }};
  for_each_row(read(source) | select(col<"customer">), [&](auto const& row) { text += std::string{row.template get<"customer">()} + ' '; }, log);
  return text;
}

std::vector<std::string> elements(std::string_view text) {
  std::vector<std::string> found;
  json::detail::take_elements(text, [&](std::string_view one) { found.emplace_back(one); });
  return found;
}

}  // namespace

TEST_CASE("each line of a JSON file is a row, blank lines are none, and an array gives one for each element (semantics 16.2)", "[files]") {
  support::temporary_folder const folder;
  put(folder / "a.json", "{\"customer\":\"ann\",\"amount\":1}\r\n\n  \n{\"amount\":2,\"customer\":\"bob\"}\n[{\"customer\":\"cid\"},{\"customer\":\"d\"}]\n"
                         "{\"customer\":\"eve\"}");
  put(folder / "b.json", "");
  CHECK(customers(json::files<order>{.path = folder.path()}) == "ann bob cid d eve ");
  put(folder / "a.json", "{\"customer\":\"ann\"};;{\"customer\":\"b;b\"};;");
  CHECK(customers(json::files<order>{.path = folder.path(), .line_sep = ";;"}) == "ann b;b ");
}

TEST_CASE("a byte order mark in front of a JSON file is passed over", "[files]") {
  support::temporary_folder const folder;
  put(folder / "a.json", "\xEF\xBB\xBF{\"customer\":\"ann\"}\n{\"customer\":\"bob\"}\n");
  CHECK(customers(json::files<order>{.path = folder.path()}) == "ann bob ");
  put(folder / "a.json", "\xEF\xBB\xBF\n[{\"customer\":\"ann\"},\n{\"customer\":\"bob\"}]");
  CHECK(customers(json::files<order>{.path = folder.path(), .multi_line = true}) == "ann bob ");
  // In front of another line it is none.
  put(folder / "a.json", "{\"customer\":\"ann\"}\n\xEF\xBB\xBF{}\n");
  CHECK(customers(json::files<order>{.path = folder.path()}) == "ann !|\xEF\xBB\xBF{}|a.json:2 ");
}

TEST_CASE("with multi_line a file is one object or an array of them", "[files]") {
  support::temporary_folder const folder;
  put(folder / "a.json", " [\n {\"customer\": \"a]n\",\n \"x\": [1, {\"y\": 2}]},\n {\"customer\": \"bo\\\"b\"}\n]\n");
  put(folder / "b.json", "{\n\"customer\": \"cid\"\n}\n");
  put(folder / "c.json", "\n");
  CHECK(customers(json::files<order>{.path = folder.path(), .multi_line = true}) == "a]n bo\"b cid ");
  put(folder / "c.json", "[\n{\"customer\":\"d\"},\n7,\n{}]");
  CHECK(customers(json::files<order>{.path = folder / "c.json", .multi_line = true}) == "d !|7|c.json:3 !customer|{}|c.json:4 ");
}

TEST_CASE("a text that does not fit is rejected with its file and line, by the mode", "[files]") {
  support::temporary_folder const folder;
  put(folder / "a.json", "{\"customer\":\"ann\"}\n{\"custome\n{\"amount\":1}\n{\"customer\":\"bob\"}\n");
  json::files<order> source{.path = folder.path()};
  CHECK(customers(source) == "ann !|{\"custome|a.json:2 !customer|{\"amount\":1}|a.json:3 bob ");
  source.mode = parse_mode::fail_fast;
  CHECK_THROWS_WITH(customers(source), Catch::Contains("a.json:2: json"));
}

TEST_CASE("in batch, who collects the rows is told of those that were rejected", "[files]") {
  support::temporary_folder const folder;
  put(folder / "a.json", "{\"customer\":\"ann\",\"amount\":1}\n{\"customer\":2}\n{\"customer\":\"bob\",\"amount\":2}\n");
  std::string places;
  reject_log log{[&](rejected_row const& row) { places += files::name_of(row.place); }};
  auto const rows = collect(read(json::files<order>{.path = folder.path()}), log);
  CHECK(rows.size() == 2);
  CHECK(log.count() == 1);
  CHECK(places == "a.json:2");
  CHECK(collect(read(json::files<order>{.path = folder.path()})).size() == 2);
}

TEST_CASE("malformed texts keep what fits, and their text where there is a column for it", "[files]") {
  support::temporary_folder const folder;
  put(folder / "year=2024/a.json", "{\"customer\":\"ann\",\"amount\":\"x\"}\nrubbish\n{\"customer\":\"bob\",\"amount\":2}\n");
  json::files<loose, files::partitioned_by<"year">> source{.path = folder.path()};
  auto const rows = collect(read(source));
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].customer == "ann");
  CHECK_FALSE(rows[0].amount);
  CHECK(rows[0]._corrupt_record == "{\"customer\":\"ann\",\"amount\":\"x\"}");
  CHECK_FALSE(rows[1].customer);
  CHECK(rows[1]._corrupt_record == "rubbish");
  CHECK_FALSE(rows[2]._corrupt_record);
  CHECK(rows[2].year == 2024);
  source.mode = parse_mode::drop_malformed;
  CHECK(collect(read(source)).size() == 1);
}

TEST_CASE("the elements of an array end where they do, also in broken texts", "[files]") {
  CHECK(elements(R"([{"a":"]"} , [1,[2]],"x,\"y", 3 ,null])") == std::vector<std::string>{R"({"a":"]"})", "[1,[2]]", R"("x,\"y")", "3", "null"});
  CHECK(elements("[]").empty());
  CHECK(elements(" \r\n").empty());
  CHECK(elements("{}") == std::vector<std::string>{"{}"});
  for (auto const* broken : {"[", "[{", "[}", "[\"", "[\"\\", "[1", "[1]]]", "[,,", "[}}}1"}) {
    CAPTURE(broken);
    CHECK(elements(broken).size() <= 5);
  }
}

TEST_CASE("a stream of JSON files reads each file once", "[files]") {
  support::temporary_folder const folder;
  memory_sink<order> out;
  put(folder / "a.json", "{\"customer\":\"ann\",\"amount\":1}\n");
  auto query = read_stream(json::files<order>{.path = folder.path()}) | write_stream(out) | start();
  query.process_all_available();
  put(folder / ".b", "{\"customer\":\"bob\",\"amount\":2}\n");
  std::filesystem::rename(folder / ".b", folder / "b.json");
  query.process_all_available();
  query.stop();
  CHECK(out.rows().size() == 2);
}
