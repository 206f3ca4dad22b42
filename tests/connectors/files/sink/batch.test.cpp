// SPDX-License-Identifier: Apache-2.0
// The results of batch queries written to folders and to the sinks of streams: query/write.hpp.
#include <connectors/files/sink/output.hpp>
#include <sluice/checkpoint.hpp>
#include <sluice/file_sinks.hpp>
#include <sluice/testing.hpp>

#include <support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using namespace sluice;
using namespace files_test;
using support::temporary_folder;
using texts = std::vector<std::string>;

struct sale {
  std::string customer;
  std::int64_t amount;
};
SLUICE_RECORD(sale, customer, amount);

std::vector<sale> const sales{{"ann", 1}, {"bob", 2}, {"ann", 3}};

std::string message_of(auto&& call) {
  try {
    call();
  } catch (error const& thrown) {
    return thrown.what();
  }
  return "nothing was thrown";
}

/// What stands in the folder's files, file by file.
std::string content_below(std::string const& folder) {
  std::vector<std::string> contents;
  for (auto const& entry : std::filesystem::recursive_directory_iterator{folder})
    if (entry.path().extension() == ".csv") contents.push_back(content_of(entry.path().string()));
  std::sort(contents.begin(), contents.end());
  std::string all;
  for (auto const& one : contents) all += one;
  return all;
}

/// Writes each batch of a stream once, and knows nothing of batch queries.
struct once_only {
  static constexpr sink_traits traits{.name = "once only", .needs_checkpoint = true};
};

struct failing_at {
  std::int64_t amount;
  bool operator()(std::int64_t found) const {
    if (found == amount) throw std::runtime_error("broken");
    return true;
  }
};

}  // namespace

TEST_CASE("a batch query writes its result, marks it as complete and says how much it was") {
  temporary_folder const folder;
  std::string const out = folder / "out";
  written const done = read(sales) | group_by<"customer">() | sum<"amount">() | write(csv::sink{.path = out, .header = true});
  CHECK(done.rows == 2);
  CHECK(done.files == 1);
  CHECK_FALSE(done.ignored);
  CHECK(files_below(out, true) == texts{"_SUCCESS", "part-00000-#-c000.csv"});
  CHECK(content_below(out).starts_with("customer,sum(amount)\n"));
}

TEST_CASE("the save mode says what becomes of output that is there") {
  temporary_folder const folder;
  csv::sink const sink{.path = folder / "out"};
  read(sales) | write(sink);
  CHECK_THAT(message_of([&] { read(sales) | write(sink); }), Catch::Contains((folder / "out") + ": there is output already"));
  CHECK((read(sales) | write(sink, save_mode::ignore)).ignored);
  CHECK(content_below(folder / "out") == "ann,1\nbob,2\nann,3\n");
  CHECK((read(sales) | where(col<"amount"> == 2) | write(sink, save_mode::append)).rows == 1);
  CHECK(content_below(folder / "out") == "ann,1\nbob,2\nann,3\nbob,2\n");
  CHECK((read(sales) | where(col<"amount"> == 3) | write(sink, save_mode::overwrite)).files == 1);
  CHECK(files_below(folder / "out", true) == texts{"_SUCCESS", "part-00000-#-c000.csv"});
  CHECK(content_below(folder / "out") == "ann,3\n");
  // A folder that is empty is output, too, as Spark has it.
  std::filesystem::create_directory(folder / "empty");
  CHECK_THAT(message_of([&] { read(sales) | write(csv::sink{.path = folder / "empty"}); }), Catch::Contains("there is output already"));
}

TEST_CASE("overwriting takes away folders of columns and a stream's manifest, and refuses folders that no sink made") {
  temporary_folder const folder;
  std::string const out = folder / "out";
  auto const by_customer = csv::sink_by<"customer">{.path = out};
  CHECK((read(sales) | write(by_customer)).files == 2);
  CHECK(files_below(out, true) == texts{"_SUCCESS", "customer=ann/part-00000-#.c000.csv", "customer=bob/part-00000-#.c001.csv"});
  std::filesystem::create_directory(out + "/_spark_metadata");
  std::ofstream{out + "/_spark_metadata/0"} << "v1";
  CHECK_THAT(message_of([&] { read(sales) | write(by_customer, save_mode::append); }), Catch::Contains("a stream writes to this folder"));
  read(sales) | where(col<"amount"> == 3) | write(by_customer, save_mode::overwrite);
  CHECK(files_below(out, true) == texts{"_SUCCESS", "customer=ann/part-00000-#.c000.csv"});
  CHECK_FALSE(std::filesystem::exists(out + "/customer=bob"));
  CHECK(values_of_csv(out).empty() == false);

  std::filesystem::create_directory(out + "/photos");
  CHECK_THAT(message_of([&] { read(sales) | write(by_customer, save_mode::overwrite); }),
             Catch::Contains(out + "/photos: the folder is none that a sink makes"));
  CHECK(content_below(out) == "3\n");
}

