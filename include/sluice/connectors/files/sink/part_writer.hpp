// SPDX-License-Identifier: Apache-2.0
// From rows to part files: each row goes into the open file of its folder, as its format has it.
//
// A format of output:
//   static constexpr std::string_view name;           "csv"
//   std::string suffix() const;                       ".csv"; what packs the file adds its own
//   template <class Schema> using refusal = ...;      why rows of these columns have no form; `accepted` if they have
//   template <class Schema> class file;               one file that is being written:
//     file(Format const&, byte_target&);                throws option_error for options that cannot work
//     template <class Row> void write(Row const&);      a row of exactly these columns
//     void close();                                     hands the rest to the target, which stays open
#pragma once

#include <sluice/connectors/files/sink/byte_target.hpp>
#include <sluice/connectors/files/sink/folders.hpp>
#include <sluice/connectors/files/sink/part_files.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace sluice::files {

/// How rows are spread over files.
struct spread_options {
  std::uint64_t max_records_per_file = 0;  ///< 0: as many as come
  std::size_t max_open_files = 100;        ///< at least 1
};

/// Writes rows of `Schema` into parts. One thread.
template <class Format, class Folders, class Schema>
class part_writer {
  using data_schema = typename Folders::template data_schema<Schema>;

 public:
  part_writer(Format format, spread_options how, part_files parts) : format_(std::move(format)), how_(how), parts_(std::move(parts)) {}
  part_writer(part_writer const&) = delete;
  part_writer& operator=(part_writer const&) = delete;

  [[nodiscard]] part_files& parts() { return parts_; }

  /// Costs the format's writing; with folders, the folder's name and a look for its file, where it is another one than the last row's.
  template <class Row>
  void write(Row const& row) {
    if constexpr (Folders::any) {
      Folders::write_path(folder_, scratch_, row);
      if (newest_ == open_.end() || newest_->first != folder_) newest_ = file_in(folder_);
    } else {
      if (newest_ == open_.end()) newest_ = file_in(folder_);
    }
    auto& file = *newest_->second;
    file.last_row = ++rows_;
    file.content.write(detail::cells_of<data_schema>::of(row));
    if (++file.rows == how_.max_records_per_file) {
      file.close(parts_);
      open_.erase(std::exchange(newest_, open_.end()));
    }
  }
  /// Makes a file without rows, so that a reader finds the columns. To be called when there is none.
  void write_nothing() { newest_ = file_in(folder_); }
  /// Ends all files.
  void close() {
    for (auto& [folder, file] : open_) file->close(parts_);
    forget();
  }
  /// Gives up all files.
  void discard() noexcept {
    forget();
    parts_.discard();
  }

 private:
  struct open_file {
    open_part part;
    typename Format::template file<data_schema> content;
    std::uint64_t rows = 0;
    std::uint64_t last_row = 0;

    open_file(Format const& format, open_part begun) : part(std::move(begun)), content(format, *part.bytes) {}
    void close(part_files& parts) {
      content.close();
      parts.close(part);
    }
  };
  using open_files = std::map<std::string, std::unique_ptr<open_file>>;

  void forget() noexcept {
    open_.clear();
    newest_ = open_.end();
  }
  [[nodiscard]] typename open_files::iterator file_in(std::string const& folder) {
    auto found = open_.find(folder);
    if (found != open_.end()) return found;
    if (open_.size() >= how_.max_open_files) close_oldest();
    return open_.emplace(folder, std::make_unique<open_file>(format_, parts_.open(folder))).first;
  }
  /// Ends the file that was not written to for longest; rows of its folder that come later make another.
  void close_oldest() {
    auto oldest = open_.begin();
    for (auto one = open_.begin(); one != open_.end(); ++one)
      if (one->second->last_row < oldest->second->last_row) oldest = one;
    oldest->second->close(parts_);
    if (newest_ == oldest) newest_ = open_.end();
    open_.erase(oldest);
  }

  Format format_;
  spread_options how_;
  part_files parts_;  // before the files, which write into its targets
  open_files open_;
  typename open_files::iterator newest_ = open_.end();
  std::string folder_;
  std::string scratch_;
  std::uint64_t rows_ = 0;
};

}  // namespace sluice::files
