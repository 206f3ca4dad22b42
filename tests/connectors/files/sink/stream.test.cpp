// SPDX-License-Identifier: Apache-2.0
// File sinks in streams: what stands in the folder and in its manifest (semantics 13.2, 13.3), and which folders they refuse.
#include <connectors/files/sink/output.hpp>
#include <sluice/checkpoint.hpp>
#include <sluice/connectors/files/manifest.hpp>
#include <sluice/connectors/files/manifest_reader.hpp>
#include <sluice/file_sinks.hpp>
#include <sluice/testing.hpp>

#include <support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace sluice;
using namespace files_test;
using support::temporary_folder;
using texts = std::vector<std::string>;

struct sale {
  std::string customer;
  std::optional<double> amount;
  std::optional<std::string> region;
  date day;
};
SLUICE_RECORD(sale, customer, amount, region, day);

constexpr date first_of_may{19'844};

sink_context context_of(std::string id) {
  sink_context context;
  context.query_id = std::move(id);
  return context;
}
using value_row = row<cell<"value", std::string>>;
using value_schema = schema_of<value_row>;

/// Writes and commits one epoch of a query.
template <class Sink>
void write_epoch(Sink const& sink, std::uint64_t epoch, texts const& values, std::string id = "query") {
  auto writer = sink.template open<value_schema>(context_of(std::move(id)));
  writer.begin(epoch, mode::append);
  for (auto const& value : values) writer.write(value_row{{value}});
  writer.commit(epoch);
}

texts logs_in(std::string const& folder) {
  texts names;
  for (auto const& name : files_below(folder + "/_spark_metadata", true)) names.push_back(name);
  return names;
}

std::string message_of(auto&& call) {
  try {
    call();
  } catch (error const& thrown) {
    return thrown.what();
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("a stream into CSV files writes a file per batch and a line per file, and goes on after a restart") {
  temporary_folder const folder;
  std::string const out = folder / "out";
  memory_stream<sale> in;
  auto const started = [&] {
    return read_stream(in) | write_stream(csv::sink{.path = out, .header = true}) | checkpoint(folder / "checkpoint") | start();
  };
  {
    auto query = started();
    in.add({"ann", 9.5, "eu", first_of_may});
    query.process_all_available();
    CHECK(query.last_progress()->sink_description == "FileSink[file://" + out + "]");
  }
  auto query = started();
  in.add({"bob, the second", {}, {}, first_of_may});
  in.add({"cid", 0.5, "us", first_of_may});
  query.process_all_available();
  query.stop();
  CHECK(files_below(out, true) == texts{"_spark_metadata/0", "_spark_metadata/1", "_spark_metadata/writer", "part-00000-#-c000.csv", "part-00000-#-c000.csv"});
  std::string content;
  files::manifest_reader manifest{out};
  for (auto const& entry : manifest.entries()) content += content_of(*files::path_of_uri(entry.path)) + "--\n";
  CHECK(content == "customer,amount,region,day\nann,9.5,eu,2024-05-01\n--\ncustomer,amount,region,day\n\"bob, the second\",,,2024-05-01\ncid,0.5,us,2024-05-01\n--\n");
}

TEST_CASE("a line of the manifest has Spark's keys, and the file's size and time") {
  temporary_folder const folder;
  std::string const out = folder / "a b";
  write_epoch(text::sink{.path = out}, 0, {"one", "three"});
  auto const log = content_of(out + "/_spark_metadata/0");
  REQUIRE(log.starts_with("v1\n"));
  auto const entry = files::parse_manifest_entry(std::string_view{log}.substr(3), "log");
  CHECK(entry.size == 10);
  CHECK(entry.path.starts_with("file://" + folder.path() + "/a%20b/part-00000-"));
  CHECK(entry.path.ends_with("-c000.txt"));
  CHECK(entry.action == "add");
  CHECK_FALSE(entry.is_dir);
  auto const found = files::look_at(*files::path_of_uri(entry.path));
  REQUIRE(found);
  CHECK(entry.modification_time == static_cast<std::int64_t>(found->st_mtim.tv_sec) * 1000 + found->st_mtim.tv_nsec / 1'000'000);
  // Key by key as Spark has them.
  std::string spark{R"({"path":"FILE","size":10,"isDir":false,"modificationTime":MS,"blockReplication":1,"blockSize":33554432,"action":"add"})"};
  spark.replace(spark.find("FILE"), 4, entry.path);
  spark.replace(spark.find("MS"), 2, std::to_string(entry.modification_time));
  CHECK(log == "v1\n" + spark);
}

TEST_CASE("a batch without rows writes no file and an entry without lines") {
  temporary_folder const folder;
  write_epoch(csv::sink{.path = folder / "out"}, 0, {});
  CHECK(files_below(folder / "out", true) == texts{"_spark_metadata/0", "_spark_metadata/writer"});
  CHECK(content_of(folder / "out/_spark_metadata/0") == "v1");
}

TEST_CASE("every tenth batch compacts the manifest, and entries beyond the retention leave it") {
  temporary_folder const folder;
  std::string const out = folder / "out";
  csv::sink const sink{.path = out, .retention = std::chrono::hours{1}};
  write_epoch(sink, 0, {"old"});
  // Files age by their entries.
  std::ofstream{out + "/_spark_metadata/0", std::ios::trunc} << "v1\n" << R"({"path":"file:///old","size":1,"isDir":false,"modificationTime":1000,"blockReplication":1,"blockSize":1,"action":"add"})";
  for (std::uint64_t epoch = 1; epoch < 11; ++epoch) write_epoch(sink, epoch, {std::to_string(epoch)});
  CHECK(logs_in(out) == texts{"0", "1", "10", "2", "3", "4", "5", "6", "7", "8", "9.compact", "writer"});
  CHECK(values_of_csv(out).size() == 10);
  auto const compacted = content_of(out + "/_spark_metadata/9.compact");
  CHECK(compacted.find("file:///old") == std::string::npos);
  CHECK(std::count(compacted.begin(), compacted.end(), '\n') == 9);
}

TEST_CASE("rows go to folders named by columns, as Spark names them, and the columns leave the files") {
  temporary_folder const folder;
  std::string const out = folder / "out";
  memory_stream<sale> in;
  in.add_range(std::vector<sale>{{"ann", 1, "eu", first_of_may}, {"bob", 2, {}, first_of_may}, {"cid", 3, "a/b=c%d", date{first_of_may.days + 1}},
                                 {"dan", 4, "eu", first_of_may}, {"eve", 5, "", first_of_may}});
  auto query = read_stream(in) | write_stream(csv::sink_by<"day", "region">{.path = out, .header = true}) | checkpoint(folder / "checkpoint") |
               trigger(available_now()) | start();
  query.await_termination();
  CHECK(files_below(out) == texts{"day=2024-05-01/region=__HIVE_DEFAULT_PARTITION__/part-00000-#.c001.csv", "day=2024-05-01/region=eu/part-00000-#.c000.csv",
                                  "day=2024-05-02/region=a%2Fb%3Dc%25d/part-00000-#.c002.csv"});
  texts rows;
  for (auto const& one : read(csv::files<sale, files::partitioned_by<"region", "day">>{.path = out, .header = true}))
    rows.push_back(one.customer + ' ' + one.region.value_or("NULL") + ' ' + std::to_string(one.day.days - first_of_may.days));
  std::sort(rows.begin(), rows.end());
  CHECK(rows == texts{"ann eu 0", "bob NULL 0", "cid a/b=c%d 1", "dan eu 0", "eve NULL 0"});
}

TEST_CASE("files are cut at the number of records that is asked for, and by the number of open files") {
  temporary_folder const folder;
  write_epoch(text::sink{.path = folder / "cut", .max_records_per_file = 2}, 0, {"a", "b", "c", "d", "e"});
  CHECK(files_below(folder / "cut") == texts{"part-00000-#-c000.txt", "part-00000-#-c001.txt", "part-00000-#-c002.txt"});
  CHECK(lines_of_text(folder / "cut").size() == 5);

  using keyed = row<cell<"key", std::int32_t>, cell<"value", std::string>>;
  auto writer = text::sink_by<"key">{.path = folder / "open", .max_open_files = 2}.open<schema_of<keyed>>(context_of("query"));
  writer.begin(0, mode::append);
  for (int key : {1, 2, 1, 3, 1, 2}) writer.write(keyed{{key}, {"x"}});
  writer.commit(0);
  // 3 ends the file of 2, which was not written to for longest; so 2 has another one later, which ends that of 3.
  CHECK(files_below(folder / "open").size() == 4);
  CHECK(lines_of_text(folder / "open").size() == 6);
}

TEST_CASE("what was written and not committed is removed when the query fails, and not read meanwhile") {
  temporary_folder const folder;
  std::string const out = folder / "out";
  write_epoch(csv::sink{.path = out}, 0, {"a"});
  {
    auto writer = csv::sink{.path = out, .max_records_per_file = 1}.open<value_schema>(context_of("query"));
    writer.begin(1, mode::append);
    for (auto const* value : {"b", "c"}) writer.write(value_row{{value}});
    CHECK(files_below(out).size() == 3);
    CHECK(values_of_csv(out) == texts{"a"});
  }
  CHECK(files_below(out).size() == 1);
}

TEST_CASE("a folder that belongs to another query, or lacks a batch, is refused before anything is written") {
  temporary_folder const folder;
  std::string const out = folder / "out";
  csv::sink const sink{.path = out};
  write_epoch(sink, 0, {"a"});
  write_epoch(sink, 1, {"b"});
  auto const refused = [&](std::uint64_t epoch, std::string const& id) { return message_of([&] { write_epoch(sink, epoch, {"x"}, id); }); };
  CHECK_THAT(refused(0, "another"), Catch::Contains(out + ": the query cannot write its batch to this folder: it is the output of another query, whose id is query"));
  CHECK_THAT(refused(2, "another"), Catch::Contains("Give the query a folder of its own"));
  CHECK_THAT(refused(3, "query"), Catch::Contains("a batch before this one is missing: the manifest ends at 1 (found: batch 3)"));
  // Spark leaves no id: its query may go on here, another one may not.
  std::filesystem::remove(out + "/_spark_metadata/writer");
  CHECK_THAT(refused(0, "another"), Catch::Contains("its manifest was written by another query, up to batch 1"));
  write_epoch(sink, 2, {"c"}, "from Spark");
  CHECK(values_of_csv(out).size() == 3);
  CHECK_THAT(refused(3, "query"), Catch::Contains("whose id is from Spark"));
}

TEST_CASE("a query that moves to a new folder begins its manifest at its batch") {
  temporary_folder const folder;
  std::string const out = folder / "out";
  csv::sink const sink{.path = out};
  write_epoch(sink, 23, {"a"});
  write_epoch(sink, 24, {"b"});
  CHECK(logs_in(out) == texts{"19.compact", "20", "21", "22", "23", "24", "writer"});
  CHECK(values_of_csv(out).size() == 2);
  std::filesystem::create_directory(folder / "used");
  std::ofstream{folder / "used/part-0.csv"} << "x\n";
  CHECK_THAT(message_of([&] { write_epoch(csv::sink{.path = folder / "used"}, 5, {"a"}); }),
             Catch::Contains("it has files, and its manifest lacks the batches before"));
}

TEST_CASE("somebody who writes the same batch meanwhile is noticed") {
  temporary_folder const folder;
  csv::sink const sink{.path = folder / "out"};
  auto writer = sink.open<value_schema>(context_of("query"));
  writer.begin(0, mode::append);
  writer.write(value_row{{"a"}});
  write_epoch(sink, 0, {"b"});
  CHECK_THAT(message_of([&] { writer.commit(0); }), Catch::StartsWith("[CONCURRENT_STREAM_LOG_UPDATE]"));
  writer.begin(0, mode::append);
  writer.commit(0);
  CHECK(values_of_csv(folder / "out") == texts{"b"});
}

TEST_CASE("folders that cannot be written are errors that name the path and the cause") {
  temporary_folder const folder;
  std::ofstream{folder / "file"} << "x";
  CHECK_THAT(message_of([&] { write_epoch(csv::sink{.path = folder / "file"}, 0, {"a"}); }),
             Catch::StartsWith("[SINK_FAILED] " + (folder / "file") + ": the sink needs a folder here, and there is a file"));
  CHECK_THAT(message_of([&] { write_epoch(csv::sink{.path = folder / "file/below"}, 0, {"a"}); }), Catch::StartsWith("[SINK_FAILED] " + (folder / "file")));
  CHECK_THAT(message_of([&] { write_epoch(csv::sink{.path = "/proc/sluice-output"}, 0, {"a"}); }),
             Catch::StartsWith("[SINK_FAILED] /proc/sluice-output: the folder cannot be made"));
  if (::geteuid() == 0) return;  // who may write everywhere
  std::filesystem::create_directory(folder / "locked");
  std::filesystem::permissions(folder / "locked", std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  CHECK_THAT(message_of([&] { write_epoch(csv::sink{.path = folder / "locked"}, 0, {"a"}); }), Catch::Contains("Permission denied"));
}

TEST_CASE("a disk that is full fails the batch, names the file, and leaves no part of it") {
  temporary_folder const folder;
  csv::sink const sink{.path = folder / "out"};
  write_epoch(sink, 0, {"a"});
  // Nothing may grow beyond 100 kB, which is as good as a full disk.
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit const small{100'000, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  auto const message = message_of([&] { write_epoch(sink, 1, texts(30, std::string(10'000, 'x'))); });
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK_THAT(message, Catch::StartsWith("[SINK_FAILED] " + (folder / "out/part-00000-")));
  CHECK_THAT(message, Catch::Contains("-c000.csv: the file cannot be written (found: File too large)"));
  CHECK(files_below(folder / "out") == texts{"part-00000-#-c000.csv"});
  write_epoch(sink, 1, {"b"});
  CHECK(values_of_csv(folder / "out").size() == 2);
}

