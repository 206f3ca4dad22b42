// SPDX-License-Identifier: Apache-2.0
// Files of the project that tests look into: its documents, and headers whose words the documents repeat.
#pragma once

#include <fstream>
#include <iterator>
#include <string>

namespace support {

[[nodiscard]] inline std::string file_of_project(std::string const& path) { return std::string{SLUICE_TEST_DATA} + "/../../" + path; }
[[nodiscard]] inline std::string read_project_file(std::string const& path) {
  std::ifstream in{file_of_project(path), std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace support
