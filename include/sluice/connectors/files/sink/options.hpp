// SPDX-License-Identifier: Apache-2.0
// What every file sink may be told, whatever its format. The sinks (csv::sink, json::sink, text::sink) have these members beside those of
// their format.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/files/options.hpp>
#include <sluice/connectors/files/sink/byte_target.hpp>
#include <sluice/connectors/files/sink/local_output.hpp>
#include <sluice/connectors/files/sink/output_place.hpp>
#include <sluice/connectors/files/sink/part_writer.hpp>
#include <sluice/connectors/files/sink/stored_output.hpp>
#include <sluice/contract/storage.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace sluice::files {

/// Where to write, and how. See the members of the same names of the sinks.
struct output_options {
  std::string path;
  files::compression compression = compression::none;
  std::uint64_t max_records_per_file = 0;
  std::size_t max_open_files = 100;
  std::chrono::milliseconds retention{-1};

  /// Throws option_error for what cannot work, without a look at the disk.
  void check() const {
    if (path.empty()) throw option_error("path", "files need a folder", "", R"(As in .path = "/data/out")");
    if (max_open_files == 0) throw option_error("max_open_files", "no row could be written", "0", "Give at least 1");
    check_packer(compression);
  }
  [[nodiscard]] bool in_storage() const { return path.find("://") != std::string::npos && !path.starts_with("file://"); }
  /// The folder. Throws option_error for a scheme that no storage is known for.
  [[nodiscard]] std::shared_ptr<output_place> open() const {
    if (in_storage()) return std::make_shared<stored_output>(path, open_storage(path));
    return std::make_shared<local_output>(path);
  }
  [[nodiscard]] spread_options spread() const { return {max_records_per_file, max_open_files}; }
};

/// The common options of a sink of any format.
template <class Sink>
[[nodiscard]] output_options output_options_of(Sink const& sink) {
  return {sink.path, sink.compression, sink.max_records_per_file, sink.max_open_files, sink.retention};
}

}  // namespace sluice::files
