// SPDX-License-Identifier: Apache-2.0
// What the tests of file sources share: files with a content and an age, and a reader driven by hand.
#pragma once

#include <sluice/connectors/files/tracker.hpp>
#include <sluice/contract/source.hpp>
#include <sluice/testing/memory_storage.hpp>

#include <support/temporary_folder.hpp>

#include <fcntl.h>
#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace files_test {

/// Writes a file, folders included. `age`: its modification time, milliseconds since 1970; now if it is 0.
inline void put(std::string const& path, std::string_view content, std::int64_t age = 0) {
  std::filesystem::create_directories(std::filesystem::path{path}.parent_path());
  std::ofstream{path, std::ios::binary} << content;
  if (age == 0) return;
  timespec const time{static_cast<time_t>(age / 1000), static_cast<long>(age % 1000 * 1'000'000)};
  timespec const times[2] = {time, time};
  if (::utimensat(AT_FDCWD, path.c_str(), times, 0) != 0) throw std::runtime_error("no time can be set on " + path);
}

/// A context whose log is kept in a storage.
inline sluice::source_context with_log(std::shared_ptr<sluice::storage> files) {
  sluice::source_context context;
  context.log_storage = std::move(files);
  context.log_folder = "sources/0";
  return context;
}

/// The names of the next batch of a tracker, each with a space behind it; empty if there is none.
inline std::string next_batch(sluice::files::tracker& tracker, std::int64_t& at) {
  std::string names;
  std::int64_t const end = tracker.latest(at);
  tracker.begin_read(at);
  for (auto const& file : tracker.files(at, end)) names += std::string{sluice::files::name_of(file.path)} + ' ';
  at = end;
  return names;
}

}  // namespace files_test
