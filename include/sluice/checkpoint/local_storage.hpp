// SPDX-License-Identifier: Apache-2.0
// The storage in a local folder. A file is written under a temporary name in its own folder, flushed, given its name in one step and its
// folder flushed, so that a crash at any moment leaves the file whole or absent. A second user is kept out by a lock that the kernel
// drops when its holder dies. Header of its own; `open_storage` finds it once it is included.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/checkpoint/local_file.hpp>
#include <sluice/contract/storage.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

/// What a local storage does for files to survive a crash of the machine.
enum class durability : std::uint8_t {
  synced,    ///< every write is flushed to the disk, with its folder
  buffered,  ///< left to the operating system: survives a crash of the process, not of the machine; for tests
};

/// The storage in the folder `root`, which is made when something is written. Costs of a write: one temporary file, two flushes.
class local_storage final : public storage {
 public:
  explicit local_storage(std::string root, durability kept = durability::synced) : root_(std::move(root)), kept_(kept) {
    while (root_.size() > 1 && root_.back() == '/') root_.pop_back();
    if (root_.empty()) throw option_error("checkpoint location", "a local storage needs a folder", "", "Give a path");
  }

  [[nodiscard]] bool create(std::string_view path, std::string_view content) override {
    std::string const target = full(path);
    if (::access(target.c_str(), F_OK) == 0) return false;
    detail::temporary_file file = write_temporary(target, content);
    if (!file.link_to(target)) return false;
    file.discard();
    flush_folder_of(target);
    return true;
  }

  void overwrite(std::string_view path, std::string_view content) override {
    std::string const target = full(path);
    detail::temporary_file file = write_temporary(target, content);
    file.rename_to(target);
    flush_folder_of(target);
  }

  [[nodiscard]] std::optional<std::string> read(std::string_view path) override { return detail::read_file(full(path)); }

  [[nodiscard]] std::vector<std::string> list(std::string_view folder) override {
    std::vector<std::string> names;
    for (auto& entry : detail::entries_of(folder.empty() ? root_ : full(folder))) {
      if (entry.name.front() == '.') continue;
      if (entry.is_folder) entry.name += '/';
      names.push_back(std::move(entry.name));
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  void remove(std::string_view path) override {
    std::string const target = full(path);
    if (::unlink(target.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR)
      detail::raise_file_error(target, "the file cannot be removed", errno);
  }

  [[nodiscard]] bool exists(std::string_view path) override {
    std::string const target = full(path);
    struct stat facts {};
    if (::stat(target.c_str(), &facts) == 0) return !S_ISDIR(facts.st_mode);
    if (errno != ENOENT && errno != ENOTDIR) detail::raise_file_error(target, "the file cannot be looked at", errno);
    return false;
  }

  /// Locks `<root>/.lock`, and removes temporary files that a crash left, since nobody can be writing one now.
  [[nodiscard]] std::unique_ptr<storage_lock> lock() override {
    detail::make_folders(root_, kept_ == durability::synced);
    auto held = std::make_unique<detail::file_lock>(root_ + "/.lock", root_);
    remove_leftovers(root_);
    return held;
  }

  [[nodiscard]] std::string describe(std::string_view path) const override {
    return path.empty() ? root_ : root_ + '/' + std::string{path};
  }

 private:
  [[nodiscard]] std::string full(std::string_view path) const {
    if (!is_storage_path(path))
      throw storage_error({error_code::storage_failed, root_, "this is no path within a storage", std::string{path}, ""});
    return describe(path);
  }

  [[nodiscard]] detail::temporary_file write_temporary(std::string const& target, std::string_view content) const {
    static std::atomic<std::uint64_t> counter{0};
    auto const slash = target.rfind('/');
    std::string const folder = target.substr(0, slash);
    std::string const name = folder + "/." + target.substr(slash + 1) + '.' + std::to_string(::getpid()) + '-' +
                             std::to_string(counter.fetch_add(1, std::memory_order_relaxed)) + ".tmp";
    int descriptor = detail::open_new(name);
    if (descriptor < 0 && errno == ENOENT) {
      detail::make_folders(folder, kept_ == durability::synced);
      descriptor = detail::open_new(name);
    }
    if (descriptor < 0) detail::raise_file_error(target, "the file cannot be written", errno);
    detail::temporary_file file{name, descriptor};
    file.write(content, target, kept_ == durability::synced);
    return file;
  }

  void flush_folder_of(std::string const& target) const {
    if (kept_ == durability::synced) detail::flush_folder(target.substr(0, target.rfind('/')));
  }

  static void remove_leftovers(std::string const& folder) {
    for (auto const& entry : detail::entries_of(folder)) {
      std::string const path = folder + '/' + entry.name;
      if (entry.is_folder) remove_leftovers(path);
      else if (entry.name.front() == '.' && entry.name.ends_with(".tmp")) ::unlink(path.c_str());
    }
  }

  std::string root_;
  durability kept_;
};

namespace detail {

/// "file:///path", "file:/path" or a path.
inline storage_ptr open_local_storage(std::string_view location) {
  if (location.substr(0, 7) == "file://") {
    location.remove_prefix(7);
    if (location.empty() || location.front() != '/')
      throw option_error("checkpoint location", "a file location has three slashes, since it names no machine", "file://" + std::string{location},
                         "Write file:///path");
  } else if (location.substr(0, 6) == "file:/") {
    location.remove_prefix(5);
  }
  return std::make_shared<local_storage>(std::string{location});
}

[[maybe_unused]] inline bool const local_storage_is_known = register_storage("file", &open_local_storage);

}  // namespace detail

}  // namespace sluice
