// SPDX-License-Identifier: Apache-2.0
// JSON files: `read_stream(json::files<order>{.path = "/data/incoming"})`, an object in each line, or with multi_line an object or an array of
// them in each file (semantics 15.3, 16.2). Only the fields that some step reads are decoded. Needs simdjson (component `json`).
#pragma once

#include <sluice/connectors/files/columns.hpp>
#include <sluice/connectors/files/file_input.hpp>
#include <sluice/connectors/files/json/elements.hpp>
#include <sluice/connectors/files/options.hpp>
#include <sluice/connectors/files/reader.hpp>
#include <sluice/contract/reject.hpp>
#include <sluice/contract/source.hpp>
#include <sluice/formats/json/decode.hpp>
#include <sluice/schema/record.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace sluice::json {

namespace detail {

/// JSON as a format of files, see connectors/files/reader.hpp.
struct file_format {
  static constexpr std::string_view name = "json";

  bool multi_line = false;
  std::string line_sep;

  template <class Record, class Want>
  class decoding {
   public:
    explicit decoding(file_format const& format) : multi_line_(format.multi_line), separator_(format.line_sep.empty() ? "\n" : format.line_sep) {}

    template <class Sink>
    void read(sluice::files::file_input& input, Sink& sink) {
      if (multi_line_) take_elements(without_mark(input.whole()), decode_one<Sink>{&decoder_, &sink});
      else input.pieces(take_piece<Sink>{this, {&decoder_, &sink}});
    }

   private:
    /// A text that is one object.
    template <class Sink>
    struct decode_one {
      decoder<Record, Want>* decoder_of_file;
      Sink* sink;

      void operator()(std::string_view text) const {
        switch (decoder_of_file->decode_padded(text)) {
          case verdict::ok: sink->row(decoder_of_file->row()); break;
          case verdict::malformed: sink->malformed(decoder_of_file->row(), decoder_of_file->problem(), text); break;
          case verdict::rejected: sink->rejected(decoder_of_file->problem(), text); break;
          case verdict::blank: break;
        }
      }
    };
    template <class Sink>
    struct take_piece {
      decoding* self;
      decode_one<Sink> decode;
      bool begun = false;

      std::size_t operator()(std::string_view piece, bool last) {
        auto const text = begun ? piece : without_mark(piece);
        begun = true;
        return piece.size() - text.size() + self->take_lines(text, last, decode);
      }
    };
    /// Text editors may put a byte order mark in front.
    [[nodiscard]] static std::string_view without_mark(std::string_view text) {
      if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
      return text;
    }
    static_assert(sluice::files::file_input::padding >= padding);

    template <class Decode>
    std::size_t take_lines(std::string_view piece, bool last, Decode const& decode) {
      char const* at = piece.data();
      char const* const end = at + piece.size();
      while (at < end) {
        char const* stop = find_separator(at, end);
        std::size_t const separator = stop == nullptr ? 0 : separator_.size();
        if (stop == nullptr && !last) break;
        if (stop == nullptr) stop = end;
        std::string_view const line{at, static_cast<std::size_t>(stop - at)};
        // An array in a line gives a row for each of its elements.
        if (line.empty() || line.front() != '{') [[unlikely]] take_elements(line, decode);
        else decode(line);
        at = stop + separator;
      }
      return static_cast<std::size_t>(at - piece.data());
    }
    [[nodiscard]] char const* find_separator(char const* at, char const* end) const {
      while (true) {
        auto const left = static_cast<std::size_t>(end - at);
        if (left < separator_.size()) return nullptr;
        at = static_cast<char const*>(std::memchr(at, separator_.front(), left - separator_.size() + 1));
        if (at == nullptr || std::memcmp(at, separator_.data(), separator_.size()) == 0) return at;
        ++at;
      }
    }

    bool multi_line_;
    std::string separator_;
    decoder<Record, Want> decoder_;
  };
};

}  // namespace detail

/// Files of JSON as a stream of the files that appear, or all of them once. `Partitions`: the columns that folders give (files::partitioned_by). A nullable text field
/// `_corrupt_record` gets the text of a malformed record.
template <record Record, class Partitions = sluice::files::no_partitions>
struct files {
  std::string path;                           ///< a folder, a file, or a pattern as Hadoop has them: "/data/*/in-{a,b}"
  bool multi_line = false;                    ///< a file is one object, or an array of objects, over many lines
  std::string line_sep{};                     ///< what ends a line; empty: \n or \r\n
  parse_mode mode = parse_mode::permissive;   ///< what becomes of records that do not fit
  std::string glob_filter{};                  ///< this and the following as in csv::files
  bool recursive = false;
  sluice::files::compression compression = sluice::files::compression::by_suffix;
  bool ignore_missing_files = false;
  bool ignore_corrupt_files = false;
  sluice::files::watch watch{};

  using record_type = Record;
  using columns = sluice::files::file_columns<Record, Partitions, true>;
  static constexpr bool readable_once = true;

  static_assert(Partitions::template all_in<schema_of<Record>>, "partitioned_by names a column that the record has not");
  static_assert(Partitions::have_form(schema_of<Record>{}), "a folder's name has no form for arrays, maps and records");

  /// Throws option_error for options that cannot work.
  void check() const { sluice::files::options_of(*this).check(); }
  /// Opens a reader. Throws option_error as `check`, checkpoint_error for a damaged log.
  [[nodiscard]] sluice::files::reader<detail::file_format, columns> open(source_context const& context) const {
    check();
    return {{multi_line, line_sep}, sluice::files::options_of(*this), mode, context};
  }
  /// Reads all files once, by path; returns the number of rows.
  template <class Want, class Receiver>
  std::uint64_t read_once(reject_log& rejects, Receiver& receiver) const {
    check();
    return sluice::files::read_files<columns, Want>(detail::file_format{multi_line, line_sep}, sluice::files::options_of(*this), mode, rejects,
                                                    receiver);
  }
};

}  // namespace sluice::json
