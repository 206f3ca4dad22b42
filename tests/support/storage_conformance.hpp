// SPDX-License-Identifier: Apache-2.0
// What every storage must do, whatever is behind it. `open` opens one and the same place each time; the place is empty at first.
#pragma once

#include <sluice/contract/storage.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace support {

using open_place = std::function<sluice::storage_ptr()>;
using names = std::vector<std::string>;

inline void creates_whole_files_once(open_place const& open) {
  auto const files = open();
  CHECK_FALSE(files->read("offsets/0").has_value());
  CHECK_FALSE(files->exists("offsets/0"));
  CHECK(files->list("offsets").empty());
  CHECK(files->list("").empty());

  CHECK(files->create("offsets/0", "first"));
  CHECK_FALSE(files->create("offsets/0", "second"));
  CHECK(files->read("offsets/0") == "first");
  CHECK(files->exists("offsets/0"));
  CHECK_FALSE(files->exists("offsets"));
  CHECK(files->create("empty", ""));
  CHECK(files->read("empty") == "");
  CHECK_FALSE(files->create("empty", "not empty"));

  std::string every_byte;
  for (int value = 0; value < 256; ++value) every_byte += static_cast<char>(value);
  std::string large;
  while (large.size() < 300'000) large += every_byte;
  CHECK(files->create("binary", every_byte));
  CHECK(files->create("deep/er/still/large", large));
  auto const again = open();
  CHECK(again->read("binary") == every_byte);
  CHECK((again->read("deep/er/still/large") == large));
  CHECK_FALSE(again->create("offsets/0", "third"));
}

inline void overwrites_and_removes(open_place const& open) {
  auto const files = open();
  files->overwrite("state/0/0/1.delta", "one");
  files->overwrite("state/0/0/1.delta", "another, longer");
  CHECK(files->read("state/0/0/1.delta") == "another, longer");
  files->overwrite("state/0/0/1.delta", "");
  CHECK(files->read("state/0/0/1.delta") == "");
  CHECK(files->create("created", "a"));
  files->overwrite("created", "b");
  CHECK(open()->read("created") == "b");

  files->remove("created");
  files->remove("created");
  files->remove("no/such/file");
  CHECK_FALSE(open()->exists("created"));
  CHECK(files->create("created", "c"));
  CHECK(files->read("created") == "c");
}

inline void lists_one_folder(open_place const& open) {
  auto const files = open();
  for (auto const* path : {"offsets/2", "offsets/10", "offsets/1", "offsets2/7", "commits/1", "metadata", "offsets/.hidden", "state/0/0/1.delta",
                           "state/0/1/1.delta", "odd names/a b+c&d=e%20f", "odd names/\xc3\xa4<>\"'~!*()"}) {
    CHECK(files->create(path, path));
  }
  CHECK(files->list("offsets") == names{"1", "10", "2"});
  CHECK(files->list("") == names{"commits/", "metadata", "odd names/", "offsets/", "offsets2/", "state/"});
  CHECK(files->list("state") == names{"0/"});
  CHECK(files->list("state/0") == names{"0/", "1/"});
  CHECK(files->list("odd names") == names{"a b+c&d=e%20f", "\xc3\xa4<>\"'~!*()"});
  CHECK(files->read("odd names/a b+c&d=e%20f") == "odd names/a b+c&d=e%20f");
  CHECK(files->list("offset").empty());
  files->remove("offsets/10");
  CHECK(open()->list("offsets") == names{"1", "2"});
}

inline void refuses_paths_that_leave_it(open_place const& open) {
  auto const files = open();
  for (auto const* path : {"", "/etc/passwd", "../outside", "a//b", "a/", "a/../b", ".", "a/.."}) {
    CHECK_THROWS_AS(files->create(path, "x"), sluice::storage_error);
    CHECK_THROWS_AS(files->read(path), sluice::storage_error);
  }
  CHECK(files->describe("offsets/3").find("offsets/3") != std::string::npos);
}

inline void gives_a_file_to_one_of_many(open_place const& open) {
  constexpr int rounds = 5, contenders = 4;
  for (int round = 0; round < rounds; ++round) {
    std::string const path = "race/" + std::to_string(round);
    std::atomic<int> winners{0}, winner{-1};
    std::vector<std::thread> threads;
    for (int who = 0; who < contenders; ++who) {
      threads.emplace_back([&, who] {
        if (open()->create(path, std::to_string(who))) {
          ++winners;
          winner = who;
        }
      });
    }
    for (auto& one : threads) one.join();
    CHECK(winners == 1);
    CHECK(open()->read(path) == std::to_string(winner));
  }
}

inline void locks_out_a_second_user(open_place const& open) {
  auto const files = open();
  auto held = files->lock();
  held->check();
  try {
    auto const second = open()->lock();
    FAIL("a second lock was given");
  } catch (sluice::checkpoint_error const& refused) {
    CHECK(refused.code() == sluice::error_code::checkpoint_in_use);
    CHECK(refused.subject() == files->describe(""));
    CHECK_FALSE(refused.value().empty());
  }
  CHECK(files->create("offsets/0", "the lock does not hinder its holder"));
  held.reset();
  auto const next = open()->lock();
  CHECK(next != nullptr);
  CHECK(files->list("") == names{"offsets/"});
}

/// All of the above, each in an empty place: `fresh` makes one.
inline void conforms(std::function<open_place()> const& fresh) {
  creates_whole_files_once(fresh());
  overwrites_and_removes(fresh());
  lists_one_folder(fresh());
  refuses_paths_that_leave_it(fresh());
  gives_a_file_to_one_of_many(fresh());
  locks_out_a_second_user(fresh());
}

}  // namespace support
