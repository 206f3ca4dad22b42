// SPDX-License-Identifier: Apache-2.0
#include <sluice/checkpoint/local_storage.hpp>
#include <sluice/testing/faulty_storage.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <support/storage_conformance.hpp>
#include <support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>

using namespace sluice;
using Catch::Matchers::Contains;
using testing::faulty_storage;
using testing::memory_storage;
using testing::storage_fault;

namespace {

support::open_place local_place(support::temporary_folder const& folder, durability kept) {
  static int count = 0;
  return [root = folder / ("place-" + std::to_string(++count)), kept] { return std::make_shared<local_storage>(root, kept); };
}

std::string message_of(std::function<void()> const& action) {
  try {
    action();
  } catch (error const& thrown) {
    return thrown.what();
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("a local folder is a storage") {
  support::temporary_folder const folder;
  support::conforms([&] { return local_place(folder, durability::buffered); });
}

TEST_CASE("a local folder whose writes are flushed is a storage") {
  support::temporary_folder const folder;
  support::conforms([&] { return local_place(folder, durability::synced); });
}

TEST_CASE("memory is a storage") {
  support::conforms([] {
    auto const files = std::make_shared<memory_storage>();
    return [files] { return files; };
  });
}

TEST_CASE("a faulty storage without a fault is a storage") {
  support::conforms([] {
    auto const files = std::make_shared<faulty_storage>(std::make_shared<memory_storage>());
    return [files] { return files; };
  });
}

TEST_CASE("a faulty storage fails at the operation it is told, before or after it took effect") {
  auto const files = std::make_shared<memory_storage>();
  SECTION("failing before") {
    faulty_storage faulty{files, 2, storage_fault::fail_before};
    CHECK(faulty.create("a", "1"));
    CHECK_THROWS_WITH(faulty.create("b", "2"), Contains("memory:/b") && Contains("asked for by the test"));
    CHECK(faulty.create("c", "3"));
    CHECK(files->content() == memory_storage::files{{"a", "1"}, {"c", "3"}});
    CHECK(faulty.operations() == 3);
  }
  SECTION("failing after") {
    faulty_storage faulty{files, 2, storage_fault::fail_after};
    CHECK(faulty.create("a", "1"));
    CHECK_THROWS_AS(faulty.create("b", "2"), storage_error);
    faulty.remove("a");
    CHECK(files->content() == memory_storage::files{{"b", "2"}});
  }
  SECTION("crashing before") {
    faulty_storage faulty{files, 1, storage_fault::crash_before};
    CHECK_THROWS_AS(faulty.overwrite("a", "1"), testing::storage_crashed);
    CHECK_THROWS_AS(faulty.read("a"), testing::storage_crashed);
    CHECK(files->content().empty());
  }
  SECTION("crashing after") {
    faulty_storage faulty{files, 1, storage_fault::crash_after};
    CHECK_THROWS_AS(faulty.overwrite("a", "1"), testing::storage_crashed);
    CHECK_THROWS_AS(faulty.create("b", "1"), testing::storage_crashed);
    CHECK(files->content() == memory_storage::files{{"a", "1"}});
  }
}

TEST_CASE("a local storage leaves no temporary files and removes those of a crash when it is locked") {
  support::temporary_folder const folder;
  local_storage files{folder / "root", durability::buffered};
  CHECK(files.create("offsets/0", "x"));
  CHECK_FALSE(files.create("offsets/0", "y"));
  files.overwrite("offsets/0", "z");
  auto const count = [&] {
    auto const entries = std::filesystem::directory_iterator{folder / "root/offsets"};
    return std::distance(begin(entries), end(entries));
  };
  CHECK(count() == 1);
  std::ofstream{folder / "root/offsets/.1.4711-0.tmp"} << "half a fi";
  CHECK(count() == 2);
  CHECK(files.list("offsets") == support::names{"0"});
  auto const held = files.lock();
  CHECK(count() == 1);
}

TEST_CASE("a local storage names the file and the cause of a failure") {
  support::temporary_folder const folder;
  std::ofstream{folder / "plain"} << "a file where a folder is wanted";
  local_storage files{folder / "plain", durability::buffered};
  CHECK_THAT(message_of([&] { (void)files.create("offsets/0", "x"); }),
             Contains("[STORAGE_FAILED] " + (folder / "plain")) && Contains("directory"));
  CHECK_FALSE(files.read("offsets/0").has_value());
  if (::geteuid() != 0) {
    std::filesystem::create_directory(folder / "closed");
    ::chmod((folder / "closed").c_str(), 0500);
    local_storage closed{folder / "closed", durability::buffered};
    CHECK_THAT(message_of([&] { (void)closed.create("0", "x"); }), Contains("closed/0") && Contains("Permission denied"));
    ::chmod((folder / "closed").c_str(), 0700);
  }
}

TEST_CASE("the lock of a local storage ends with its process and tells who holds it") {
  support::temporary_folder const folder;
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  auto const child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    local_storage files{folder / "root", durability::buffered};
    auto const held = files.lock();
    (void)!::write(ready[1], "x", 1);
    ::pause();
    ::_exit(0);
  }
  char letter = 0;
  REQUIRE(::read(ready[0], &letter, 1) == 1);
  local_storage files{folder / "root", durability::buffered};
  CHECK_THAT(message_of([&] { (void)files.lock(); }),
             Contains("[CHECKPOINT_IN_USE]") && Contains("process " + std::to_string(child) + " on "));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  CHECK_NOTHROW(files.lock());
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_CASE("locations are opened by their scheme") {
  support::temporary_folder const folder;
  CHECK(open_storage(folder / "a")->describe("x") == folder / "a/x");
  CHECK(open_storage("file://" + (folder / "a/"))->describe("x") == folder / "a/x");
  CHECK(open_storage("file:" + (folder / "a"))->describe("") == folder / "a");
  CHECK_THAT(message_of([] { (void)open_storage("file://host"); }), Contains("three slashes"));
  CHECK_THAT(message_of([] { (void)open_storage(""); }), Contains("[INVALID_OPTION]"));
  CHECK_THAT(message_of([] { (void)open_storage("gopher://bucket/x"); }), Contains("no storage is known for the scheme gopher://"));
  CHECK_THAT(message_of([] { (void)open_storage("s3://bucket/x"); }), Contains("Include <sluice/s3.hpp> and link sluice::s3"));
  register_storage("memory", [](std::string_view) -> storage_ptr { return std::make_shared<memory_storage>(); });
  CHECK(open_storage("memory://anything")->describe("x") == "memory:/x");
}
