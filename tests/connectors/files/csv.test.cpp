// SPDX-License-Identifier: Apache-2.0
#include <sluice/files.hpp>
#include <sluice/sluice.hpp>

#include "folders.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
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

struct sale {
  std::optional<std::string> region;
  std::string customer;
  std::optional<double> amount;
  int year;
  files::metadata from;
};
SLUICE_RECORD(sale, region, customer, amount, year, from);

struct loose {
  std::optional<std::string> customer;
  std::optional<double> amount;
  std::optional<std::string> _corrupt_record;
};
SLUICE_RECORD(loose, customer, amount, _corrupt_record);

/// What was rejected, as text.
struct reject_notes {
  std::vector<std::string> lines;
  reject_log log{[this](rejected_row const& row) {
    lines.push_back(std::string{row.stage} + '|' + std::string{row.column} + '|' + std::string{row.data} + '|' +
                    std::string{files::name_of(row.place)});
  }};
};

struct take_all {
  template <class Row>
  void push(Row const&) {}
};

/// "customer amount, " for each row.
template <class Query>
std::string text_of(Query const& query, reject_log& log) {
  std::string text;
  for_each_row(query, [&](auto const& row) {
    text += std::string{row.template get<"customer">()} + ' ' + std::to_string(static_cast<int>(row.template get<"amount">())) + ", ";
  }, log);
  return text;
}

}  // namespace

