// SPDX-License-Identifier: Apache-2.0
// How the tests of file sinks look at what was written: through our own sources, which obey the manifest, and at the disk.
#pragma once

#include <sluice/contract/reject.hpp>
#include <sluice/files.hpp>
#include <sluice/query/read.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace files_test {

struct value_record {
  std::string value;
};
SLUICE_RECORD(value_record, value);

/// The column `value` of CSV files, and lines of text files, as a reader of the folder sees them; nothing if there is no folder yet.
inline std::vector<std::string> values_of_csv(std::string const& path) {
  std::vector<std::string> found;
  if (!std::filesystem::exists(path)) return found;
  for (auto const& row : sluice::read(sluice::csv::files<value_record>{.path = path})) found.push_back(row.value);
  return found;
}
inline std::vector<std::string> lines_of_text(std::string const& path) {
  std::vector<std::string> found;
  if (!std::filesystem::exists(path)) return found;
  for (auto const& row : sluice::read(sluice::text::files_of<value_record>{.path = path})) found.push_back(row.value);
  return found;
}

inline std::string content_of(std::string const& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// The files below a folder, relative to it, sorted; identifiers as `#`. `with_manifest`: also those of the manifest.
inline std::vector<std::string> files_below(std::string const& root, bool with_manifest = false) {
  std::vector<std::string> found;
  for (auto const& entry : std::filesystem::recursive_directory_iterator{root}) {
    if (!entry.is_regular_file()) continue;
    std::string path = entry.path().string().substr(root.size() + 1);
    if (!with_manifest && path.starts_with("_spark_metadata")) continue;
    if (auto const part = path.find("part-00000-"); part != std::string::npos) path.replace(part + 11, 36, "#");
    found.push_back(path);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace files_test
