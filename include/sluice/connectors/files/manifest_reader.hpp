// SPDX-License-Identifier: Apache-2.0
// Reads the manifest of a folder that a file sink wrote: of such a folder only the files in the manifest count, so that what a failed batch
// left behind is never seen (semantics 13.3).
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/files/listing.hpp>
#include <sluice/connectors/files/manifest.hpp>
#include <sluice/connectors/files/uri.hpp>
#include <sluice/contract/compacting_log.hpp>
#include <sluice/contract/storage.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::files {

namespace detail {

/// A folder of the disk to be read by a log; connectors have no other storage at hand, and this one cannot write.
class readable_folder final : public storage {
 public:
  explicit readable_folder(std::string root) : root_(std::move(root)) {}

  [[nodiscard]] bool create(std::string_view path, std::string_view) override { throw refuse(path); }
  void overwrite(std::string_view path, std::string_view) override { throw refuse(path); }
  void remove(std::string_view path) override { throw refuse(path); }
  [[nodiscard]] std::unique_ptr<storage_lock> lock() override { throw refuse(""); }

  [[nodiscard]] std::optional<std::string> read(std::string_view path) override {
    int const file = ::open(describe(path).c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) return std::nullopt;
    std::string content;
    char piece[16384];
    ::ssize_t got = -1;
    while (file >= 0 && (got = ::read(file, piece, sizeof(piece))) > 0) content.append(piece, static_cast<std::size_t>(got));
    int const failure = errno;
    if (file >= 0) ::close(file);
    if (got < 0)
      throw storage_error({error_code::storage_failed, describe(path), "the file cannot be read", std::strerror(failure), "Check its rights"});
    return content;
  }
  [[nodiscard]] std::vector<std::string> list(std::string_view folder) override {
    std::vector<std::string> names;
    std::unique_ptr<DIR, int (*)(DIR*)> const opened{::opendir(describe(folder).c_str()), &::closedir};
    if (opened)
      while (dirent const* const entry = ::readdir(opened.get()))
        if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
    std::sort(names.begin(), names.end());
    return names;
  }
  [[nodiscard]] bool exists(std::string_view path) override { return look_at(describe(path)).has_value(); }
  [[nodiscard]] std::string describe(std::string_view path) const override { return path.empty() ? root_ : root_ + '/' + std::string{path}; }

 private:
  [[nodiscard]] storage_error refuse(std::string_view path) const {
    return storage_error({error_code::storage_failed, describe(path), "the manifest is open for reading only", "", ""});
  }

  std::string root_;
};

}  // namespace detail

/// Whether a folder was written by a file sink.
[[nodiscard]] inline bool has_manifest(std::string const& folder) {
  auto const found = look_at(folder + '/' + std::string{manifest_folder});
  return found && S_ISDIR(found->st_mode);
}

/// The files that a folder's manifest names, as it stands now. Throws checkpoint_error if it is damaged.
class manifest_reader {
 public:
  explicit manifest_reader(std::string const& folder)
      : log_(std::make_shared<detail::readable_folder>(folder), std::string{manifest_folder}) {}

  /// All entries that count, in the order they were written. Reads the log again only when it has grown.
  [[nodiscard]] std::vector<manifest_entry> const& entries() {
    auto const last = log_.latest();
    if (last == read_to_) return entries_;
    std::vector<manifest_entry> all;
    for (auto const& line : log_.all(*last)) all.push_back(parse_manifest_entry(line, log_.describe(*last)));
    entries_ = live_entries(std::move(all));
    read_to_ = last;
    return entries_;
  }

  /// The entries as files of a listing, as a choice wants them.
  template <class Choice>
  [[nodiscard]] std::vector<listed_file> list(Choice const& choice) {
    std::vector<listed_file> found;
    for (auto const& entry : entries()) {
      auto path = path_of_uri(entry.path);
      if (!path)
        throw source_error({error_code::source_failed, "path", "the manifest names a file that is not on this machine", entry.path,
                            "Copy the folder, or read it where it was written"});
      if (entry.is_dir || choice.known(*path)) continue;
      if (listed_file file{*std::move(path), entry.size, entry.modification_time}; choice.wanted(file)) found.push_back(std::move(file));
    }
    std::sort(found.begin(), found.end(), [](listed_file const& left, listed_file const& right) { return left.path < right.path; });
    return found;
  }

 private:
  compacting_log log_;
  std::vector<manifest_entry> entries_;
  std::optional<std::uint64_t> read_to_;
};

}  // namespace sluice::files
