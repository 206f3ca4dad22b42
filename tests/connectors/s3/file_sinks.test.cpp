// SPDX-License-Identifier: Apache-2.0
// File sinks into a bucket of a real server keep what they keep on a disk: the tests of connectors/files/sink, on S3 (semantics 13.2, 13.3).
#include <connectors/files/sink/output.hpp>
#include <connectors/s3/support/output.hpp>
#include <sluice/checkpoint.hpp>
#include <sluice/file_sinks.hpp>
#include <sluice/sluice.hpp>
#include <sluice/testing.hpp>
#include <sluice/testing/sink_conformance.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace sluice;
using namespace files_test;
using support::bucket_output;
using support::new_place;
using testing::check_sink;
using testing::delivery;
using testing::sink_place;
using texts = std::vector<std::string>;

struct item {
  std::string value;
  std::int64_t kind;
};
SLUICE_RECORD(item, value, kind);

using value_row = row<cell<"value", std::string>>;

bool ready() {
  if (!support::has_server()) return false;
  support::find_server_by_environment();
  return true;
}

/// Writes and commits epochs of a query, one value each, `first` to before `end`.
template <class Sink>
void write_epochs(Sink const& sink, std::uint64_t first, std::uint64_t end, std::string id = "query") {
  sink_context context;
  context.query_id = std::move(id);
  auto writer = sink.template open<schema_of<value_row>>(context);
  for (auto epoch = first; epoch < end; ++epoch) {
    writer.begin(epoch, mode::append);
    writer.write(value_row{{std::to_string(epoch)}});
    writer.commit(epoch);
  }
}