TEST_CASE("a query that overwrites what it reads reads it first") {
  temporary_folder const folder;
  csv::sink const sink{.path = folder / "out"};
  read(sales) | write(sink);
  auto const done = read(csv::files<sale>{.path = folder / "out"}) | with_column<"amount">(col<"amount"> + 10) | write(sink, save_mode::overwrite);
  CHECK(done.rows == 3);
  CHECK(content_below(folder / "out") == "ann,11\nbob,12\nann,13\n");
}

TEST_CASE("a query that fails leaves what was there, and no folder where there was none") {
  temporary_folder const folder;
  csv::sink const sink{.path = folder / "out", .max_records_per_file = 1};
  auto const failing = read(sales) | where(udf(failing_at{3})(col<"amount">));
  CHECK_THROWS_WITH(failing | write(sink), "broken");
  CHECK_FALSE(std::filesystem::exists(folder / "out"));
  read(sales) | where(col<"amount"> == 1) | write(sink);
  CHECK_THROWS_WITH(failing | write(sink, save_mode::overwrite), "broken");
  CHECK(files_below(folder / "out", true) == texts{"_SUCCESS", "part-00000-#-c000.csv"});
  CHECK(content_below(folder / "out") == "ann,1\n");
}

TEST_CASE("a result without rows is a file with a header, or by folders nothing") {
  temporary_folder const folder;
  auto const nothing = read(sales) | where(col<"amount"> > 10);
  CHECK((nothing | write(csv::sink{.path = folder / "out", .header = true})).files == 1);
  CHECK(content_below(folder / "out") == "customer,amount\n");
  CHECK((nothing | write(csv::sink_by<"customer">{.path = folder / "by"})).files == 0);
  CHECK(files_below(folder / "by") == texts{"_SUCCESS"});
}

TEST_CASE("input that cannot be read is counted and handed on") {
  temporary_folder const folder;
  std::ofstream{folder / "in.csv"} << "ann,1\nbob,two\n";
  std::string rejected;
  auto const done = read(csv::files<sale>{.path = folder / "in.csv"}) |
                    write(csv::sink{.path = folder / "out"}, save_mode::error_if_exists, [&](rejected_row const& row) { rejected = row.data; });
  CHECK(done.rows == 1);
  CHECK(done.rejected == 1);
  CHECK(rejected == "bob,two");
}

TEST_CASE("the sinks of streams take the result of a batch query as one batch, each time another") {
  memory_sink<> out;
  CHECK((read(sales) | write(out)).rows == 3);
  CHECK((read(sales) | where(col<"amount"> == 2) | write(out, save_mode::append)).rows == 1);
  CHECK(testing::same_rows(out.rows(), {{"ann", "1"}, {"bob", "2"}, {"ann", "3"}, {"bob", "2"}}));
  CHECK_THROWS_WITH(read(sales) | write(out, save_mode::overwrite), Catch::Contains("can only add"));

  std::string printed;
  read(sales) | select(col<"amount">) | write(console::sink{.text = &printed});
  CHECK_THAT(printed, Catch::Contains("|     3|"));

  std::vector<std::uint64_t> epochs;
  read(sales) | write(foreach_batch([&](auto const& rows, std::uint64_t epoch) { epochs.push_back(epoch + rows.size()); }));
  CHECK(epochs == std::vector<std::uint64_t>{3});
}

TEST_CASE("foreach_batch may write its rows to folders") {
  temporary_folder const folder;
  memory_stream<sale> in;
  auto query = read_stream(in) | write_stream(foreach_batch([&](auto const& rows, std::uint64_t epoch) {
                 read(rows) | write(csv::sink{.path = folder / std::to_string(epoch)}, save_mode::overwrite);
               })) | start();
  in.add({"ann", 1});
  query.process_all_available();
  CHECK(content_below(folder / "0") == "ann,1\n");
}

TEST_CASE("writing a stream, or a batch to a sink that needs a checkpoint, is refused by its verdict") {
  using stream = decltype(read_stream(memory_stream<sale>{}));
  using batch = decltype(read(sales));
  STATIC_REQUIRE(std::is_same_v<write_verdict_t<batch, csv::sink>, accepted>);
  STATIC_REQUIRE(std::is_same_v<write_verdict_t<stream, csv::sink>, plan_error::write_needs_a_batch_query<plan_error::written_to<csv::sink>>>);
  STATIC_REQUIRE(std::is_same_v<write_verdict_t<batch, once_only>, plan_error::sink_writes_streams_only<plan_error::written_to<once_only>>>);
  STATIC_REQUIRE(refused<write_verdict_t<batch, text::sink>>);
  STATIC_REQUIRE(refused<write_verdict_t<batch, csv::sink_by<"custmer">>>);
}
