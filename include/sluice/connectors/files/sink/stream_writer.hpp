// SPDX-License-Identifier: Apache-2.0
// The writer of a file sink in a stream: a batch's rows go to part files, which count once they are in the manifest. Exactly once for readers
// that obey the manifest (semantics 13.3); others may see parts of a batch that is not committed, or never will be.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/connectors/files/sink/manifest_log.hpp>
#include <sluice/connectors/files/sink/options.hpp>
#include <sluice/connectors/files/sink/output_place.hpp>
#include <sluice/connectors/files/sink/part_files.hpp>
#include <sluice/connectors/files/sink/part_writer.hpp>
#include <sluice/contract/sink.hpp>
#include <sluice/contract/storage.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace sluice::files {

/// Writes batches of rows. All members on the query's thread. Costs per batch with rows: its files and a line of the log, each flushed to the disk
/// with its folder; without rows: the log alone.
template <class Format, class Folders, class Schema>
class stream_writer {
 public:
  /// Throws sink_error if the folder cannot be made.
  stream_writer(Format format, output_options const& options, sink_context const& context)
      : place_(opened(options, context)), manifest_(open_storage(options.path), place_, context.query_id, options.retention, *context.clock),
        parts_(format, options.spread(), part_files{place_, {format.suffix() + std::string{suffix_of(options.compression)}, options.compression}}) {}

  /// A batch starts; what an earlier try of this run left behind is removed. If the batch is in the manifest already, its rows will be thrown away.
  void begin(std::uint64_t epoch, mode) {
    parts_.discard();
    committed_ = manifest_.has(epoch);
  }
  /// Throws sink_error if the disk does not take the row or one before it.
  template <class Row>
  void write(Row const& row) {
    if (!committed_) parts_.write(row);
  }
  /// Makes the batch's files count, all at once. Throws sink_error or storage_error if they do not, or if nobody can say.
  void commit(std::uint64_t epoch) {
    if (committed_) return;
    parts_.close();
    auto& parts = parts_.parts();
    parts.flush();
    auto const entries = parts.entries();
    parts.keep();  // from here on the manifest may name them
    manifest_.add(epoch, entries);
    committed_ = true;
  }
  [[nodiscard]] std::string describe() const { return "FileSink[" + place_->uri("") + ']'; }

 private:
  [[nodiscard]] static std::shared_ptr<output_place> opened(output_options const& options, sink_context const& context) {
    options.check();
    if (context.query_id.empty())
      throw option_error("query_id", "the query has no id by which it could be known again", "", "Open the sink with one");
    auto place = options.open();
    place->prepare();
    return place;
  }

  std::shared_ptr<output_place> place_;
  manifest_log manifest_;
  part_writer<Format, Folders, Schema> parts_;
  bool committed_ = false;  // the batch
};

}  // namespace sluice::files
