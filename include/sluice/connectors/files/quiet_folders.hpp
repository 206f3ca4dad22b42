// SPDX-License-Identifier: Apache-2.0
// Spares an idle stream from listing a large folder a hundred times a second: remembers when the folders of a listing last changed, and knows
// when none can have got a new name since. Only on file systems of this machine that keep that time as they should; others are listed anew.
#pragma once

#include <sys/stat.h>
#include <sys/vfs.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::files {

/// What a listing saw of its folders. Not thread safe.
class quiet_folders {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  /// A look at all folders begins.
  void begin_look(time_point now) {
    looked_at_ = now;
    sure_ = true;
    before_ = std::exchange(folders_, {});
  }
  /// A folder of the look; to be called before its names are read.
  void note(int descriptor, std::string const& path) {
    struct ::stat what {};
    struct ::statfs system {};
    if (::fstat(descriptor, &what) != 0 || ::fstatfs(descriptor, &system) != 0 || !keeps_time(static_cast<std::uint32_t>(system.f_type))) sure_ = false;
    else folders_.push_back({path, what.st_dev, what.st_ino, what.st_mtim.tv_sec, what.st_mtim.tv_nsec});
  }
  /// There is something whose changes a folder's time does not tell.
  void doubt() { sure_ = false; }
  /// The look is over. `idle`: it found nothing that is still to be read.
  void end_look(bool idle) {
    if (folders_ != before_) since_ = looked_at_;
    // Two changes may get one time when they are close, so the folders must have been as they are for a while before the look.
    quiet_ = idle && sure_ && !folders_.empty() && looked_at_ - since_ >= settle_time;
  }
  /// Whether nothing can have been added since the last look. Costs a look at each folder's entry, not at its names.
  [[nodiscard]] bool still_quiet() const {
    if (!quiet_) return false;
    for (auto const& folder : folders_) {
      struct ::stat what {};
      if (::stat(folder.path.c_str(), &what) != 0) return false;
      if (folder != state{folder.path, what.st_dev, what.st_ino, what.st_mtim.tv_sec, what.st_mtim.tv_nsec}) return false;
    }
    return true;
  }

 private:
  static constexpr auto settle_time = std::chrono::seconds{3};  // above the steps of any file system's clock

  struct state {
    std::string path;
    ::dev_t device;
    ::ino_t number;
    std::int64_t seconds;
    std::int64_t nanoseconds;

    friend bool operator==(state const&, state const&) = default;
  };

  /// ext2 to ext4, XFS, Btrfs, tmpfs, overlayfs, ZFS, F2FS.
  [[nodiscard]] static bool keeps_time(std::uint32_t type) {
    for (std::uint32_t const known : {0xEF53U, 0x58465342U, 0x9123683EU, 0x01021994U, 0x794C7630U, 0x2FC12FC1U, 0xF2F52010U})
      if (type == known) return true;
    return false;
  }

  std::vector<state> folders_;
  std::vector<state> before_;
  time_point looked_at_{};
  time_point since_{};
  bool sure_ = false;
  bool quiet_ = false;
};

}  // namespace sluice::files
