// SPDX-License-Identifier: Apache-2.0
// Puts files away once their batch is committed: removes them, or moves them to an archive under their whole path (semantics 15.3). Best
// effort: what cannot be put away stays where it is, is tried again at the next commit of this run, and is never read twice anyway.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/files/listing.hpp>
#include <sluice/connectors/files/options.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace sluice::files {

/// Not thread safe.
class cleaner {
 public:
  /// Throws option_error for an archive that lies in the source's own path or on another file system.
  cleaner(watch const& how, listing const& source) : kind_(how.clean_source), archive_(how.source_archive_dir) {
    if (kind_ != clean::archive) return;
    while (archive_.size() > 1 && archive_.ends_with('/')) archive_.pop_back();
    if (!archive_.starts_with('/')) throw option_error("source_archive_dir", "it must be an absolute path", archive_, R"(As in "/data/done")");
    if (source.covers(archive_))
      throw option_error("source_archive_dir", "it lies in the path that is read, so that archived files would be read again", archive_,
                         "Give a folder outside of " + source.root());
    make_folders(archive_ + '/');
    auto const from = look_at(source.root());
    auto const to = look_at(archive_);
    if (from && to && from->st_dev != to->st_dev)
      throw option_error("source_archive_dir", "files cannot be moved to another file system at once", archive_,
                         "Give a folder on the file system of " + source.root());
  }

  [[nodiscard]] bool active() const { return kind_ != clean::off; }

  void put_away(std::vector<std::string> paths) {
    auto waiting = std::exchange(left_, {});
    waiting.insert(waiting.end(), std::make_move_iterator(paths.begin()), std::make_move_iterator(paths.end()));
    for (auto& path : waiting)
      if (!put_away(path) && left_.size() < most_left) left_.push_back(std::move(path));
  }

  /// How many files could not be put away so far.
  [[nodiscard]] std::size_t left() const { return left_.size(); }

 private:
  static constexpr std::size_t most_left = 10'000;

  [[nodiscard]] bool put_away(std::string const& path) const {
    if (kind_ == clean::remove) return ::unlink(path.c_str()) == 0 || errno == ENOENT;
    std::string const target = archive_ + path;
    make_folders(target);
    // An earlier file of that name in the archive is not replaced.
    if (::renameat2(AT_FDCWD, path.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0 || errno == ENOENT) return true;
    if (errno != EINVAL && errno != ENOSYS) return false;
    return !look_at(target) && std::rename(path.c_str(), target.c_str()) == 0;
  }

  /// The folders above the last '/'.
  static void make_folders(std::string const& path) {
    for (std::size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1))
      (void)::mkdir(path.substr(0, at).c_str(), 0777);
  }

  clean kind_;
  std::string archive_;
  std::vector<std::string> left_;
};

}  // namespace sluice::files
