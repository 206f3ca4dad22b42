// SPDX-License-Identifier: Apache-2.0
// The part files of one batch: named as Spark names them, noted when they are whole, and taken away if the batch comes to nothing.
#pragma once

#include <sluice/base/uuid.hpp>
#include <sluice/connectors/files/manifest.hpp>
#include <sluice/connectors/files/options.hpp>
#include <sluice/connectors/files/sink/byte_target.hpp>
#include <sluice/connectors/files/sink/output_place.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sluice::files {

/// How part files are named and packed.
struct part_options {
  std::string suffix;  ///< behind the number of the part: ".csv.gz"
  files::compression compression = compression::none;
  bool hidden = false;  ///< they get their names when they are published
};

/// A part that is being written.
struct open_part {
  std::string path;
  std::unique_ptr<byte_target> bytes;
};

/// The part files of a batch at a time. One thread.
class part_files {
 public:
  part_files(std::shared_ptr<output_place> place, part_options how) : place_(std::move(place)), how_(std::move(how)) {}
  part_files(part_files&&) = default;
  part_files& operator=(part_files&&) = delete;
  ~part_files() { discard(); }

  [[nodiscard]] output_place& place() const { return *place_; }

  /// Begins a part in a folder, "" or "day=2024-01-31".
  [[nodiscard]] open_part open(std::string const& folder) {
    if (made_.empty()) batch_ = make_uuid();
    char number[16];
    // Spark joins the number with a dot where there are folders.
    std::snprintf(number, sizeof number, "%cc%03zu", folder.empty() ? '-' : '.', made_.size());
    std::string path = (folder.empty() ? std::string{} : folder + '/') + "part-00000-" + batch_ + number + how_.suffix;
    made_.push_back(path);
    auto bytes = place_->create(path, how_.hidden);
    return {std::move(path), packed_target(std::move(bytes), how_.compression)};
  }
  /// Ends a part.
  void close(open_part& part) {
    auto const written = part.bytes->close();
    part.bytes.reset();
    manifest_entry entry;
    entry.path = place_->uri(part.path);
    entry.size = written.size;
    entry.modification_time = written.modification_time;
    entry.block_size = std::int64_t{32} << 20U;  // what Spark says of local files
    whole_.push_back(std::move(entry));
  }

  /// How many parts the batch has.
  [[nodiscard]] std::size_t count() const { return made_.size(); }
  /// Makes the names of all parts survive a crash. All must be closed.
  void flush() {
    std::set<std::string> folders;
    for (auto const& path : made_) folders.emplace(detail::split_path{path}.folder);
    for (auto const& folder : folders) place_->flush(folder);
  }
  /// Gives all parts their names.
  void publish() {
    if (how_.hidden)
      for (auto const& path : made_) place_->publish(path);
    flush();
  }
  /// The parts as entries of a manifest.
  [[nodiscard]] std::vector<manifest_entry> const& entries() const { return whole_; }

  /// The parts stay, whatever comes; the next batch begins.
  void keep() noexcept {
    made_.clear();
    whole_.clear();
  }
  /// The parts go; the next batch begins.
  void discard() noexcept {
    for (auto const& path : made_) place_->remove(path, how_.hidden);
    keep();
  }

 private:
  std::shared_ptr<output_place> place_;
  part_options how_;
  std::string batch_;
  std::vector<std::string> made_;
  std::vector<manifest_entry> whole_;
};

}  // namespace sluice::files
