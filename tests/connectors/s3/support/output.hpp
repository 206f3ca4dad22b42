// SPDX-License-Identifier: Apache-2.0
// The output of a file sink in a bucket of the tests' server, and a copy of what its readers see, so that our own readers of files can be asked.
#pragma once

#include <sluice/connectors/files/manifest.hpp>
#include <sluice/connectors/files/uri.hpp>
#include <sluice/contract/compacting_log.hpp>
#include <sluice/contract/storage.hpp>
#include <sluice/s3.hpp>

#include <connectors/s3/support/server.hpp>
#include <support/temporary_folder.hpp>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

/// Lets a location `s3://` in the options of a sink or a checkpoint lead to the server, as it does for users: by the environment.
inline void find_server_by_environment() {
  auto const server = on_server();
  ::setenv("AWS_ENDPOINT_URL", server.endpoint.c_str(), 1);
  ::setenv("AWS_REGION", server.region.c_str(), 1);
  ::setenv("AWS_ACCESS_KEY_ID", server.access_key.c_str(), 1);
  ::setenv("AWS_SECRET_ACCESS_KEY", server.secret_key.c_str(), 1);
}

/// Where a file sink writes to, and what a reader that obeys its manifest sees.
class bucket_output {
 public:
  explicit bucket_output(std::string location) : location_(std::move(location)), files_(sluice::s3::open(location_, on_server())) {}

  [[nodiscard]] std::string const& location() const { return location_; }
  [[nodiscard]] sluice::storage_ptr const& files() const { return files_; }

  /// The files that count, with their paths in the output.
  [[nodiscard]] std::map<std::string, sluice::files::manifest_entry> entries() const {
    sluice::compacting_log log{files_, std::string{sluice::files::manifest_folder}};
    std::vector<sluice::files::manifest_entry> all;
    for (auto const& line : log.all()) all.push_back(sluice::files::parse_manifest_entry(line, location_));
    std::string const base = sluice::files::escape_uri(location_) + '/';
    std::map<std::string, sluice::files::manifest_entry> found;
    for (auto const& entry : sluice::files::live_entries(all)) {
      REQUIRE(entry.path.starts_with(base));
      found.emplace(sluice::files::detail::undo_escapes(std::string_view{entry.path}.substr(base.size())), entry);
    }
    return found;
  }
  /// A folder with these files and no others, fresh at each call. A file never changes, so that only new ones are fetched; that the
  /// others are still in the bucket is looked at.
  [[nodiscard]] std::string fetched() {
    auto const wanted = entries();
    std::set<std::string> present;
    for (auto const& [path, entry] : wanted) {
      std::string const folder = path.substr(0, path.rfind('/') == std::string::npos ? 0 : path.rfind('/'));
      if (!present.insert(folder + '/').second) continue;
      for (auto const& name : files_->list(folder)) present.insert(sluice::storage_path(folder, name));
    }
    for (auto const& path : fetched_)
      if (!wanted.contains(path)) std::filesystem::remove(copy_ / path);
    std::erase_if(fetched_, [&](auto const& path) { return !wanted.contains(path); });
    for (auto const& [path, entry] : wanted) {
      INFO(path);
      REQUIRE(present.contains(path));
      if (!fetched_.insert(path).second) continue;
      auto const content = files_->read(path);
      REQUIRE(content);
      REQUIRE(content->size() == entry.size);
      std::filesystem::create_directories(std::filesystem::path{copy_ / path}.parent_path());
      std::ofstream{copy_ / path, std::ios::binary} << *content;
    }
    return copy_.path();
  }

 private:
  std::string location_;
  sluice::storage_ptr files_;
  temporary_folder copy_{temporary_folder::memory()};
  std::set<std::string> fetched_;
};

}  // namespace support