TEST_CASE("a batch query reads all files of a folder once, by path, each with its header", "[files]") {
  support::temporary_folder const folder;
  put(folder / "b.csv", "customer,amount\nbob,2\n", 1'000);
  put(folder / "a.csv", "customer,amount\r\nann,1\r\n\r\nann,3", 2'000);
  put(folder / "c.csv", "");
  put(folder / "d.csv", "customer,amount");
  reject_notes notes;
  auto const query = read(csv::files<order>{.path = folder.path(), .header = true}) | select(col<"customer">, col<"amount">);
  CHECK(text_of(query, notes.log) == "ann 1, ann 3, bob 2, ");
  CHECK(text_of(query, notes.log) == "ann 1, ann 3, bob 2, ");
  put(folder / "e.csv", "amount,more,customer\n5,x,eve\n");
  auto const by_name = read(csv::files<order>{.path = folder / "[ae].csv", .header = true, .enforce_schema = false});
  CHECK(collect(by_name).size() == 3);
  CHECK(collect(by_name).back().customer == "eve");
  CHECK(notes.lines.empty());
}

TEST_CASE("a record that does not fit is rejected with its file and line", "[files]") {
  support::temporary_folder const folder;
  put(folder / "a.csv", "customer,amount\nann,1\nbob,x\n\"c\nd\",3\ndan,\neve,5\n");
  reject_notes notes;
  csv::files<order> source{.path = folder.path(), .header = true, .multi_line = true};
  auto const plain = [&] { return read(source) | select(col<"customer">, col<"amount">); };
  CHECK(text_of(plain(), notes.log) == "ann 1, c\nd 3, eve 5, ");
  CHECK(notes.lines == std::vector<std::string>{"csv|amount|bob,x|a.csv:3", "csv|amount|dan,|a.csv:6"});
  source.mode = parse_mode::fail_fast;
  CHECK_THROWS_WITH(text_of(plain(), notes.log), Catch::Contains("a.csv:3: csv column amount") && Catch::Contains("bob,x"));
  put(folder / "a.csv", "h\rann,1\rbob\r");
  notes.lines.clear();
  source.mode = parse_mode::permissive;
  CHECK(text_of(plain(), notes.log) == "ann 1, ");
  CHECK(notes.lines == std::vector<std::string>{"csv|amount|bob|a.csv:3"});
}

TEST_CASE("the lines of large files are counted only where somebody asks, and rightly", "[files]") {
  support::temporary_folder const folder;
  std::string text;
  std::vector<std::string> expected;
  for (int line = 1; line <= 120'000; ++line) {
    bool const bad = line == 1 || line == 70'001 || line == 70'002 || line == 119'999;
    text += bad ? "x,y\n" : "customer," + std::to_string(line) + "\n";
    if (bad) expected.push_back("csv|amount|x,y|a.csv:" + std::to_string(line));
  }
  put(folder / "a.csv", text);
  reject_notes notes;
  std::size_t rows = 0;
  for_each_row(read(csv::files<order>{.path = folder.path()}), [&](auto const&) { ++rows; }, notes.log);
  CHECK(rows == 120'000 - expected.size());
  CHECK(notes.lines == expected);
}

TEST_CASE("a record larger than a piece is read whole", "[files]") {
  support::temporary_folder const folder;
  std::string const name(3'000'000, 'n');
  put(folder / "a.csv", "ann,1\n" + name + ",2\nbob,3\n");
  auto const rows = collect(read(csv::files<order>{.path = folder.path()}));
  REQUIRE(rows.size() == 3);
  CHECK(rows[1].customer == name);
  CHECK(rows[2].amount == 3);
}

TEST_CASE("malformed records keep what fits and their text, unless the mode says otherwise (semantics 16)", "[files]") {
  support::temporary_folder const folder;
  put(folder / "a.csv", "ann,1\nbob,x\ncid,3\n");
  auto const rows = collect(read(csv::files<loose>{.path = folder.path()}));
  REQUIRE(rows.size() == 3);
  CHECK(rows[1].customer == "bob");
  CHECK_FALSE(rows[1].amount);
  CHECK(rows[1]._corrupt_record == "bob,x");
  CHECK_FALSE(rows[2]._corrupt_record);
  reject_notes notes;
  std::size_t count = 0;
  for_each_row(read(csv::files<loose>{.path = folder.path(), .mode = parse_mode::drop_malformed}), [&](auto const&) { ++count; }, notes.log);
  CHECK(count == 2);
  CHECK(notes.lines == std::vector<std::string>{"csv|amount|bob,x|a.csv:2"});
}

TEST_CASE("folders give the columns that are named so, and every row can tell its file", "[files]") {
  support::temporary_folder const folder;
  put(folder / "year=2024/region=a%20b/x.csv", "ann,1\n", 1'700'000'000'000);
  put(folder / "year=2025/region=__HIVE_DEFAULT_PARTITION__/y.csv", "bob,z\n");
  using source = csv::files<sale, files::partitioned_by<"year", "region">>;
  auto const rows = collect(read(source{.path = folder.path()}));
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].region == "a b");
  CHECK(rows[0].year == 2024);
  CHECK(rows[0].amount == 1.0);
  CHECK(rows[0].from.file_name == "x.csv");
  CHECK(rows[0].from.file_size == 6);
  CHECK(rows[0].from.file_path == files::to_uri(folder / "year=2024/region=a%20b/x.csv"));
  CHECK(rows[0].from.file_modification_time == timestamp::from_milliseconds(1'700'000'000'000));
  CHECK_FALSE(rows[1].region);
  CHECK(rows[1].year == 2025);
  std::string text;
  for (auto const& row : read(source{.path = folder.path()}) | where(col<"year"> > 2024) | select(col<"from.file_name">, col<"customer">))
    text += row.get<"file_name">() + ' ' + row.get<"customer">();
  CHECK(text == "y.csv bob");
}

TEST_CASE("a folder that lacks, mistakes or hides a column is refused by file and column", "[files]") {
  support::temporary_folder const folder;
  using source = csv::files<sale, files::partitioned_by<"year", "region">>;
  auto const refuses = [](std::string const& path, std::string const& words) {
    CHECK_THROWS_WITH(collect(read(source{.path = path})), Catch::Contains(words) && Catch::Contains("x.csv"));
  };
  put(folder / "a/year=2024/x.csv", "ann,1\n");
  refuses(folder / "a", "partition column region");
  put(folder / "b/year=soon/region=eu/x.csv", "ann,1\n");
  refuses(folder / "b", "partition column year");
  put(folder / "c/year=__HIVE_DEFAULT_PARTITION__/region=eu/x.csv", "ann,1\n");
  refuses(folder / "c", "NULL");
  put(folder / "d/year=2024/region=eu/customer=ann/x.csv", "ann,1\n");
  refuses(folder / "d", "partitioned_by<\"customer\">");
}

TEST_CASE("a file that is gone fails the batch or is counted, as one that cannot be unpacked is refused by what is missing", "[files]") {
  support::temporary_folder const folder;
  CHECK_THROWS_WITH(collect(read(csv::files<order>{.path = folder / "none"})), Catch::Contains("no such file"));
  put(folder / "a.csv", "ann,1\n");
  files::file_input input{files::compression::by_suffix, [] { return false; }};
  for (bool const ignore : {false, true}) {
    files::options how;
    how.path = folder.path();
    how.ignore_missing_files = ignore;
    reject_notes notes;
    take_all receiver;
    files::file_decoder<csv::detail::file_format, csv::files<order>::columns, want_everything, take_all> decoder{
        {}, how, parse_mode::permissive, folder.path(), input, notes.log, receiver};
    if (ignore) decoder.read(folder / "gone.csv");
    else CHECK_THROWS_WITH(decoder.read(folder / "gone.csv"), Catch::Contains("gone.csv") && Catch::Contains("ignore_missing_files"));
    CHECK(notes.log.count() == (ignore ? 1U : 0U));
    decoder.read(folder / "a.csv");
    CHECK(decoder.rows() == 1);
  }
}

TEST_CASE("a stream reads each file that appears once, and tells where it stands", "[files]") {
  support::temporary_folder const folder;
  memory_sink<order> out;
  std::vector<std::string> rejected;
  auto query = read_stream(csv::files<order>{.path = folder.path(), .header = true}) | write_stream(out) |
               on_rejected([&](rejected_row const& row) { rejected.emplace_back(files::name_of(row.place)); }) | start();
  query.process_all_available();
  CHECK(out.rows().empty());
  put(folder / ".a", "customer,amount\nann,1\nbob,x\n");
  std::filesystem::rename(folder / ".a", folder / "a.csv");
  query.process_all_available();
  CHECK(out.rows().size() == 1);
  put(folder / ".b", "customer,amount\nbob,2\ncid,3\n");
  std::filesystem::rename(folder / ".b", folder / "b.csv");
  query.process_all_available();
  query.stop();
  CHECK(out.rows().size() == 3);
  CHECK(rejected == std::vector<std::string>{"a.csv:3"});
  auto const progress = query.last_progress();
  REQUIRE(progress);
  CHECK(progress->sources[0].description == "FileStreamSource[" + files::to_uri(folder.path()) + "]");
  CHECK(progress->sources[0].end_offset == "{\"logOffset\":1}");
}

TEST_CASE("trigger once takes all files in one batch whatever the limit, available_now batch by batch (semantics 15.3)", "[files]") {
  support::temporary_folder const folder;
  for (int i = 0; i < 5; ++i) put(folder / std::to_string(i), "ann,1\n");
  csv::files<order> const source{.path = folder.path(), .watch = {.max_files_per_trigger = 2}};
  memory_sink<order> at_once;
  auto one = read_stream(source) | write_stream(at_once) | trigger(once()) | start();
  one.await_termination();
  CHECK(at_once.batch_count() == 1);
  CHECK(at_once.rows().size() == 5);
  memory_sink<order> in_turn;
  auto several = read_stream(source) | write_stream(in_turn) | trigger(available_now()) | start();
  several.await_termination();
  CHECK(in_turn.batch_count() == 3);
  CHECK(in_turn.rows().size() == 5);
}
