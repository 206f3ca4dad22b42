// SPDX-License-Identifier: Apache-2.0
// The system calls behind local_storage: a temporary file that becomes a named one, whole-file reads, flushed folders, and a lock file.
// Each failure is a storage_error with the path and the system's own words.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/contract/storage.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace sluice::detail {

[[noreturn, gnu::cold]] inline void raise_file_error(std::string_view path, std::string problem, int number) {
  throw storage_error({error_code::storage_failed, std::string{path}, std::move(problem) + ": " + std::generic_category().message(number), "", ""});
}

/// A descriptor that is closed with its owner.
class file_descriptor {
 public:
  explicit file_descriptor(int number = -1) noexcept : number_(number) {}
  file_descriptor(file_descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  file_descriptor& operator=(file_descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~file_descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const noexcept { return number_; }

 private:
  int number_;
};

/// Opens a file that must not exist yet; -1 and errno otherwise.
[[nodiscard]] inline int open_new(std::string const& path) {
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

inline void flush_folder(std::string const& folder) {
  file_descriptor const opened{::open(folder.empty() ? "/" : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  // Some file systems cannot flush a folder, and say EINVAL: they keep names safe by themselves or not at all.
  if (opened.number() < 0 || (::fsync(opened.number()) != 0 && errno != EINVAL))
    raise_file_error(folder, "the folder cannot be flushed to the disk", errno);
}

/// Makes a folder and those above it; those that are new are flushed into their parents.
inline void make_folders(std::string const& folder, bool synced) {
  if (folder.empty() || ::access(folder.c_str(), F_OK) == 0) return;
  auto const slash = folder.rfind('/');
  std::string const parent = slash == std::string::npos ? "." : folder.substr(0, slash);
  make_folders(parent, synced);
  if (::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) raise_file_error(folder, "the folder cannot be made", errno);
  if (synced) flush_folder(parent);
}

/// A file under a temporary name. Removed with this object, unless it was renamed.
class temporary_file {
 public:
  temporary_file(std::string name, int descriptor) : name_(std::move(name)), descriptor_(descriptor) {}
  temporary_file(temporary_file&& other) noexcept
      : name_(std::exchange(other.name_, {})), descriptor_(std::move(other.descriptor_)) {}
  temporary_file& operator=(temporary_file&&) = delete;
  ~temporary_file() { discard(); }

  void write(std::string_view content, std::string const& target, bool synced) {
    while (!content.empty()) {
      auto const written = ::write(descriptor_.number(), content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) raise_file_error(target, "the file cannot be written", errno);
      content.remove_prefix(static_cast<std::size_t>(written));
    }
    if (synced && ::fsync(descriptor_.number()) != 0) raise_file_error(target, "the file cannot be flushed to the disk", errno);
  }

  /// Gives the file a second, final name; false if that name is taken.
  [[nodiscard]] bool link_to(std::string const& target) {
    if (::link(name_.c_str(), target.c_str()) == 0) return true;
    int const cause = errno;
    if (cause == EEXIST) {
      // A network file system may report its own first attempt: then the file has two names already.
      struct stat facts {};
      return ::fstat(descriptor_.number(), &facts) == 0 && facts.st_nlink == 2;
    }
#ifdef RENAME_NOREPLACE
    // File systems without a second name for a file (FAT, some shared folders) can still rename without replacing.
    if (cause == EPERM || cause == EOPNOTSUPP || cause == ENOSYS) {
      if (::renameat2(AT_FDCWD, name_.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0) {
        name_.clear();
        return true;
      }
      if (errno == EEXIST) return false;
    }
#endif
    raise_file_error(target, "the file cannot be given its name", cause);
  }

  void rename_to(std::string const& target) {
    if (::rename(name_.c_str(), target.c_str()) != 0) raise_file_error(target, "the file cannot be replaced", errno);
    name_.clear();
  }

  /// Removes the temporary name.
  void discard() noexcept {
    if (!name_.empty()) ::unlink(name_.c_str());
    name_.clear();
  }

 private:
  std::string name_;
  file_descriptor descriptor_;
};

/// The content of a file; empty if there is none.
[[nodiscard]] inline std::optional<std::string> read_file(std::string const& path) {
  file_descriptor const opened{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (opened.number() < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    raise_file_error(path, "the file cannot be opened", errno);
  }
  std::string content;
  struct stat facts {};
  if (::fstat(opened.number(), &facts) == 0 && facts.st_size > 0) content.resize(static_cast<std::size_t>(facts.st_size));
  std::size_t filled = 0;
  while (true) {
    // One byte more than what is left, so that the end is met without growing.
    if (filled == content.size()) content.resize(filled + 1 + filled / 2);
    auto const got = ::read(opened.number(), content.data() + filled, content.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) raise_file_error(path, "the file cannot be read", errno);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  content.resize(filled);
  return content;
}

struct folder_entry {
  std::string name;
  bool is_folder;
};

/// What a folder holds, in no order; nothing if there is no such folder.
[[nodiscard]] inline std::vector<folder_entry> entries_of(std::string const& folder) {
  std::vector<folder_entry> found;
  DIR* const opened = ::opendir(folder.c_str());
  if (opened == nullptr) {
    if (errno == ENOENT || errno == ENOTDIR) return found;
    raise_file_error(folder, "the folder cannot be listed", errno);
  }
  struct closing {
    DIR* folder;
    ~closing() { ::closedir(folder); }
  } const closer{opened};
  while (true) {
    errno = 0;
    dirent const* const entry = ::readdir(opened);
    if (entry == nullptr) break;
    std::string_view const name{entry->d_name};
    if (name == "." || name == "..") continue;
    bool is_folder = entry->d_type == DT_DIR;
    struct stat facts {};
    if (entry->d_type == DT_UNKNOWN || entry->d_type == DT_LNK)
      is_folder = ::fstatat(::dirfd(opened), entry->d_name, &facts, 0) == 0 && S_ISDIR(facts.st_mode);
    found.push_back({std::string{name}, is_folder});
  }
  if (errno != 0) raise_file_error(folder, "the folder cannot be listed", errno);
  return found;
}

/// A file that is locked as long as this lives; it tells who holds it. The kernel lets go when the process ends, however it ends.
class file_lock final : public storage_lock {
 public:
  file_lock(std::string const& path, std::string const& what)
      : file_{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)} {
    if (file_.number() < 0) raise_file_error(path, "the lock file cannot be opened", errno);
    int result = 0;
    do result = ::flock(file_.number(), LOCK_EX | LOCK_NB);
    while (result != 0 && errno == EINTR);
    if (result != 0 && errno == EWOULDBLOCK)
      throw checkpoint_error({error_code::checkpoint_in_use, what, "another running query uses this checkpoint", read_file(path).value_or(""),
                              "Stop that query first, or give this one a checkpoint of its own"});
    if (result != 0) raise_file_error(path, "the lock file cannot be locked", errno);
    char host[256] = {};
    ::gethostname(host, sizeof(host) - 1);
    std::string const holder = "process " + std::to_string(::getpid()) + " on " + host;
    // Only for the message above: the lock holds without it.
    if (::ftruncate(file_.number(), 0) == 0) (void)!::pwrite(file_.number(), holder.data(), holder.size(), 0);
  }
  ~file_lock() override { (void)!::ftruncate(file_.number(), 0); }
  file_lock(file_lock const&) = delete;
  file_lock& operator=(file_lock const&) = delete;

  void check() override {}

 private:
  file_descriptor file_;
};

}  // namespace sluice::detail
