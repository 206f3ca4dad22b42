// SPDX-License-Identifier: Apache-2.0
// Sinks that pack their files, read back by sources that unpack them.
#include <connectors/files/sink/output.hpp>
#include <sluice/checkpoint/local_storage.hpp>
#include <sluice/compression.hpp>
#include <sluice/file_sinks.hpp>
#include <sluice/testing/sink_conformance.hpp>

#include <support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace sluice;
using namespace files_test;
using support::temporary_folder;
using texts = std::vector<std::string>;

}  // namespace

TEST_CASE("files of sinks are packed as they are named, and are read back as they were") {
  temporary_folder const folder;
  std::mt19937 random{3};
  std::vector<value_record> rows(30'000);
  for (auto& one : rows) one.value = std::to_string(random());
  for (auto const kind : {files::compression::gzip, files::compression::zstd}) {
    bool const gzip = kind == files::compression::gzip;
    std::string const out = folder / (gzip ? "gzip" : "zstd");
    auto const done = read(rows) | write(text::sink{.path = out, .compression = kind, .max_records_per_file = 20'000});
    CHECK(done.files == 2);
    std::string const suffix = gzip ? ".txt.gz" : ".txt.zst";
    CHECK(files_below(out) == texts{"_SUCCESS", "part-00000-#-c000" + suffix, "part-00000-#-c001" + suffix});
    auto const found = lines_of_text(out);
    REQUIRE(found.size() == rows.size());
    bool same = true;
    for (std::size_t i = 0; i < rows.size(); ++i) same = same && found[i] == rows[i].value;
    CHECK(same);
    std::uintmax_t size = 0;
    for (auto const& entry : std::filesystem::directory_iterator{out}) size += entry.file_size();
    CHECK(size < 200'000);
    // A file without rows is a packed file, too.
    read(std::vector<value_record>{}) | write(text::sink{.path = out, .compression = kind}, save_mode::overwrite);
    CHECK(files_below(out) == texts{"_SUCCESS", "part-00000-#-c000" + suffix});
    CHECK(lines_of_text(out).empty());
  }
}

TEST_CASE("a sink that packs shows the rows of each committed epoch once") {
  temporary_folder const folder;
  int places = 0;
  CHECK(testing::check_sink(testing::delivery::exactly_once, [&] {
    auto const path = folder / std::to_string(places++);
    return testing::sink_place{csv::sink{.path = path, .compression = files::compression::zstd}, [path] { return values_of_csv(path); }};
  }));
}
