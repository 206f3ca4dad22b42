// SPDX-License-Identifier: Apache-2.0
// File sinks into a storage in place of a disk, as they write to a bucket.
#include <sluice/connectors/files/manifest.hpp>
#include <sluice/contract/compacting_log.hpp>
#include <sluice/contract/storage.hpp>
#include <sluice/file_sinks.hpp>
#include <sluice/testing/faulty_storage.hpp>
#include <sluice/testing/memory_storage.hpp>
#include <sluice/testing/sink_conformance.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace sluice;
using texts = std::vector<std::string>;

struct item {
  std::string value;
  std::int64_t kind;
};
SLUICE_RECORD(item, value, kind);

std::map<std::string, storage_ptr, std::less<>>& buckets() {
  static std::map<std::string, storage_ptr, std::less<>> all;
  return all;
}
storage_ptr open_bucket(std::string_view location) {
  auto& found = buckets()[std::string{location}];
  if (!found) found = std::make_shared<testing::memory_storage>();
  return found;
}
bool const bucket_is_known = register_storage("bucket", &open_bucket);

/// The values that the manifest of a folder makes visible.
texts values_in(std::string const& location) {
  texts values;
  auto const files = open_bucket(location);
  compacting_log log{files, std::string{sluice::files::manifest_folder}};
  std::vector<sluice::files::manifest_entry> entries;
  for (auto const& line : log.all()) entries.push_back(sluice::files::parse_manifest_entry(line, location));
  for (auto const& entry : sluice::files::live_entries(entries)) {
    REQUIRE(entry.path.starts_with(location + "/part-00000-"));
    auto const content = files->read(entry.path.substr(location.size() + 1)).value();
    CHECK(entry.size == content.size());
    std::string_view rest = content;
    for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      values.emplace_back(rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
  }
  return values;
}

texts everything_in(std::string const& location, std::string const& folder = {}) {
  texts found;
  for (auto name : open_bucket(location)->list(folder)) {
    auto const path = storage_path(folder, name.ends_with('/') ? name.substr(0, name.size() - 1) : name);
    if (name.ends_with('/')) {
      for (auto const& below : everything_in(location, path)) found.push_back(below);
    } else {
      auto shown = path;
      if (auto const part = shown.find("part-00000-"); part != std::string::npos) shown.replace(part + 11, 36, "#");
      found.push_back(shown);
    }
  }
  return found;
}

using value_row = row<cell<"value", std::string>>;

}  // namespace

TEST_CASE("a sink into a bucket shows the rows of each committed epoch once") {
  int places = 0;
  CHECK(testing::check_sink(testing::delivery::exactly_once, [&] {
    std::string const location = "bucket://conformance-" + std::to_string(places++) + "/out";
    return testing::sink_place{csv::sink{.path = location}, [location] { return values_in(location); }};
  }));
}

TEST_CASE("a batch into a bucket knows save modes and folders") {
  std::vector<item> const items{{"a", 1}, {"b", 2}, {"c", 1}};
  auto const sink = csv::sink_by<"kind">{.path = "bucket://batch/out/"};
  CHECK((read(items) | write(sink)).files == 2);
  std::string const location = "bucket://batch/out/";
  CHECK(everything_in(location) == texts{"_SUCCESS", "kind=1/part-00000-#.c000.csv", "kind=2/part-00000-#.c001.csv"});
  CHECK_THROWS_WITH(read(items) | write(sink), Catch::Contains("there is output already"));
  CHECK((read(items) | write(sink, save_mode::ignore)).ignored);
  CHECK((read(items) | write(sink, save_mode::append)).files == 2);
  CHECK(everything_in(location).size() == 5);
  read(std::vector<item>{{"d", 3}}) | write(sink, save_mode::overwrite);
  CHECK(everything_in(location) == texts{"_SUCCESS", "kind=3/part-00000-#.c000.csv"});
  CHECK(open_bucket(location)->create("other/file", "x"));
  CHECK_THROWS_WITH(read(items) | write(sink, save_mode::overwrite), Catch::Contains("other: the folder is none that a sink makes"));
}

TEST_CASE("a storage that fails while a part or the manifest is written loses and repeats nothing") {
  sink_context context;
  context.query_id = "query";
  // At 23 the query moves to this folder, where its log begins with the batches that it wrote elsewhere.
  for (std::uint64_t const first : {0U, 23U}) {
    for (auto const how : {testing::storage_fault::fail_before, testing::storage_fault::fail_after}) {
      for (std::uint64_t at = 1; at < 40; ++at) {
        INFO("from epoch " << first << ", operation " << at << (how == testing::storage_fault::fail_before ? " not done" : " done and reported as failed"));
        std::string const location = "bucket://faults";
        auto const real = std::make_shared<testing::memory_storage>();
        buckets()[location] = std::make_shared<testing::faulty_storage>(real, at, how);
        csv::sink const sink{.path = location};
        // Until all is committed, as a query that is started again.
        int runs = 0;
        for (std::uint64_t epoch = first; epoch < first + 12;) {
          REQUIRE(++runs < 5);
          try {
            auto writer = sink.open<schema_of<value_row>>(context);
            for (; epoch < first + 12; ++epoch) {
              writer.begin(epoch, mode::append);
              writer.write(value_row{{std::to_string(epoch - first)}});
              writer.commit(epoch);
            }
          } catch (error const&) {
          }
        }
        buckets()[location] = real;
        auto values = values_in(location);
        std::sort(values.begin(), values.end());
        CHECK(values == texts{"0", "1", "10", "11", "2", "3", "4", "5", "6", "7", "8", "9"});
      }
    }
  }
}
