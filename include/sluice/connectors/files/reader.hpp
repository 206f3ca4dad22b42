// SPDX-License-Identifier: Apache-2.0
// The reader of a file source: files from the tracker, through a format, as rows. A new format is one file: a class that says how one file is
// decoded, and the source that users write, as in connectors/files/csv.hpp.
//
// A format is a copyable value:
//   static constexpr std::string_view name = "csv";            in messages and rejects
//   template <class Record, class Want> class decoding {       made anew for each batch; `Record` has no columns that folders give
//     explicit decoding(Format const&);
//     template <class Sink> void read(file_input& input, Sink& sink);
//   };
// `read` decodes the file that `input` stands at, only the columns that `Want::value` names: by input.pieces(...) or input.whole(), or by
// itself from input.path() as a format with an index must. It gives sink.row(row), sink.malformed(row, problem, text) and
// sink.rejected(problem, text); a problem has a `column` and a `reason`, and `text` lies in the piece it was decoded from.
#pragma once

#include <sluice/base/error.hpp>
#include <sluice/base/json_read.hpp>
#include <sluice/connectors/files/columns.hpp>
#include <sluice/connectors/files/file_facts.hpp>
#include <sluice/connectors/files/file_input.hpp>
#include <sluice/connectors/files/options.hpp>
#include <sluice/connectors/files/row_sink.hpp>
#include <sluice/connectors/files/tracker.hpp>
#include <sluice/contract/reject.hpp>
#include <sluice/contract/source.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::files {

/// A place in the log of files: all batches of the source up to this one are read; -1 before the first.
struct offset {
  std::int64_t log_offset = -1;

  friend bool operator==(offset const&, offset const&) = default;
};

[[nodiscard]] inline std::string to_json(offset const& which) { return "{\"logOffset\":" + std::to_string(which.log_offset) + '}'; }

/// Of `{"logOffset":3}`, or of a bare number as old logs have it. Throws source_error for other texts.
[[nodiscard]] inline offset parse_offset(std::string_view text) {
  try {
    sluice::detail::json_reader json{text};
    offset found;
    if (text.empty() || text.front() != '{') {
      found.log_offset = json.integer();
    } else {
      json.open('{');
      while (auto const key = json.next_key()) {
        if (*key == "logOffset") found.log_offset = json.integer();
        else json.skip();
      }
    }
    json.end();
    return found;
  } catch (sluice::detail::json_problem const&) {
    throw source_error({error_code::source_failed, "file source", "this is no offset", std::string{text}, "An offset looks like {\"logOffset\":3}"});
  }
}

/// Decodes one file after another into a receiver. `Columns`: file_columns of the record.
template <class Format, class Columns, class Want, class Receiver>
class file_decoder {
 public:
  file_decoder(Format const& format, options const& how, parse_mode mode, std::string root, file_input& input, reject_log& rejects,
               Receiver& receiver)
      : ignore_missing_(how.ignore_missing_files), ignore_corrupt_(how.ignore_corrupt_files), recursive_(how.recursive), root_(std::move(root)),
        input_(&input), sink_(Format::name, mode, input, rejects, receiver), decoding_(format) {}

  void read(std::string const& path) {
    input_->begin(path);
    try {
      if (!recursive_ && path.starts_with(root_))
        check_folders<schema_of<typename Columns::data_record>>(path, std::string_view{path}.substr(root_.size()));
      sink_.begin_file();
      decoding_.read(*input_, sink_);
    } catch (missing_file const&) {
      if (!ignore_missing_)
        throw source_error({error_code::source_failed, path, "the file is gone, though it was there when the batch was planned", "",
                            "Bring it back, or set ignore_missing_files = true to go on without it"});
      sink_.rejected_file("the file is gone, and ignore_missing_files is set");
    } catch (corrupt_file_error const& error) {
      if (!ignore_corrupt_) throw;
      sink_.rejected_file(error.what());
    }
  }
  [[nodiscard]] std::uint64_t rows() const { return sink_.rows(); }

 private:
  bool ignore_missing_;
  bool ignore_corrupt_;
  bool recursive_;
  std::string root_;
  file_input* input_;
  row_sink<typename Columns::partitions, typename Columns::template constants<Want>, Receiver> sink_;
  typename Format::template decoding<typename Columns::data_record, Want> decoding_;
};

/// The reader of a stream of files. Replayable: a batch that is read again has exactly the same files.
template <class Format, class Columns>
class reader {
 public:
  using offset_type = offset;

  reader(Format format, options how, parse_mode mode, source_context const& context)
      : format_(std::move(format)), how_(std::move(how)), mode_(mode), tracker_(std::make_unique<tracker>(how_, context)),
        input_(how_.compression, context.stopping) {}

  [[nodiscard]] offset initial_offset() { return {}; }
  [[nodiscard]] offset latest_offset(offset start) { return {tracker_->latest(start.log_offset)}; }

  template <class Want, class Receiver>
  std::uint64_t read(offset start, offset end, reject_log& rejects, Receiver& receiver) {
    tracker_->begin_read(start.log_offset);
    file_decoder<Format, Columns, Want, Receiver> decoder{format_, how_, mode_, tracker_->path().root(), input_, rejects, receiver};
    for (auto const& file : tracker_->files(start.log_offset, end.log_offset)) decoder.read(file.path);
    return decoder.rows();
  }
  void commit(offset end) { tracker_->commit(end.log_offset); }
  void fix_end() { tracker_->fix_end(); }
  [[nodiscard]] std::string to_json(offset which) const { return files::to_json(which); }
  [[nodiscard]] offset from_json(std::string_view text) const { return parse_offset(text); }
  [[nodiscard]] std::string describe() const { return "FileStreamSource[" + to_uri(tracker_->path().root()) + "]"; }

 private:
  Format format_;
  options how_;
  parse_mode mode_;
  std::unique_ptr<tracker> tracker_;
  file_input input_;
};

namespace detail {

struct never_stopping {
  bool operator()() const { return false; }
};

}  // namespace detail

/// Reads all files that there are, once, by path: what a batch query does. Returns the number of rows.
template <class Columns, class Want, class Format, class Receiver>
std::uint64_t read_files(Format const& format, options const& how, parse_mode mode, reject_log& rejects, Receiver& receiver) {
  listing path{how};
  std::optional<manifest_reader> manifest;
  file_input input{how.compression, detail::never_stopping{}};
  file_decoder<Format, Columns, Want, Receiver> decoder{format, how, mode, path.root(), input, rejects, receiver};
  for (auto const& file : list_now(path, manifest, every_file{})) decoder.read(file.path);
  return decoder.rows();
}

}  // namespace sluice::files
