// SPDX-License-Identifier: Apache-2.0
// An output folder on a disk. Files are streamed to it; a file that is hidden has a name that begins with a dot, which readers pass over.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/files/manifest.hpp>
#include <sluice/connectors/files/sink/byte_target.hpp>
#include <sluice/connectors/files/sink/output_place.hpp>
#include <sluice/connectors/files/uri.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::files {

namespace detail {

/// A file on a disk that is being written.
class local_target final : public byte_target {
 public:
  local_target(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  ~local_target() override {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  void write(std::string_view bytes) override {
    while (!bytes.empty()) {
      ::ssize_t const written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) raise_output_error(path_, "the file cannot be written", errno);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  written_file close() override {
    if (::fsync(descriptor_) != 0) raise_output_error(path_, "the file cannot be flushed to the disk", errno);
    struct stat facts {};
    if (::fstat(descriptor_, &facts) != 0) raise_output_error(path_, "the file cannot be looked at", errno);
    // Some file systems say only here that the disk is full.
    if (::close(std::exchange(descriptor_, -1)) != 0) raise_output_error(path_, "the file cannot be written", errno);
    return {static_cast<std::uint64_t>(facts.st_size),
            static_cast<std::int64_t>(facts.st_mtim.tv_sec) * 1000 + static_cast<std::int64_t>(facts.st_mtim.tv_nsec) / 1'000'000};
  }

 private:
  int descriptor_;
  std::string path_;
};

/// "file:///a", "file:/a", "a" and "/a/" as an absolute path without a slash behind it.
[[nodiscard]] inline std::string absolute_path(std::string const& given) {
  std::string path = given.starts_with("file:") ? path_of_uri(given).value_or("") : given;
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  if (path.starts_with('/')) return path;
  std::unique_ptr<char, decltype(&std::free)> const here{::getcwd(nullptr, 0), &std::free};
  while (path.starts_with("./")) path.erase(0, 2);
  return std::string{here ? here.get() : ""} + '/' + path;
}

}  // namespace detail

/// The output folder `root`, a local path or a URI of one.
class local_output final : public output_place {
 public:
  explicit local_output(std::string const& root) : root_(detail::absolute_path(root)) {}

  [[nodiscard]] std::string describe(std::string_view path) const override { return path.empty() ? root_ : root_ + '/' + std::string{path}; }
  [[nodiscard]] std::string uri(std::string_view path) const override { return to_uri(describe(path)); }

  [[nodiscard]] bool exists() override { return ::access(root_.c_str(), F_OK) == 0; }
  void prepare() override { make_folders(root_); }

  [[nodiscard]] std::vector<std::string> contents() override {
    std::vector<std::string> found;
    std::string const manifest{manifest_folder};
    if (::access(describe(manifest).c_str(), F_OK) == 0) {
      for (auto const& entry : entries_of(manifest))
        if (!entry.is_folder) found.push_back(manifest + '/' + entry.name);
    }
    collect("", found);
    return found;
  }

  [[nodiscard]] std::unique_ptr<byte_target> create(std::string const& path, bool hidden) override {
    std::string const target = name_of_file(path, hidden);
    int descriptor = ::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0 && errno == ENOENT) {
      make_folders(target.substr(0, target.rfind('/')));
      descriptor = ::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    }
    if (descriptor < 0) detail::raise_output_error(target, "the file cannot be made", errno);
    return std::make_unique<detail::local_target>(descriptor, target);
  }
  void publish(std::string const& path) override {
    if (::rename(name_of_file(path, true).c_str(), describe(path).c_str()) != 0)
      detail::raise_output_error(describe(path), "the file cannot be given its name", errno);
  }
  void flush(std::string const& folder) override {
    std::string const path = describe(folder);
    int const opened = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    // Some file systems cannot flush a folder, and say EINVAL: they keep names safe by themselves or not at all.
    bool const done = opened >= 0 && (::fsync(opened) == 0 || errno == EINVAL);
    int const cause = errno;
    if (opened >= 0) ::close(opened);
    if (!done) detail::raise_output_error(path, "the folder cannot be flushed to the disk", cause);
  }
  void remove(std::string const& path, bool hidden) noexcept override {
    try {
      ::unlink(name_of_file(path, hidden).c_str());
      for (std::string_view folder = detail::split_path{path}.folder; !folder.empty(); folder = detail::split_path{folder}.folder)
        if (::rmdir(describe(folder).c_str()) != 0) return;
    } catch (...) {  // no memory for a name
    }
  }
  void remove_if_empty() noexcept override { ::rmdir(root_.c_str()); }

 private:
  struct listed_name {
    std::string name;
    bool is_folder;
  };

  [[nodiscard]] std::string name_of_file(std::string_view path, bool hidden) const {
    if (!hidden) return describe(path);
    detail::split_path const parts{path};
    return describe(parts.folder) + "/." + std::string{parts.name};
  }

  /// Makes a folder and those above it; those that are new are flushed into their parents.
  void make_folders(std::string const& folder) {
    struct stat facts {};
    if (folder.empty()) return;
    if (::stat(folder.c_str(), &facts) == 0) {
      if (S_ISDIR(facts.st_mode)) return;
      throw sink_error({error_code::sink_failed, folder, "the sink needs a folder here, and there is a file", "", "Remove it, or give another path"});
    }
    std::string const parent = folder.substr(0, folder.rfind('/'));
    make_folders(parent);
    if (::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) detail::raise_output_error(folder, "the folder cannot be made", errno);
    int const opened = ::open(parent.empty() ? "/" : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0) return;  // a folder that may be entered and not read; its file system keeps the name without our help or not at all
    (void)::fsync(opened);
    ::close(opened);
  }

  [[nodiscard]] std::vector<listed_name> entries_of(std::string_view folder) const {
    std::vector<listed_name> found;
    std::string const path = describe(folder);
    std::unique_ptr<DIR, int (*)(DIR*)> const opened{::opendir(path.c_str()), &::closedir};
    if (!opened) {
      if (errno == ENOENT) return found;
      detail::raise_output_error(path, "the folder cannot be listed", errno);
    }
    while (dirent const* const one = ::readdir(opened.get())) {
      std::string_view const name{one->d_name};
      if (name == "." || name == "..") continue;
      struct stat facts {};
      bool const known = ::fstatat(::dirfd(opened.get()), one->d_name, &facts, AT_SYMLINK_NOFOLLOW) == 0;
      found.push_back({std::string{name}, known && S_ISDIR(facts.st_mode)});
    }
    std::sort(found.begin(), found.end(), [](listed_name const& left, listed_name const& right) { return left.name < right.name; });
    return found;
  }

  void collect(std::string const& folder, std::vector<std::string>& found) const {
    for (auto const& one : entries_of(folder)) {
      std::string const path = folder.empty() ? one.name : folder + '/' + one.name;
      bool const other = one.name.starts_with('.') && !one.name.starts_with(".part-") && !one.name.starts_with("._SUCCESS");
      if (!one.is_folder && !other) found.push_back(path);
      else if (!one.is_folder) continue;  // a hidden file that no sink made: readers pass it over, so may we
      else if (one.name.find('=') != std::string::npos) collect(path, found);
      else if (!folder.empty() || one.name != manifest_folder) throw detail::unknown_folder(describe(path));
    }
  }

  std::string root_;
};

}  // namespace sluice::files
