// SPDX-License-Identifier: Apache-2.0
#include <sluice/connectors/files/listing.hpp>

#include "folders.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

using namespace sluice;
using files_test::put;

namespace {

struct all_but : files::every_file {
  std::string path;
  explicit all_but(std::string known_path) : path(std::move(known_path)) {}
  [[nodiscard]] bool known(std::string_view other) const { return other == path; }
};

/// The paths that a listing finds, below the folder, each with a space behind it.
std::string found(std::string const& root, files::options const& how, std::string_view known = "") {
  std::string text;
  for (auto const& file : files::listing{how}.list(all_but{root + '/' + std::string{known}}))
    text += file.path.substr(root.size() + 1) + ' ';
  return text;
}

files::options path(std::string where) {
  files::options how;
  how.path = std::move(where);
  return how;
}

}  // namespace

TEST_CASE("a folder gives its files by name, with size and time, and none that are hidden (semantics 15.3)", "[files]") {
  support::temporary_folder const folder;
  put(folder / "b.csv", "12345", 1'700'000'000'123);
  put(folder / "a.csv", "");
  for (auto const* name : {"_hidden", ".dot", "c.csv._COPYING_", "sub/x.csv", "_k=v/y.csv", "_h/z.csv"}) put(folder / name, "x");
  put(folder / "_a=1", "x");
  CHECK(found(folder.path(), path(folder.path())) == "_a=1 _k=v/y.csv a.csv b.csv ");
  CHECK(found(folder.path(), path(folder.path() + "//./")) == "_a=1 _k=v/y.csv a.csv b.csv ");
  CHECK(found(folder.path(), path("file://" + folder.path()), "a.csv") == "_a=1 _k=v/y.csv b.csv ");
  auto const file = files::listing{path(folder / "b.csv")}.list(files::every_file{});
  REQUIRE(file.size() == 1);
  CHECK(file[0] == files::listed_file{folder / "b.csv", 5, 1'700'000'000'123});
}

TEST_CASE("of folders in a folder only those of partitions are read, or all, and a filter is for names of files", "[files]") {
  support::temporary_folder const folder;
  for (auto const* name : {"a.csv", "n.txt", "y=1/m=2/b.csv", "y=1/c.txt", "sub/d.csv", "sub/deep/e.csv"}) put(folder / name, "x");
  auto how = path(folder.path());
  CHECK(found(folder.path(), how) == "a.csv n.txt y=1/c.txt y=1/m=2/b.csv ");
  how.glob_filter = "*.csv";
  CHECK(found(folder.path(), how) == "a.csv y=1/m=2/b.csv ");
  how.recursive = true;
  CHECK(found(folder.path(), how) == "a.csv sub/d.csv sub/deep/e.csv y=1/m=2/b.csv ");
}

TEST_CASE("a pattern may stand for any name of a path, and matching nothing is no mistake", "[files]") {
  support::temporary_folder const folder;
  for (auto const* name : {"eu/in/a.csv", "us/in/b.csv", "us/out/c.csv", "top.csv", ".hid/in/d.csv"}) put(folder / name, "x");
  CHECK(found(folder.path(), path(folder / "*/in")) == "eu/in/a.csv us/in/b.csv ");
  CHECK(found(folder.path(), path(folder / "{eu,us}/*/[a-b].csv")) == "eu/in/a.csv us/in/b.csv ");
  CHECK(found(folder.path(), path(folder / "nothing*")).empty());
  CHECK(files::listing{path(folder / "u*/in")}.root() == folder.path());
  CHECK(files::listing{path(folder / "u*/in")}.covers(folder / "us/in/archive"));
  CHECK_FALSE(files::listing{path(folder / "u*/in")}.covers(folder / "us/archive"));
  CHECK_FALSE(files::listing{path(folder / "in")}.covers(folder / "in-archive"));
}

TEST_CASE("a folder is quiet when it was as it is for a while before it was looked at, and until it gets a name", "[files]") {
  support::temporary_folder const folder;
  files::quiet_folders quiet;
  auto const look = [&](std::chrono::seconds at, bool idle = true) {
    int const opened = ::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY);
    quiet.begin_look(files::quiet_folders::time_point{} + std::chrono::hours{1} + at);
    quiet.note(opened, folder.path());
    quiet.end_look(idle);
    ::close(opened);
    return quiet.still_quiet();
  };
  using std::chrono::seconds;
  CHECK_FALSE(quiet.still_quiet());
  CHECK_FALSE(look(seconds{0}));
  CHECK_FALSE(look(seconds{2}));
  CHECK(look(seconds{3}));
  CHECK_FALSE(look(seconds{4}, false));
  CHECK(look(seconds{5}));
  ::usleep(20'000);  // the kernel's clock for files goes in steps
  put(folder / "a", "x");
  CHECK_FALSE(quiet.still_quiet());
  CHECK_FALSE(look(seconds{9}));
  CHECK(look(seconds{12}));
  put(folder / "a", "changed");
  CHECK(quiet.still_quiet());
  quiet.begin_look(files::quiet_folders::time_point{} + std::chrono::hours{2});
  quiet.doubt();
  quiet.end_look(true);
  CHECK_FALSE(quiet.still_quiet());
}

TEST_CASE("a path that is not there is refused by name, links are followed, and thousands of files are listed at once", "[files]") {
  support::temporary_folder const folder;
  CHECK_THROWS_WITH(found(folder.path(), path(folder / "none")), Catch::Contains(folder / "none") && Catch::Contains("no such file or folder"));
  std::filesystem::create_directory(folder / "many");
  for (int i = 0; i < 5000; ++i) put(folder / ("many/" + std::to_string(i)), "");
  REQUIRE(::symlink((folder / "many/7").c_str(), (folder / "many/link").c_str()) == 0);
  REQUIRE(::symlink((folder / "gone").c_str(), (folder / "many/dangling").c_str()) == 0);
  CHECK(files::listing{path(folder / "many")}.list(files::every_file{}).size() == 5001);
}
