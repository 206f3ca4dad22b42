// SPDX-License-Identifier: Apache-2.0
// Parquet files as a source: in batch, as a stream with a checkpoint, by folders, with rows that do not fit, and written by others.
#include <sluice/checkpoint.hpp>
#include <sluice/formats/parquet/write.hpp>
#include <sluice/parquet.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <connectors/files/folders.hpp>
#include <support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace sluice;
using Catch::Matchers::Contains;

namespace {

struct order {
  std::string customer;
  double amount;
  timestamp event_time;
};
SLUICE_RECORD(order, customer, amount, event_time);

struct sale {
  std::string customer;
  std::optional<double> amount;
  int year;
};
SLUICE_RECORD(sale, customer, amount, year);

struct loose_order {
  std::optional<std::string> customer;
  std::optional<double> amount;
};
SLUICE_RECORD(loose_order, customer, amount);

struct numbered {
  std::int64_t customer;
};
SLUICE_RECORD(numbered, customer);

template <class Record>
void put_parquet(std::string const& path, std::vector<Record> const& rows) {
  std::filesystem::create_directories(std::filesystem::path{path}.parent_path());
  std::ofstream out{path + ".writing", std::ios::binary};
  parquet_format::file_writer<schema_of<Record>> writer{
      {}, [&](std::string_view part) { out.write(part.data(), static_cast<std::streamsize>(part.size())); }};
  for (auto const& row : rows) writer.write(row);
  writer.close();
  out.close();
  std::filesystem::rename(path + ".writing", path);
}

}  // namespace

TEST_CASE("Parquet files are read in batch, by path") {
  support::temporary_folder const folder;
  put_parquet<order>(folder / "in/b.parquet", {{"bob", 2, timestamp{2}}});
  put_parquet<order>(folder / "in/a.parquet", {{"ann", 1, timestamp{1}}, {"ann", 5, timestamp{1}}});
  auto const rows = collect(read(parquet_files<order>{.path = folder / "in"}) | where(col<"amount"> < 3) | select<"customer">());
  REQUIRE(rows.size() == 2);
  CHECK(get<"customer">(rows[0]) == "ann");
  CHECK(get<"customer">(rows[1]) == "bob");
}

TEST_CASE("Parquet files that appear are a stream, and a restart reads on") {
  support::temporary_folder const folder;
  auto const storage = std::make_shared<testing::memory_storage>();
  memory_sink<> out;
  auto const run = [&] {
    auto query = read_stream(parquet_files<order>{.path = folder / "in", .watch = {.max_files_per_trigger = 1}}) | group_by<"customer">() |
                 sum<"amount">() | write_stream(out) | output_mode(update) | trigger(available_now()) |
                 checkpoint(checkpoint_options{"", storage, {}}) | start();
    query.await_termination();
    return query.last_progress().has_value();
  };
  put_parquet<order>(folder / "in/a.parquet", {{"ann", 1, timestamp{1}}});
  CHECK(run());
  put_parquet<order>(folder / "in/b.parquet", {{"ann", 2, timestamp{1}}, {"bob", 2, timestamp{1}}});
  CHECK(run());
  CHECK_FALSE(run());
  CHECK(out.rows() == std::vector<text_row>{{"ann", "1.0"}, {"ann", "3.0"}, {"bob", "2.0"}});
}

TEST_CASE("folders give columns to Parquet files as to others") {
  support::temporary_folder const folder;
  put_parquet<loose_order>(folder / "in/year=2023/a.parquet", {{"ann", 1}});
  put_parquet<loose_order>(folder / "in/year=2024/a.parquet", {{"bob", std::nullopt}});
  auto const rows = collect(read(parquet_files<sale, files::partitioned_by<"year">>{.path = folder / "in"}));
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].year == 2023);
  CHECK(rows[1].customer == "bob");
  CHECK(rows[1].year == 2024);
  CHECK_FALSE(rows[1].amount);
}

TEST_CASE("a NULL where the field takes none rejects the row, and says where it is") {
  support::temporary_folder const folder;
  put_parquet<loose_order>(folder / "a.parquet", {{"ann", 1}, {std::nullopt, 2}, {"bob", 3}});
  std::vector<std::string> notes;
  reject_log log{[&](rejected_row const& row) { notes.push_back(std::string{row.column} + ": " + std::string{row.reason} + " at " + std::string{row.place}); }};
  std::size_t rows = 0;
  for_each_row(read(parquet_files<sale>{.path = folder / "a.parquet"}) | select<"customer">(), [&](auto const&) { ++rows; }, log);
  CHECK(rows == 2);
  REQUIRE(notes.size() == 1);
  CHECK(notes[0] == "customer: NULL in a field that takes none at " + folder / "a.parquet: row 2");

  auto const strict = parquet_files<sale>{.path = folder / "a.parquet", .mode = parse_mode::fail_fast};
  CHECK_THROWS_WITH(collect(read(strict) | select<"customer">()), Contains("a.parquet: row 2") && Contains("customer"));
}

TEST_CASE("a column whose type does not fit fails, and a broken file is named") {
  support::temporary_folder const folder;
  put_parquet<loose_order>(folder / "a.parquet", {{"ann", 1}});
  CHECK_THROWS_WITH(collect(read(parquet_files<numbered>{.path = folder / "a.parquet"})), Contains("a.parquet: customer") && Contains("string"));
  files_test::put(folder / "b.parquet", "PAR1 and nothing that follows from it PAR1");
  CHECK_THROWS_WITH(collect(read(parquet_files<order>{.path = folder / "b.parquet"})), Contains("b.parquet") && Contains("cannot be read"));
  CHECK_THROWS_AS((parquet_files<order>{.path = folder / "a.parquet", .batch_rows = 0}.check()), option_error);
}
