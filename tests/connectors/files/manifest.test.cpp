// SPDX-License-Identifier: Apache-2.0
#include <sluice/connectors/files/manifest.hpp>
#include <sluice/connectors/files/uri.hpp>

#include <catch2/catch.hpp>

using namespace sluice;
using files::manifest_entry;

TEST_CASE("a line of Spark's manifest comes back as it was (semantics 13.3)", "[files]") {
  std::string const line =
      R"({"path":"file:///data/out/part-00000-dc774f86-4cb2-4312-be99-7ed43b263df4-c000.snappy.parquet","size":766,"isDir":false,)"
      R"("modificationTime":1795410290874,"blockReplication":1,"blockSize":33554432,"action":"add"})";
  auto const entry = files::parse_manifest_entry(line, "here");
  CHECK(entry.size == 766);
  CHECK(entry.modification_time == 1795410290874);
  CHECK(entry.block_size == 33554432);
  CHECK(files::to_json(entry) == line);
}

TEST_CASE("damaged lines of a manifest name the file", "[files]") {
  for (std::string const line : {"", "{", R"({"size":1})", R"({"path":"file:///a","action":"keep"})", R"({"path":"file:///a","size":-1})"}) {
    CAPTURE(line);
    CHECK_THROWS_WITH(files::parse_manifest_entry(line, "out/_spark_metadata/3"), Catch::Contains("out/_spark_metadata/3"));
  }
  CHECK(files::parse_manifest_entry(R"({"path":"file:///a","owner":{"x":[1]}})", "").path == "file:///a");
}

TEST_CASE("a path counts once, and not after it was deleted", "[files]") {
  auto const entry = [](char const* path, char const* action, std::uint64_t size) {
    return manifest_entry{path, size, false, 0, 1, 0, action};
  };
  auto const live = files::live_entries({entry("a", "add", 1), entry("b", "add", 2), entry("a", "add", 3), entry("b", "delete", 2)});
  REQUIRE(live.size() == 1);
  CHECK(live[0].path == "a");
  CHECK(live[0].size == 3);
}

TEST_CASE("paths become URIs as in Java, and come back", "[files]") {
  CHECK(files::to_uri("/data/a b%#?[x].csv") == "file:///data/a%20b%25%23%3F%5Bx%5D.csv");
  CHECK(files::to_uri("/d/k=v/\u00e4.csv") == "file:///d/k=v/\u00e4.csv");
  for (std::string const path : {"/a", "/a b", "/100%", "/%41", "/k=1/x,y;z", "/\u00e4/\n"}) {
    CAPTURE(path);
    CHECK(files::path_of_uri(files::to_uri(path)) == path);
  }
  CHECK(files::path_of_uri("file:/a/b") == "/a/b");
  CHECK(files::path_of_uri("/a/b%20") == "/a/b%20");
  CHECK_FALSE(files::path_of_uri("hdfs://h/a"));
  CHECK_FALSE(files::path_of_uri("file://host/a"));
}
