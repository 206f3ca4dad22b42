// SPDX-License-Identifier: Apache-2.0
// The folder that a file sink writes to: on a disk (local_output.hpp) or in a storage such as a bucket (stored_output.hpp). Paths are
// relative to it, `/` between names.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/files/sink/byte_target.hpp>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::files {

/// An output folder. Members throw sink_error, naming the file and the cause, when it cannot be written. One thread.
class output_place {
 public:
  output_place() = default;
  output_place(output_place const&) = delete;
  output_place& operator=(output_place const&) = delete;
  virtual ~output_place() = default;

  /// A path as a person would find it.
  [[nodiscard]] virtual std::string describe(std::string_view path) const = 0;
  /// A path as manifests have it.
  [[nodiscard]] virtual std::string uri(std::string_view path) const = 0;

  /// Whether there is anything of that name, a folder or a file.
  [[nodiscard]] virtual bool exists() = 0;
  /// Makes the folder if it is missing. Throws if something else has its name.
  virtual void prepare() = 0;
  /// All files in the folder and in its folders `column=value`, and those of its manifest, which come first. Throws for other folders: nobody
  /// here knows what they are.
  [[nodiscard]] virtual std::vector<std::string> contents() = 0;

  /// Begins a file, folders included. `hidden`: no reader is to see it before it is published; where names cannot be changed it is seen all
  /// the same.
  [[nodiscard]] virtual std::unique_ptr<byte_target> create(std::string const& path, bool hidden) = 0;
  /// Gives a hidden file its name.
  virtual void publish(std::string const& path) = 0;
  /// Makes the names in a folder survive a crash.
  virtual void flush(std::string const& folder) = 0;
  /// Removes a file, and the folders `column=value` that are empty without it. What cannot be removed stays.
  virtual void remove(std::string const& path, bool hidden) noexcept = 0;
  /// Removes the folder itself if nothing is in it.
  virtual void remove_if_empty() noexcept = 0;
};

namespace detail {

/// The folder and the name of a path: "day=1/part" is {"day=1", "part"}.
struct split_path {
  std::string_view folder;
  std::string_view name;

  explicit split_path(std::string_view path) : name(path) {
    auto const slash = path.rfind('/');
    if (slash == std::string_view::npos) return;
    folder = path.substr(0, slash);
    name = path.substr(slash + 1);
  }
};

[[noreturn, gnu::cold]] inline void raise_output_error(std::string path, std::string problem, int cause) {
  char const* const advice = cause == ENOSPC || cause == EDQUOT  ? "Make room, or write elsewhere"
                             : cause == EACCES || cause == EPERM || cause == EROFS ? "Check the rights of the folder"
                                                                                   : "Check the path";
  throw sink_error({error_code::sink_failed, std::move(path), std::move(problem), std::strerror(cause), advice});
}

[[nodiscard]] inline sink_error unknown_folder(std::string path) {
  return sink_error({error_code::sink_failed, std::move(path), "the folder is none that a sink makes, so what is in it is not replaced", "",
                     "Write to a folder of its own, or move this one away"});
}

}  // namespace detail

}  // namespace sluice::files
