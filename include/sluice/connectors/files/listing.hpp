// SPDX-License-Identifier: Apache-2.0
// Which files a path names now (semantics 15.3): those of a folder, a single one, or all that a pattern matches. Names that begin with '_'
// (unless they have a '=', as partition folders may) or '.', or end in "._COPYING_", are not looked at; of folders in a folder only
// those of partitions (`k=v`), or all if the listing is recursive. A file is asked for its size and time only if somebody wants it.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/files/glob.hpp>
#include <sluice/connectors/files/options.hpp>
#include <sluice/connectors/files/quiet_folders.hpp>
#include <sluice/connectors/files/uri.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::files {

/// A file as it was when it was listed.
struct listed_file {
  std::string path;                    ///< absolute
  std::uint64_t size = 0;              ///< bytes
  std::int64_t modification_time = 0;  ///< milliseconds since 1970

  friend bool operator==(listed_file const&, listed_file const&) = default;
};

/// The last name of a path.
[[nodiscard]] inline std::string_view name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// Whether a file or folder of this name is passed over.
[[nodiscard]] inline bool is_hidden(std::string_view name) {
  return name.empty() || name.front() == '.' || (name.front() == '_' && name.find('=') == std::string_view::npos) || name.ends_with("._COPYING_");
}

/// What the disk says of a path; empty if there is nothing. Throws source_error if it cannot be asked.
[[nodiscard]] inline std::optional<struct ::stat> look_at(std::string const& path) {
  struct ::stat found {};
  if (::stat(path.c_str(), &found) == 0) return found;
  if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
  throw source_error({error_code::source_failed, path, "it cannot be looked at", std::strerror(errno), "Check the rights of the path"});
}

[[nodiscard]] inline listed_file listed(std::string path, struct ::stat const& found) {
  return {std::move(path), static_cast<std::uint64_t>(found.st_size),
          static_cast<std::int64_t>(found.st_mtim.tv_sec) * 1000 + found.st_mtim.tv_nsec / 1'000'000};
}

/// Which files of a listing are wanted: all. Others have the same two members.
struct every_file {
  /// Whether a file is known already, so that it need not be looked at.
  [[nodiscard]] static bool known(std::string_view) { return false; }
  /// Whether a file that was looked at is to be found.
  [[nodiscard]] static bool wanted(listed_file const&) { return true; }
};

