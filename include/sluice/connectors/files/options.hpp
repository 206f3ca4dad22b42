// SPDX-License-Identifier: Apache-2.0
// What every file source may be told, whatever its format: which files, and how a stream takes them (semantics 15.3). The sources
// (csv::files, json::files, text::files) have these members beside those of their format.
#pragma once

#include <sluice/base/error.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace sluice::files {

/// How the bytes of files are packed.
enum class compression : std::uint8_t {
  by_suffix,  ///< gzip for .gz, zstd for .zst, else none
  none,
  gzip,
  zstd,
};

/// What becomes of a file once its batch is committed.
enum class clean : std::uint8_t {
  off,      ///< it stays
  archive,  ///< it moves to source_archive_dir, under its whole path
  remove,
};

/// How a stream takes the files that appear.
struct watch {
  std::optional<std::uint64_t> max_files_per_trigger{};  ///< most files of a batch
  std::optional<std::uint64_t> max_bytes_per_trigger{};  ///< most bytes of a batch, but one file at least; not with the former
  bool latest_first = false;                             ///< newest files first; with a limit per trigger, no file is too old then
  std::chrono::milliseconds max_file_age = std::chrono::hours{7 * 24};  ///< older than the newest file seen by more: never read
  bool file_name_only = false;                           ///< files of one name count as one, whatever folder they are in
  clean clean_source = clean::off;
  std::string source_archive_dir{};                      ///< for clean::archive: a folder outside the path, on the same file system
  std::size_t max_cached_files = 10'000;                 ///< with a limit, how many files of a listing are kept for later batches
  double discard_cached_input_ratio = 0.2;               ///< fewer left than this share of the limit: look at the folder anew
};

/// Which files, and how. See the members of the same names of the sources.
struct options {
  std::string path;
  std::string glob_filter{};
  bool recursive = false;
  files::compression compression = compression::by_suffix;
  bool ignore_missing_files = false;
  bool ignore_corrupt_files = false;
  files::watch watch{};

  /// Throws option_error for what cannot work, without a look at the disk.
  void check() const {
    if (path.empty()) throw option_error("path", "no file can be found without one", "", R"(As in .path = "/data/incoming")");
    if (auto const mark = path.find("://"); mark != std::string::npos && path.compare(0, mark, "file") != 0)
      throw option_error("path", "files are read from local paths only", path, "Mount the storage, or copy the files");
    if (watch.max_files_per_trigger && watch.max_bytes_per_trigger)
      throw option_error("max_files_per_trigger, max_bytes_per_trigger", "only one of them can bound a batch", "both", "Leave one out");
    if (watch.max_files_per_trigger == 0U) throw option_error("max_files_per_trigger", "no batch could hold a file", "0", "Give at least 1");
    if (watch.max_bytes_per_trigger == 0U) throw option_error("max_bytes_per_trigger", "no batch could hold a byte", "0", "Give at least 1");
    if (watch.max_file_age.count() < 0)
      throw option_error("max_file_age", "a span of time cannot be negative", std::to_string(watch.max_file_age.count()) + " ms", "Give 0 or more");
    if (!(watch.discard_cached_input_ratio >= 0 && watch.discard_cached_input_ratio <= 1))
      throw option_error("discard_cached_input_ratio", "it is no share", std::to_string(watch.discard_cached_input_ratio), "Give 0 to 1");
    if ((watch.clean_source == clean::archive) != !watch.source_archive_dir.empty())
      throw option_error("source_archive_dir", watch.source_archive_dir.empty() ? "clean::archive needs it" : "it is for clean::archive only",
                         watch.source_archive_dir, "Set both or neither");
  }
};

/// The common options of a source of any format.
template <class Source>
[[nodiscard]] options options_of(Source const& source) {
  return {source.path,        source.glob_filter,          source.recursive,
          source.compression, source.ignore_missing_files, source.ignore_corrupt_files, source.watch};
}

}  // namespace sluice::files
