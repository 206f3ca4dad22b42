// SPDX-License-Identifier: Apache-2.0
// Where a checkpoint lives: a tree of small files that are created whole or not at all. Logs, state files and manifests are written
// through this interface and nothing else, so a local folder, an object store and a test's memory serve alike. Paths are relative to
// the storage's root, `/` between names. Locations are opened by scheme: `open_storage("s3://bucket/prefix")`.
#pragma once

#include <sluice/base/error.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

/// Holds a storage for one user; destroying it lets go.
class storage_lock {
 public:
  virtual ~storage_lock() = default;
  /// Throws checkpoint_error (checkpoint_in_use) when somebody else has taken the lock over, which only a lock that expires allows.
  /// Cheap: no I/O. To be called before what must not be written twice.
  virtual void check() = 0;

 protected:
  storage_lock() = default;
  storage_lock(storage_lock const&) = default;
  storage_lock& operator=(storage_lock const&) = default;
};

/// A tree of files. Members throw storage_error, which names the file and the cause, when the storage fails; after such a failure a
/// write may or may not have taken effect, but never in part. Once a write has returned, its file survives a crash. Thread safe.
class storage {
 public:
  virtual ~storage() = default;

  /// Creates a file with this content, folders included. False, and nothing is changed, if the file exists: of several that create
  /// one file, exactly one gets true.
  [[nodiscard]] virtual bool create(std::string_view path, std::string_view content) = 0;
  /// Puts a file with this content in place of what may be there. A reader sees the old or the new content.
  virtual void overwrite(std::string_view path, std::string_view content) = 0;
  /// The content of a file; empty if there is none.
  [[nodiscard]] virtual std::optional<std::string> read(std::string_view path) = 0;
  /// The names in a folder, sorted; those of folders end in '/'. Names that begin with '.' are the storage's own and left out. A folder
  /// that does not exist has no names. "" is the root.
  [[nodiscard]] virtual std::vector<std::string> list(std::string_view folder) = 0;
  /// Removes a file; nothing happens if there is none. A crash may bring a removed file back.
  virtual void remove(std::string_view path) = 0;
  /// Whether there is a file of that path; a folder is none.
  [[nodiscard]] virtual bool exists(std::string_view path) = 0;
  /// Takes the storage for the caller alone. Throws checkpoint_error (checkpoint_in_use), naming the holder, if somebody has it. What
  /// a holder leaves behind when it crashes does not lock: `connectors/s3` says how long it takes there.
  [[nodiscard]] virtual std::unique_ptr<storage_lock> lock() = 0;
  /// A path as a person would find it, for messages: "/data/checkpoint/offsets/3".
  [[nodiscard]] virtual std::string describe(std::string_view path) const = 0;

 protected:
  storage() = default;
  storage(storage const&) = default;
  storage& operator=(storage const&) = default;
};

using storage_ptr = std::shared_ptr<storage>;

/// Whether a path keeps to its storage: not empty, no empty name, no "." or "..", no '/' at its ends. Storages refuse other paths.
[[nodiscard]] constexpr bool is_storage_path(std::string_view path) {
  while (true) {
    auto const slash = path.find('/');
    auto const name = path.substr(0, slash);
    if (name.empty() || name == "." || name == "..") return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

/// "folder/name".
[[nodiscard]] inline std::string storage_path(std::string_view folder, std::string_view name) {
  std::string path{folder};
  if (!path.empty()) path += '/';
  path += name;
  return path;
}

namespace detail {

using open_storage_function = storage_ptr (*)(std::string_view location);

struct storage_schemes {
  std::mutex guard;
  std::map<std::string, open_storage_function, std::less<>> openers;

  static storage_schemes& all() {
    static auto* const shared = new storage_schemes;  // never destroyed, as a query may outlive main
    return *shared;
  }
};

}  // namespace detail

/// Says how locations of a scheme are opened: "s3" for "s3://...", "file" for paths. A header that brings a storage calls it for an inline
/// variable; the last call for a scheme counts. Returns true. Thread safe.
inline bool register_storage(std::string_view scheme, detail::open_storage_function opener) {
  auto& known = detail::storage_schemes::all();
  std::lock_guard const lock(known.guard);
  known.openers.insert_or_assign(std::string{scheme}, opener);
  return true;
}

/// Opens "scheme://rest" by what was registered for the scheme, anything else as a local path. Throws option_error for an unknown
/// scheme or a location the scheme cannot have. Does no I/O yet.
[[nodiscard]] inline storage_ptr open_storage(std::string_view location) {
  auto const mark = location.find("://");
  std::string const scheme{mark == std::string_view::npos ? std::string_view{"file"} : location.substr(0, mark)};
  detail::open_storage_function opener = nullptr;
  {
    auto& known = detail::storage_schemes::all();
    std::lock_guard const lock(known.guard);
    auto const found = known.openers.find(scheme);
    if (found != known.openers.end()) opener = found->second;
  }
  if (opener != nullptr) return opener(location);
  throw option_error("checkpoint location", "no storage is known for the scheme " + scheme + "://", std::string{location},
                     scheme == "s3"     ? "Include <sluice/s3.hpp> and link sluice::s3"
                     : scheme == "file" ? "Include <sluice/checkpoint/local_storage.hpp>"
                                        : "Use a local path, file:///path, or s3://bucket/prefix with <sluice/s3.hpp>");
}

}  // namespace sluice