/// Lists the files of one path, again and again. Not thread safe.
class listing {
 public:
  /// A relative path is one of the folder the process runs in. Throws option_error for a path that cannot be.
  explicit listing(options const& how) : filter_(how.glob_filter.empty() ? "*" : how.glob_filter), recursive_(how.recursive) {
    auto local = how.path.starts_with("file:") ? path_of_uri(how.path) : std::optional{how.path};
    if (!local) throw option_error("path", "it is no path of this machine", how.path, "Give a path, or file:///path");
    std::string path = std::move(*local);
    if (!path.starts_with('/')) path = working_folder() + '/' + path;
    std::string_view rest = path;
    while (!rest.empty()) {
      auto const end = std::min(rest.find('/'), rest.size());
      if (end != 0 && rest.substr(0, end) != ".") parts_.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(rest.size(), end + 1));
    }
    for (auto const& part : parts_) {
      if (is_pattern(part)) break;
      root_ += '/' + part;
    }
    if (root_.empty()) root_ = "/";
  }

  /// The path up to the first pattern in it.
  [[nodiscard]] std::string const& root() const { return root_; }
  [[nodiscard]] bool has_pattern() const {
    return std::any_of(parts_.begin(), parts_.end(), [](std::string const& part) { return is_pattern(part); });
  }
  /// Whether a name passes the glob filter.
  [[nodiscard]] bool accepts(std::string_view name) const { return filter_.matches(name); }
  /// Whether a folder lies in what the path names, or is it, so that files put there would be listed or scanned.
  [[nodiscard]] bool covers(std::string_view folder) const {
    for (auto const& part : parts_) {
      while (folder.starts_with('/')) folder.remove_prefix(1);
      auto const end = std::min(folder.find('/'), folder.size());
      if (!name_pattern{part}.matches(folder.substr(0, end))) return false;
      folder.remove_prefix(end);
    }
    return true;
  }

  /// The files that a choice (such as every_file) wants, by path. Throws source_error if the path, without a pattern, is not there, or a folder
  /// cannot be read. What vanishes meanwhile is left out. When nothing was found last time, and no folder has changed since, finds nothing
  /// without a look at the names: what was known must stay known, and what was not wanted unwanted.
  template <class Choice>
  [[nodiscard]] std::vector<listed_file> list(Choice const& choice) {
    std::vector<listed_file> found;
    if (quiet_.still_quiet()) return found;
    quiet_.begin_look(std::chrono::steady_clock::now());
    std::vector<std::string> tops;
    find_tops(has_pattern() ? std::string{} : root_, has_pattern() ? 0 : parts_.size(), tops);
    for (auto const& top : tops) {
      auto const what = look_at(top);
      if (!what) continue;
      if (S_ISDIR(what->st_mode)) list_folder(top, choice, found);
      else if (accepts(name_of(top)) && !choice.known(top)) add(listed(top, *what), choice, found);
    }
    if (tops.empty() && !has_pattern())
      throw source_error({error_code::source_failed, "path", "there is no such file or folder", root_, "Create it first, or give another path"});
    std::sort(found.begin(), found.end(), [](listed_file const& left, listed_file const& right) { return left.path < right.path; });
    found.erase(std::unique(found.begin(), found.end()), found.end());
    quiet_.end_look(found.empty());
    return found;
  }

 private:
  struct close_folder {
    void operator()(DIR* open) const { ::closedir(open); }
  };
  using open_folder = std::unique_ptr<DIR, close_folder>;

  static std::string working_folder() {
    std::unique_ptr<char, void (*)(void*)> const here{::realpath(".", nullptr), &std::free};
    return here ? here.get() : "";
  }
  /// Null for a folder that is not there.
  [[nodiscard]] open_folder open(std::string const& folder) {
    open_folder opened{::opendir(folder.c_str())};
    if (opened) quiet_.note(::dirfd(opened.get()), folder);
    else quiet_.doubt();
    if (!opened && errno != ENOENT && errno != ENOTDIR)
      throw source_error({error_code::source_failed, folder, "the folder cannot be read", std::strerror(errno), "Check its rights"});
    return opened;
  }

  /// What the path's patterns match: files and folders.
  void find_tops(std::string const& base, std::size_t part, std::vector<std::string>& tops) {
    if (part == parts_.size()) {
      if (look_at(base)) tops.push_back(base);
      else quiet_.doubt();
      return;
    }
    if (!is_pattern(parts_[part])) {
      find_tops(base + '/' + parts_[part], part + 1, tops);
      return;
    }
    open_folder const opened = open(base.empty() ? "/" : base);
    if (!opened) return;
    name_pattern const pattern{parts_[part]};
    while (dirent const* const entry = ::readdir(opened.get()))
      if (std::string_view const name = entry->d_name; !is_hidden(name) && pattern.matches(name))
        find_tops(base + '/' + std::string{name}, part + 1, tops);
  }

  template <class Choice>
  static void add(listed_file file, Choice const& choice, std::vector<listed_file>& found) {
    if (choice.wanted(file)) found.push_back(std::move(file));
  }

  template <class Choice>
  void list_folder(std::string const& folder, Choice const& choice, std::vector<listed_file>& found) {
    open_folder const opened = open(folder);
    if (!opened) return;
    std::string path = folder == "/" ? folder : folder + '/';
    std::size_t const stem = path.size();
    while (dirent const* const entry = ::readdir(opened.get())) {
      std::string_view const name = entry->d_name;
      if (is_hidden(name)) continue;
      path.resize(stem);
      path += name;
      bool const may_be_folder = entry->d_type == DT_DIR || entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN;
      if (entry->d_type != DT_REG && !may_be_folder) continue;
      if (entry->d_type == DT_REG && (!accepts(name) || choice.known(path))) continue;
      struct ::stat what {};
      if (::fstatat(::dirfd(opened.get()), entry->d_name, &what, 0) != 0) {
        quiet_.doubt();  // a link whose file may come, or a file that has just gone
        continue;
      }
      if (S_ISDIR(what.st_mode)) {
        if (recursive_ || name.find('=') != std::string_view::npos) list_folder(path, choice, found);
      } else if (S_ISREG(what.st_mode) && accepts(name) && !choice.known(path)) {
        add(listed(path, what), choice, found);
      }
    }
  }

  name_pattern filter_;
  bool recursive_;
  std::vector<std::string> parts_;
  std::string root_;
  quiet_folders quiet_;
};

}  // namespace sluice::files
