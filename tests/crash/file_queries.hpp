// SPDX-License-Identifier: Apache-2.0
// The queries over files that the crash tests cut off: a folder of small files, one in each batch; what a reader of the output sees, which goes
// by its manifest.
#pragma once

#include <sluice/checkpoint.hpp>
#include <sluice/files.hpp>
#include <sluice/sluice.hpp>

#include <support/kills.hpp>
#include <support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace crash_test {

using namespace sluice;

struct event {
  timestamp time;
  std::string name;
  std::int64_t value;
};
SLUICE_RECORD(event, time, name, value);

struct line {
  std::string value;
};
SLUICE_RECORD(line, value);
using lines = std::vector<std::string>;

/// Sums by ten seconds and name, which append mode emits once.
inline auto sums() {
  using namespace std::chrono_literals;
  return with_watermark<"time">(5s) | group_by(window(col<"time">, 10s), col<"name">) |
         aggregate(count().as<"rows">(), sum(col<"value">).as<"sum">()) |
         select(col<"window.start">.as<"start">(), col<"name">, col<"rows">, col<"sum">);
}
/// Some of the lines as they are.
inline auto some_lines() { return where(col<"value"> > "1970-01-01T00:00:04"); }

template <class Source, class Query, class Sink>
void run(Source const& source, Query const& plan, Sink const& sink, checkpoint_options options) {
  auto query = read_stream(source) | plan | write_stream(sink) | trigger(available_now()) | checkpoint(std::move(options)) | start();
  query.await_termination();
}

/// Fills a folder with files of `rows` lines each, as `text_of` writes a row; each a second younger than the one before, so that they have an order.
inline void fill(std::string const& folder, int files, int rows, std::string (*text_of)(std::int64_t second, char name, std::int64_t value)) {
  std::filesystem::create_directories(folder);
  std::mt19937 random{5};
  for (int file = 0; file < files; ++file) {
    std::string const path = folder + "/in-" + std::to_string(file);
    std::ofstream to{path};
    for (int row = 0; row < rows; ++row) {
      std::int64_t const second = std::max(0L, 4L * file - static_cast<std::int64_t>(random() % 8));
      std::int64_t const value = file * rows + row;
      to << text_of(second, static_cast<char>('a' + value % 3), value) << '\n';
    }
    to.close();
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - std::chrono::hours{1} + std::chrono::seconds{file});
  }
}
inline std::string time_text(std::int64_t second) {
  char text[64];
  std::snprintf(text, sizeof text, "1970-01-01T00:%02d:%02d.000Z", static_cast<int>(second / 60), static_cast<int>(second % 60));
  return text;
}
inline std::string csv_line(std::int64_t second, char name, std::int64_t value) {
  return time_text(second) + ',' + name + ',' + std::to_string(value);
}

/// All lines of an output folder whose files are in its manifest, sorted.
inline lines lines_in(std::string const& folder) {
  lines found;
  for (auto const& row : read(text::files_of<line>{.path = folder})) found.push_back(row.value);
  std::sort(found.begin(), found.end());
  return found;
}

/// In a child: where it reads and where it writes.
struct child_folders {
  std::string in;
  std::string own;

  [[nodiscard]] std::string text() const { return in + '\n' + own; }
  [[nodiscard]] std::string out() const { return own + "/out"; }
  [[nodiscard]] checkpoint_options checkpoint() const { return support::of_child(own + "/checkpoint"); }
  static child_folders received() {
    child_folders told;
    std::istringstream lines_of_task{support::child_process::task()};
    std::getline(lines_of_task, told.in);
    std::getline(lines_of_task, told.own);
    return told;
  }
};

/// Kills the query of the hidden test case `child` at least `rounds` times, over as many runs as that takes, and holds what each run left
/// against `expected`.
inline void check_kills(char const* child, std::string const& in, lines const& expected, int rounds, lines (*read_out)(std::string const&) = lines_in) {
  REQUIRE(expected.size() > 20);
  std::mt19937 random{17};
  int killed = 0;
  while (killed < rounds) {
    INFO("a run that began after " << killed << " kills");
    support::temporary_folder const own{support::temporary_folder::memory()};
    child_folders const folders{in, own.path()};
    killed += support::run_with_kills(child, folders.text(), random, 10, std::chrono::microseconds{1500});
    REQUIRE(read_out(folders.out()) == expected);
  }
  CHECK(killed >= rounds);
}

}  // namespace crash_test