TEST_CASE("options of file sinks that cannot work are refused by check") {
  CHECK_THROWS_WITH(csv::sink{}.check(), Catch::Contains("path: files need a folder"));
  CHECK_THROWS_WITH((csv::sink{.path = "out", .delimiter = ""}.check()), Catch::Contains("csv delimiter"));
  CHECK_THROWS_WITH((csv::sink{.path = "out", .date_format = "qq"}.check()), Catch::Contains("csv date_format"));
  CHECK_THROWS_WITH((text::sink{.path = "out", .line_sep = ""}.check()), Catch::Contains("text line_sep"));
  CHECK_THROWS_WITH((text::sink{.path = "out", .max_open_files = 0}.check()), Catch::Contains("max_open_files"));
  CHECK_THROWS_WITH((text::sink{.path = "out", .compression = files::compression::by_suffix}.check()), Catch::Contains("compression"));
  CHECK_THROWS_WITH((text::sink{.path = "out", .compression = files::compression::gzip}.check()), Catch::Contains("Include <sluice/compression.hpp>"));
  CHECK_THROWS_WITH((text::sink{.path = "gopher://out"}.open<value_schema>(context_of("query"))), Catch::Contains("gopher"));
  CHECK_THROWS_WITH((text::sink{.path = "out"}.open<value_schema>(context_of(""))), Catch::Contains("query_id"));
}
