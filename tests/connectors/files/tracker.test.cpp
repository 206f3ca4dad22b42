// SPDX-License-Identifier: Apache-2.0
#include <sluice/connectors/files/tracker.hpp>

#include "folders.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

using namespace sluice;
using namespace std::chrono_literals;
using files_test::next_batch;
using files_test::put;

namespace {

constexpr std::int64_t day = 86'400'000;

/// A folder that a tracker watches.
struct watched {
  support::temporary_folder folder;
  files::options how;
  std::int64_t at = -1;

  watched() { how.path = folder.path(); }
  void add(std::string const& name, std::int64_t age, std::size_t size = 1) { put(folder / name, std::string(size, 'x'), 100 * day + age); }
  files::tracker open(std::shared_ptr<storage> log = nullptr) const { return files::tracker{how, files_test::with_log(std::move(log))}; }
};

}  // namespace

TEST_CASE("a batch has all new files, oldest first, and no file twice", "[files]") {
  watched in;
  auto tracker = in.open();
  CHECK(next_batch(tracker, in.at).empty());
  in.add("b", 1);
  in.add("a", 2);
  in.add("c", 1);
  CHECK(next_batch(tracker, in.at) == "b c a ");
  CHECK(in.at == 0);
  in.add("a", 5, 7);  // changed in place
  CHECK(next_batch(tracker, in.at).empty());
  CHECK(in.at == 0);
  in.add(".tmp", 3);
  std::filesystem::rename(in.folder / ".tmp", in.folder / "d");
  CHECK(next_batch(tracker, in.at) == "d ");
}

TEST_CASE("max_files_per_trigger bounds a batch, and what is left of a listing comes before a new look (semantics 15.3)", "[files]") {
  watched in;
  in.how.watch.max_files_per_trigger = 2;
  auto tracker = in.open();
  for (int i = 0; i < 5; ++i) in.add(std::to_string(i), 10 + i);
  CHECK(next_batch(tracker, in.at) == "0 1 ");
  in.add("early", 5);
  std::filesystem::remove(in.folder / "2");
  CHECK(next_batch(tracker, in.at) == "3 4 ");  // what is gone meanwhile is left out
  CHECK(next_batch(tracker, in.at) == "early ");
  CHECK(next_batch(tracker, in.at).empty());
}

TEST_CASE("without a cache each batch looks at the folder", "[files]") {
  watched in;
  in.how.watch.max_files_per_trigger = 2;
  in.how.watch.max_cached_files = 0;
  auto tracker = in.open();
  for (int i = 0; i < 3; ++i) in.add(std::to_string(i), 10 + i);
  CHECK(next_batch(tracker, in.at) == "0 1 ");
  in.add("early", 5);
  CHECK(next_batch(tracker, in.at) == "early 2 ");
}

TEST_CASE("max_bytes_per_trigger takes files while they fit, and one at least", "[files]") {
  watched in;
  in.how.watch.max_bytes_per_trigger = 10;
  auto tracker = in.open();
  in.add("big", 1, 50);
  in.add("a", 2, 4);
  in.add("b", 3, 6);
  in.add("c", 4, 1);
  CHECK(next_batch(tracker, in.at) == "big ");
  CHECK(next_batch(tracker, in.at) == "a b ");
  CHECK(next_batch(tracker, in.at) == "c ");
}

TEST_CASE("latest_first takes the newest, and with a limit no file is too old", "[files]") {
  watched in;
  in.how.watch.latest_first = true;
  in.how.watch.max_files_per_trigger = 1;
  auto tracker = in.open();
  in.add("old", -50 * day);
  in.add("new", 1);
  CHECK(next_batch(tracker, in.at) == "new ");
  in.add("newer", 2);
  CHECK(next_batch(tracker, in.at) == "newer ");
  CHECK(next_batch(tracker, in.at) == "old ");
}

TEST_CASE("a file older than the newest one seen by more than max_file_age is passed over, by the files' own times", "[files]") {
  watched in;
  in.how.watch.max_file_age = 1000ms;
  auto tracker = in.open();
  in.add("first", 0);
  in.add("far behind", -day);
  CHECK(next_batch(tracker, in.at) == "far behind first ");  // judged by what was seen before
  in.add("late", -1001);
  in.add("just", -1000);
  CHECK(next_batch(tracker, in.at) == "just ");
  CHECK(tracker.seen().size() == 2);
}

TEST_CASE("what an earlier run took and never planned comes first, as it was, and the limit holds", "[files]") {
  watched in;
  in.how.watch.max_files_per_trigger = 2;
  auto const log = std::make_shared<testing::memory_storage>();
  for (int i = 0; i < 3; ++i) in.add(std::to_string(i), 10 + i);
  {
    auto tracker = in.open(log);
    CHECK(tracker.latest(-1) == 0);
  }
  auto tracker = in.open(log);
  std::filesystem::remove(in.folder / "1");
  CHECK(next_batch(tracker, in.at) == "0 1 ");
  CHECK(next_batch(tracker, in.at) == "2 ");
  CHECK(next_batch(tracker, in.at).empty());
}

TEST_CASE("fix_end takes what is there and nothing that comes later", "[files]") {
  watched in;
  in.how.watch.max_files_per_trigger = 1;
  auto tracker = in.open();
  in.add("a", 1);
  in.add("b", 2);
  tracker.fix_end();
  in.add("c", 3);
  CHECK(next_batch(tracker, in.at) == "a ");
  CHECK(next_batch(tracker, in.at) == "b ");
  CHECK(next_batch(tracker, in.at).empty());
}

