// SPDX-License-Identifier: Apache-2.0
// CSV files: `read_stream(csv::files<order>{.path = "/data/incoming", .header = true})`, `read(csv::files<order>{...})` (semantics 15.3, 16.1).
// Options have Spark's names and defaults. Needs nothing but the standard library.
#pragma once

#include <sluice/connectors/files/columns.hpp>
#include <sluice/connectors/files/file_input.hpp>
#include <sluice/connectors/files/options.hpp>
#include <sluice/connectors/files/reader.hpp>
#include <sluice/contract/reject.hpp>
#include <sluice/contract/source.hpp>
#include <sluice/formats/csv/decode.hpp>
#include <sluice/schema/record.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::csv {

namespace detail {

/// CSV as a format of files, see connectors/files/reader.hpp.
struct file_format {
  static constexpr std::string_view name = "csv";

  options how;

  template <class Record, class Want>
  class decoding {
   public:
    explicit decoding(file_format const& format) : decoder_(format.how) {}

    template <class Sink>
    void read(sluice::files::file_input& input, Sink& sink) {
      decoder_.begin_file(input.path());
      input.pieces(take_piece<Sink>{&decoder_, &sink});
    }

   private:
    template <class Sink>
    struct take_piece {
      decoder<Record, Want>* decoder_of_file;
      Sink* sink;
      std::size_t operator()(std::string_view piece, bool last) const { return decoder_of_file->read(piece, last, *sink); }
    };
    static_assert(sluice::files::file_input::padding >= padding);

    decoder<Record, Want> decoder_;
  };
};

}  // namespace detail

/// Files of CSV as a stream of the files that appear, or all of them once. `Partitions`: the columns that folders give (files::partitioned_by).
template <record Record, class Partitions = sluice::files::no_partitions>
struct files {
  std::string path;                           ///< a folder, a file, or a pattern as Hadoop has them: "/data/*/in-{a,b}"
  bool header = false;                        ///< this and the following as in csv::options
  std::string delimiter = ",";
  char quote = '"';
  char escape = '\\';
  char char_to_escape_quote_escaping = '\0';
  char comment = '\0';
  std::string null_value{};
  std::string empty_value{};
  std::string nan_value = "NaN";
  std::string positive_inf = "Inf";
  std::string negative_inf = "-Inf";
  std::string date_format{};
  std::string timestamp_format{};
  bool ignore_leading_white_space = false;
  bool ignore_trailing_white_space = false;
  bool enforce_schema = true;
  bool multi_line = false;
  std::string line_sep{};
  int max_columns = 20'480;
  int max_chars_per_column = -1;
  std::string column_name_of_corrupt_record = "_corrupt_record";
  parse_mode mode = parse_mode::permissive;   ///< what becomes of records that do not fit
  std::string glob_filter{};                  ///< only files whose name matches
  bool recursive = false;                     ///< folders in folders, too; their names then give no columns
  sluice::files::compression compression = sluice::files::compression::by_suffix;
  bool ignore_missing_files = false;          ///< a file that is gone when it is read: counted as rejected, no failure
  bool ignore_corrupt_files = false;          ///< likewise a file that cannot be unpacked
  sluice::files::watch watch{};               ///< how a stream takes the files

  using record_type = Record;
  using columns = sluice::files::file_columns<Record, Partitions, false>;
  static constexpr bool readable_once = true;

  static_assert(Partitions::template all_in<schema_of<Record>>, "partitioned_by names a column that the record has not");
  static_assert(Partitions::have_form(schema_of<Record>{}), "a folder's name has no form for arrays, maps and records");
  static_assert(detail::columns_have_form<schema_of<typename columns::data_record>>,
                "CSV has no form for arrays, maps and records: read them as text, or leave them out of the record");

  /// Throws option_error for options that cannot work.
  void check() const {
    sluice::files::options_of(*this).check();
    format().how.check();
  }
  /// Opens a reader. Throws option_error as `check`, checkpoint_error for a damaged log.
  [[nodiscard]] sluice::files::reader<detail::file_format, columns> open(source_context const& context) const {
    check();
    return {format(), sluice::files::options_of(*this), mode, context};
  }
  /// Reads all files once, by path; returns the number of rows.
  template <class Want, class Receiver>
  std::uint64_t read_once(reject_log& rejects, Receiver& receiver) const {
    check();
    return sluice::files::read_files<columns, Want>(format(), sluice::files::options_of(*this), mode, rejects, receiver);
  }

 private:
  [[nodiscard]] detail::file_format format() const {
    return {{.header = header,
             .delimiter = delimiter,
             .quote = quote,
             .escape = escape,
             .char_to_escape_quote_escaping = char_to_escape_quote_escaping,
             .comment = comment,
             .null_value = null_value,
             .empty_value = empty_value,
             .nan_value = nan_value,
             .positive_inf = positive_inf,
             .negative_inf = negative_inf,
             .date_format = date_format,
             .timestamp_format = timestamp_format,
             .ignore_leading_white_space = ignore_leading_white_space,
             .ignore_trailing_white_space = ignore_trailing_white_space,
             .enforce_schema = enforce_schema,
             .multi_line = multi_line,
             .line_sep = line_sep,
             .max_columns = max_columns,
             .max_chars_per_column = max_chars_per_column,
             .column_name_of_corrupt_record = column_name_of_corrupt_record}};
  }
};

}  // namespace sluice::csv