/// The names in a folder of an output, with `#` for identifiers.
texts names_in(bucket_output const& out, std::string const& folder = {}) {
  auto names = out.files()->list(folder);
  for (auto& name : names)
    if (auto const part = name.find("part-00000-"); part != std::string::npos) name.replace(part + 11, 36, "#");
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST_CASE("the CSV sink into a bucket shows the rows of each committed epoch once") {
  if (!ready()) return;
  CHECK(check_sink(delivery::exactly_once, [] {
    auto const out = std::make_shared<bucket_output>(new_place());
    return sink_place{csv::sink{.path = out->location()}, [out] { return values_of_csv(out->fetched()); }};
  }));
}

TEST_CASE("the text sink into a bucket shows the rows of each committed epoch once, also in several files") {
  if (!ready()) return;
  CHECK(check_sink(delivery::exactly_once, [] {
    auto const out = std::make_shared<bucket_output>(new_place());
    return sink_place{text::sink{.path = out->location(), .max_records_per_file = 2}, [out] { return lines_of_text(out->fetched()); }};
  }));
}

TEST_CASE("a sink by folders into a bucket shows the rows of each committed epoch once") {
  if (!ready()) return;
  struct with_folder {
    row<cell<"value", std::string>, cell<"last", std::string>> operator()(std::string const& text) const {
      return {{text}, {text.substr(text.size() - 1)}};
    }
  };
  CHECK(check_sink(delivery::exactly_once, [] {
    auto const out = std::make_shared<bucket_output>(new_place());
    return sink_place{csv::sink_by<"last">{.path = out->location(), .max_open_files = 2}, [out] { return values_of_csv(out->fetched()); }};
  }, with_folder{}));
}

TEST_CASE("the manifest in a bucket names objects by URIs, which have no spaces") {
  if (!ready()) return;
  bucket_output out{new_place() + "/a b"};
  write_epochs(csv::sink{.path = out.location() + '/'}, 0, 1);
  auto const log = out.files()->read("_spark_metadata/0").value();
  CHECK_THAT(log, Catch::StartsWith("v1\n{\"path\":\"s3://sluice-tests/run%20") && Catch::Contains("/a%20b/part-00000-"));
  CHECK(values_of_csv(out.fetched()) == texts{"0"});
}

TEST_CASE("in a bucket every tenth batch compacts the manifest, entries beyond the retention leave it, and old logs go") {
  if (!ready()) return;
  bucket_output out{new_place()};
  csv::sink const sink{.path = out.location(), .retention = std::chrono::hours{1}};
  write_epochs(sink, 0, 1);
  // Files age by their entries.
  out.files()->overwrite("_spark_metadata/0", "v1\n" R"({"path":"s3://old","size":1,"isDir":false,"modificationTime":1000,"blockReplication":1,"blockSize":1,"action":"add"})");
  write_epochs(sink, 1, 11);
  CHECK(names_in(out, "_spark_metadata") == texts{"0", "1", "10", "2", "3", "4", "5", "6", "7", "8", "9.compact", "writer"});
  CHECK(values_of_csv(out.fetched()).size() == 10);
  auto const compacted = out.files()->read("_spark_metadata/9.compact").value();
  CHECK(compacted.find("s3://old") == std::string::npos);
  CHECK(std::count(compacted.begin(), compacted.end(), '\n') == 9);

  write_epochs(sink, 11, 121);
  auto const logs = names_in(out, "_spark_metadata");
  CHECK(logs.front() == "100");
  CHECK(std::find(logs.begin(), logs.end(), "19.compact") != logs.end());
  CHECK(std::find(logs.begin(), logs.end(), "18") == logs.end());
  CHECK(std::find(logs.begin(), logs.end(), "9.compact") == logs.end());
  CHECK(logs.size() == 103);
  CHECK(values_of_csv(out.fetched()).size() == 120);
}

TEST_CASE("an output in a bucket is one query's, and lacks no batch") {
  if (!ready()) return;
  bucket_output out{new_place()};
  csv::sink const sink{.path = out.location()};
  write_epochs(sink, 0, 3);
  CHECK_THROWS_WITH(write_epochs(sink, 0, 1, "another"), Catch::StartsWith("[SINK_FAILED] " + out.location() + ": ") &&
                                                            Catch::Contains("the output of another query, whose id is query"));
  CHECK_THROWS_WITH(write_epochs(sink, 5, 6), Catch::Contains("the manifest ends at 2"));
  write_epochs(sink, 1, 5);  // two of them again
  CHECK(values_of_csv(out.fetched()).size() == 5);
  // A query that moves here with its checkpoint begins a manifest.
  bucket_output moved{new_place()};
  write_epochs(csv::sink{.path = moved.location()}, 12, 14);
  CHECK(names_in(moved, "_spark_metadata") == texts{"10", "11", "12", "13", "9.compact", "writer"});
  CHECK(values_of_csv(moved.fetched()).size() == 2);
}

TEST_CASE("a query whose checkpoint and output are named by s3 locations goes on after a restart") {
  if (!ready()) return;
  auto const place = new_place();
  bucket_output out{place + "/out"};
  memory_stream<item> in;
  auto const started = [&] {
    return read_stream(in) | where(col<"kind"> > 0) | select(col<"value">) | write_stream(csv::sink{.path = out.location(), .header = true}) |
           checkpoint(place + "/checkpoint") | start();
  };
  {
    auto query = started();
    in.add({"a", 1});
    query.process_all_available();
    CHECK(query.last_progress()->sink_description == "FileSink[" + files::escape_uri(out.location()) + "]");
  }
  auto query = started();
  in.add({"b", 0});
  in.add({"c", 2});
  query.process_all_available();
  query.stop();
  CHECK(names_in(out) == texts{"_spark_metadata/", "part-00000-#-c000.csv", "part-00000-#-c000.csv"});
  std::vector<std::string> contents;
  for (auto const& [path, entry] : out.entries()) contents.push_back(out.files()->read(path).value());
  std::sort(contents.begin(), contents.end());
  CHECK(contents == texts{"value\na\n", "value\nc\n"});
}

TEST_CASE("a batch into a bucket knows save modes and folders on a real server") {
  if (!ready()) return;
  bucket_output const out{new_place()};
  std::vector<item> const items{{"a", 1}, {"b", 2}, {"c", 1}};
  auto const sink = csv::sink_by<"kind">{.path = out.location()};
  CHECK((read(items) | write(sink)).files == 2);
  CHECK(names_in(out) == texts{"_SUCCESS", "kind=1/", "kind=2/"});
  CHECK(names_in(out, "kind=1") == texts{"part-00000-#.c000.csv"});
  CHECK_THROWS_WITH(read(items) | write(sink), Catch::Contains("there is output already"));
  CHECK((read(items) | write(sink, save_mode::ignore)).ignored);
  CHECK((read(items) | write(sink, save_mode::append)).files == 2);
  CHECK(names_in(out, "kind=1").size() == 2);
  read(std::vector<item>{{"d", 3}}) | write(sink, save_mode::overwrite);
  CHECK(names_in(out) == texts{"_SUCCESS", "kind=3/"});
}
