// SPDX-License-Identifier: Apache-2.0
// The writer of a file sink for the result of a batch query. Parts are written under hidden names and get their own when all are whole; a file
// `_SUCCESS` comes last. No manifest: all files of the folder count.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/files/manifest.hpp>
#include <sluice/connectors/files/sink/options.hpp>
#include <sluice/connectors/files/sink/output_place.hpp>
#include <sluice/connectors/files/sink/part_files.hpp>
#include <sluice/connectors/files/sink/part_writer.hpp>
#include <sluice/contract/batch_write.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sluice::files {

namespace detail {

/// Looks at what is in the folder before a batch is written: true if it is to be written, and then `outdated` is what it replaces. Throws sink_error
/// if there is something and the mode says that there must not.
[[nodiscard, gnu::cold]] inline bool begin_output(output_place& place, save_mode mode, std::vector<std::string>& outdated) {
  if (place.exists()) {
    if (mode == save_mode::ignore) return false;
    if (mode == save_mode::error_if_exists)
      throw sink_error({error_code::sink_failed, place.describe(""), "there is output already", "",
                        "Write to another path, or with save_mode::append, overwrite or ignore"});
    auto found = place.contents();
    if (mode == save_mode::overwrite) outdated = std::move(found);
    else if (!found.empty() && found.front().starts_with(manifest_folder))
      throw sink_error({error_code::sink_failed, place.describe(""), "a stream writes to this folder, whose readers would not see other files", "",
                        "Write to another path"});
  }
  place.prepare();
  return true;
}

/// Puts new parts in the place of old ones. Between the two a reader may see neither; what fails on the way leaves no old part beside a new one.
[[gnu::cold]] inline void publish_output(output_place& place, part_files& parts, std::vector<std::string> const& outdated) {
  for (auto const& path : outdated) place.remove(path, false);
  parts.publish();
  parts.keep();
  place.remove("_SUCCESS", false);
  place.create("_SUCCESS", false)->close();
  place.flush("");
}

}  // namespace detail

/// Writes one result. One thread.
template <class Format, class Folders, class Schema>
class batch_writer {
 public:
  batch_writer(Format format, output_options const& options, save_mode mode)
      : place_(opened(options)), mode_(mode),
        parts_(format, options.spread(),
               part_files{place_, {format.suffix() + std::string{suffix_of(options.compression)}, options.compression, true}}) {}

  batch_writer(batch_writer const&) = delete;
  batch_writer& operator=(batch_writer const&) = delete;
  ~batch_writer() {
    parts_.discard();
    // So that the next try does not find output where there is none.
    if (made_folder_) place_->remove_if_empty();
  }

  /// False if there is something already that is to be kept alone. Throws sink_error if there is something at all, as the mode says.
  [[nodiscard]] bool begin() {
    made_folder_ = !place_->exists();
    return detail::begin_output(*place_, mode_, outdated_);
  }
  template <class Row>
  void write(Row const& row) {
    parts_.write(row);
  }
  /// Makes the result visible. One without rows has a file all the same, so that a reader finds the columns.
  void commit() {
    if (!Folders::any && parts_.parts().count() == 0) parts_.write_nothing();
    parts_.close();
    files_ = parts_.parts().count();
    detail::publish_output(*place_, parts_.parts(), outdated_);
    made_folder_ = false;
  }
  [[nodiscard]] std::uint64_t files() const { return files_; }

 private:
  [[nodiscard]] static std::shared_ptr<output_place> opened(output_options const& options) {
    options.check();
    return options.open();
  }

  std::shared_ptr<output_place> place_;
  save_mode mode_;
  part_writer<Format, Folders, Schema> parts_;
  std::vector<std::string> outdated_;
  std::uint64_t files_ = 0;
  bool made_folder_ = false;  // and nothing is in it yet
};

}  // namespace sluice::files