TEST_CASE("files of one name count as one where names alone count", "[files]") {
  watched in;
  in.how.watch.file_name_only = true;
  auto tracker = in.open();
  in.add("d=1/x", 1);
  in.add("d=2/x", 2);
  CHECK(next_batch(tracker, in.at) == "x ");
  in.add("d=3/x", 3);
  CHECK(next_batch(tracker, in.at).empty());
}

TEST_CASE("committed files are removed, and none that is not committed", "[files]") {
  watched in;
  in.how.watch.clean_source = files::clean::remove;
  in.how.watch.max_files_per_trigger = 1;
  auto tracker = in.open();
  in.add("a", 1);
  in.add("b", 2);
  CHECK(next_batch(tracker, in.at) == "a ");
  CHECK(next_batch(tracker, in.at) == "b ");
  tracker.commit(0);
  CHECK_FALSE(std::filesystem::exists(in.folder / "a"));
  CHECK(std::filesystem::exists(in.folder / "b"));
  tracker.commit(1);
  CHECK_FALSE(std::filesystem::exists(in.folder / "b"));
}

TEST_CASE("committed files move to the archive under their whole path, and replace nothing there", "[files]") {
  support::temporary_folder const archive;
  watched in;
  in.how.watch.clean_source = files::clean::archive;
  in.how.watch.source_archive_dir = archive.path() + "/";
  auto tracker = in.open();
  in.add("d=1/a", 1);
  CHECK(next_batch(tracker, in.at) == "a ");
  tracker.commit(0);
  std::string const there = archive.path() + (in.folder / "d=1/a");
  CHECK(std::filesystem::exists(there));
  CHECK_FALSE(std::filesystem::exists(in.folder / "d=1/a"));
  put(archive.path() + (in.folder / "b"), "older");
  in.add("b", 2);
  CHECK(next_batch(tracker, in.at) == "b ");
  tracker.commit(1);
  CHECK(std::filesystem::exists(in.folder / "b"));
  CHECK(std::filesystem::file_size(archive.path() + (in.folder / "b")) == 5);
}

TEST_CASE("a run that goes on puts away what it reads, not what was read before it", "[files]") {
  watched in;
  in.how.watch.clean_source = files::clean::remove;
  auto const log = std::make_shared<testing::memory_storage>();
  in.add("a", 1);
  {
    auto tracker = in.open(log);
    CHECK(next_batch(tracker, in.at) == "a ");
  }
  in.add("b", 2);
  auto tracker = in.open(log);
  CHECK(next_batch(tracker, in.at) == "b ");
  tracker.commit(in.at);
  CHECK(std::filesystem::exists(in.folder / "a"));
  CHECK_FALSE(std::filesystem::exists(in.folder / "b"));
}

TEST_CASE("of a folder that a file sink wrote only the files in its manifest count (semantics 13.3)", "[files]") {
  watched in;
  auto const entry = [&](std::string const& name, std::int64_t time) {
    return files::to_json(files::manifest_entry{files::to_uri(in.folder / name), 1, false, time, 1, 0, "add"});
  };
  in.add("left-behind", 1);
  put(in.folder / "_spark_metadata/0", "v1\n" + entry("b", 2) + '\n' + entry("a", 2));
  put(in.folder / "_spark_metadata/.1.crc", "x");
  auto tracker = in.open();
  CHECK(next_batch(tracker, in.at) == "a b ");
  CHECK(next_batch(tracker, in.at).empty());
  put(in.folder / "_spark_metadata/1", "v1");
  CHECK(next_batch(tracker, in.at).empty());
  put(in.folder / "_spark_metadata/2", "v1\n" + entry("c", 1));
  CHECK(next_batch(tracker, in.at) == "c ");
  in.how.watch.clean_source = files::clean::remove;
  auto cleaning = in.open();
  CHECK_THROWS_WITH(cleaning.latest(-1), Catch::Contains("clean_source") && Catch::Contains("manifest"));
}

TEST_CASE("options that cannot work are refused by name", "[files]") {
  support::temporary_folder const folder;
  auto const refuses = [&](auto const& change, std::string const& name) {
    files::options how;
    how.path = folder.path();
    change(how);
    CHECK_THROWS_WITH((how.check(), files::tracker{how, {}}), Catch::Contains(name));
  };
  refuses([](auto& how) { how.path = ""; }, "path");
  refuses([](auto& how) { how.path = "s3://b/x"; }, "local paths");
  refuses([](auto& how) { how.path = "file://host/x"; }, "path");
  refuses([](auto& how) { how.watch.max_files_per_trigger = 0; }, "max_files_per_trigger");
  refuses([](auto& how) { how.watch.max_bytes_per_trigger = 0; }, "max_bytes_per_trigger");
  refuses([](auto& how) { how.watch.max_files_per_trigger = how.watch.max_bytes_per_trigger = 1; }, "only one of them");
  refuses([](auto& how) { how.watch.max_file_age = -1ms; }, "max_file_age");
  refuses([](auto& how) { how.watch.discard_cached_input_ratio = 2; }, "discard_cached_input_ratio");
  refuses([](auto& how) { how.watch.clean_source = files::clean::archive; }, "source_archive_dir");
  refuses([](auto& how) { how.watch.source_archive_dir = "/x"; }, "source_archive_dir");
  auto const archive = [](std::string where) {
    return [where](files::options& how) { how.watch.clean_source = files::clean::archive, how.watch.source_archive_dir = where; };
  };
  refuses(archive(folder / "done"), "read again");
  refuses(archive(folder.path()), "read again");
  refuses(archive("done"), "absolute");
}
